import Primitives

/// Where the addresses that a program holds lead: IPv6 ones, then IPv4 ones.
struct Route: BitwiseCopyable {
  /// Where it stands in `VirtualUsers.wayStations`.
  var start: Int
  var counts: PerFamily<Int>

  static let nowhere = Route(start: 0, counts: PerFamily(0))

  var stations: Range<Int> { start..<start + counts.v6 + counts.v4 }
  var isEmpty: Bool { counts.v4 == 0 && counts.v6 == 0 }

  /// Those of the family that is tried first.
  func stations(preferred: IPAddress.Family) -> Range<Int> {
    let family = counts[preferred] > 0 ? preferred : preferred.other
    return station(family, 0)..<station(family, counts[family])
  }

  @inline(__always)
  func station(_ family: IPAddress.Family, _ place: Int) -> Int {
    family == .v6 ? start + place : start + counts.v6 + place
  }
}
