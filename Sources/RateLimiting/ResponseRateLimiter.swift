import Primitives

/// Response-rate limiting as NSD does it: a server that answers spoofed queries must not be a cannon.
///
/// Responses are counted for each network they go to, kind of response and name. Each count stands in one slot of a
/// table of fixed size; a collision takes the slot over, so a flood of addresses can make the limiter forget, never
/// grow. Within a second responses are counted; at each new second the rate is halved and the count added to it, so
/// that a steady q responses a second show as a rate of 2q, and a burst is noticed in the second it happens.
package struct ResponseRateLimiter: ~Copyable {
  package struct Settings: Sendable, Equatable {
    /// Responses a second of one kind to one network.
    package var responsesPerSecond: Int
    /// Of the responses over the limit, one in so many goes out truncated, so that a client whose address is being
    /// abused can ask over TCP; the others are dropped. 0: all are dropped. 1: all are truncated.
    package var slip = 2
    package var ipv4PrefixLength = 24
    package var ipv6PrefixLength = 56
    /// Networks that are never limited.
    package var exempt: [IPPrefix] = []
    package var slots = RateLimits.slots

    package init(responsesPerSecond: Int) { self.responsesPerSecond = responsesPerSecond }
  }

  /// What kinds of responses are counted apart (NSD's `rrl-type`).
  package enum Kind: UInt8, Sendable, CaseIterable {
    case positive, wildcard, referral, noData, noSuchName, error, any
  }

  package enum Verdict: Sendable, Equatable {
    case send
    /// Send header and question with TC.
    case truncate
    case drop
  }

  fileprivate struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    var second: Int64 = 0
    var count: UInt32 = 0
    var rate: UInt32 = 0
  }

  private let settings: Settings
  private let hash: KeyedHash
  private let limit: UInt32
  private var slots: [Slot]

  /// `seed` keys the table: without it nobody can aim at a slot.
  package init(_ settings: Settings, seed: UInt64) {
    self.settings = settings
    hash = KeyedHash(seed: seed)
    limit = UInt32(clamping: min(max(1, settings.responsesPerSecond), Int(Int32.max)) * 2)
    slots = [Slot](repeating: Slot(), count: max(1, settings.slots))
  }

  /// Counts a response of `kind` about `name` (a hash of what kind it is counted by) to `client`, and judges it.
  package mutating func judge(_ kind: Kind, name: UInt64, to client: IPAddress, now: Instant) -> Verdict {
    for prefix in settings.exempt where prefix.contains(client) { return .send }
    let key = key(kind, name, client)
    let index = Int(truncatingIfNeeded: key.multipliedFullWidth(by: UInt64(slots.count)).high)
    let rate = slots[index].add(key, second: now.secondsSinceEpoch)
    if rate < limit { return .send }
    guard settings.slip > 0 else { return .drop }
    return slots[index].sequence % UInt32(clamping: settings.slip) == 0 ? .truncate : .drop
  }

  private func key(_ kind: Kind, _ name: UInt64, _ client: IPAddress) -> UInt64 {
    let isV4 = client.family == .v4
    let network =
      client.bits >> UInt128(client.bitWidth - (isV4 ? settings.ipv4PrefixLength : settings.ipv6PrefixLength))
    let words: InlineArray<4, UInt64> = [
      UInt64(truncatingIfNeeded: network), UInt64(truncatingIfNeeded: network >> 64), name,
      UInt64(kind.rawValue) << 1 | (isV4 ? 0 : 1),
    ]
    let span = words.span
    return span.bytes.withUnsafeBytes { hash(Span(_unsafeBytes: $0)) }
  }
}

extension ResponseRateLimiter.Slot {
  /// Limited responses are numbered by their place in the second.
  fileprivate var sequence: UInt32 { count }

  /// Counts one response and returns twice the rate in responses a second.
  fileprivate mutating func add(_ key: UInt64, second now: Int64) -> UInt32 {
    guard self.key == key else {
      (self.key, second, count, rate) = (key, now, 1, 0)
      return 1
    }
    // A clock that is set back starts a new second too.
    if now == second {
      count = count == .max ? count : count + 1
    } else {
      let passed = now &- second
      // What was counted last belongs to the second it was counted in; silence since then halves it again.
      let settled = UInt64(rate / 2) + UInt64(count)
      rate = (1...32).contains(passed) ? UInt32(clamping: settled >> UInt64(passed - 1)) : 0
      (second, count) = (now, 1)
    }
    // A sudden rise is stopped inside its second, not at its end.
    return max(rate, UInt32(clamping: UInt64(count) + UInt64(rate / 2)))
  }
}
