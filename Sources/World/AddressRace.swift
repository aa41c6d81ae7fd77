import Primitives

/// From when on and in which order a program tries the addresses of a name, where it has those of both families: the algorithm of
/// RFC 8305 (Happy Eyeballs), or, without it, that of one who calls getaddrinfo() and goes through the list.
///
/// Times are nanoseconds since the wish for a connection.
struct AddressRace {
  /// How long who has A records waits for AAAA records (RFC 8305 sections 3 and 8).
  static let resolutionDelay = 50e6

  /// How many addresses there are.
  let counts: PerFamily<Int>
  /// When the answers with them came, or came to nothing.
  let arrivals: PerFamily<Double>
  /// The first attempt; without addresses: when that was known.
  let start: Double
  /// Whether families take turns.
  private let isInterleaved: Bool
  /// The family of the first attempt.
  private let first: IPAddress.Family

  /// `isHappy`: by RFC 8305. `preferred`: the family that is tried first.
  @inline(__always)
  init(
    counts: PerFamily<Int>, arrivals: PerFamily<Double>, isHappy: Bool, preferred: IPAddress.Family = .v6
  ) {
    (self.counts, self.arrivals, isInterleaved) = (counts, arrivals, isHappy)
    if !isHappy || counts.v4 == 0 && counts.v6 == 0 {
      start = max(arrivals.v4, arrivals.v6)
    } else if counts.v4 == 0 || counts.v6 > 0 && arrivals.v6 <= arrivals.v4 {
      // Section 3: with AAAA records one begins at once.
      start = arrivals.v6
    } else {
      // Until the others come, or it is known that there are none.
      start = max(arrivals.v4, min(arrivals.v6, arrivals.v4 + Self.resolutionDelay))
    }
    first =
      counts[preferred] > 0 && arrivals[preferred] <= start || counts[preferred.other] == 0
      ? preferred : preferred.other
  }

  /// The family of attempt `number`, from 0, and which of its addresses is tried: families take turns as long as both have addresses
  /// (RFC 8305 section 4, with a First Address Family Count of 1), or one comes after the other (RFC 6724 section 6).
  @inline(__always)
  func attempt(_ number: Int) -> (family: IPAddress.Family, place: Int) {
    let own = counts[first]
    let pairs = isInterleaved ? min(own, counts[first.other]) : 0
    if number < 2 * pairs { return (number.isMultiple(of: 2) ? first : first.other, number / 2) }
    return number - pairs < own ? (first, number - pairs) : (first.other, number - own)
  }
}
