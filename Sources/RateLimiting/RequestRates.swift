import Primitives

/// How often each client has asked within a sliding window: the table of `ResponseRateLimiter` for windows of minutes.
///
/// Two counts a client, of the window under way and of the one before it, make the estimate: what is left of the earlier
/// window counts as if it had been even. Each client has its place in one of a few slots of a set; a new one takes that of the
/// client with the fewest requests. So a flood of addresses makes the table forget those who ask little, never those
/// who ask most, and it never grows.
package struct RequestRates: ~Copyable {
  fileprivate struct Slot: BitwiseCopyable {
    var key: UInt64 = 0
    /// The number of the window that `count` belongs to.
    var window: Int64 = .min
    var count: UInt32 = 0
    var previous: UInt32 = 0
  }

  private let windowNanoseconds: Int64
  private let hash: KeyedHash
  private var slots: [Slot]

  /// - Parameters:
  ///   - windowSeconds: how far back requests count.
  ///   - seed: keys the table: without it nobody can aim at a slot.
  package init(windowSeconds: Int64, slots: Int = RateLimits.requestSlots, seed: UInt64) {
    windowNanoseconds = max(1, windowSeconds) * 1_000_000_000
    hash = KeyedHash(seed: seed)
    let sets = max(1, slots / RateLimits.slotsOfSet)
    self.slots = [Slot](repeating: Slot(), count: sets * RateLimits.slotsOfSet)
  }

  /// Counts a request of `client`; returns how many it has made within the window that ends now, this one among them.
  ///
  /// An IPv6 client is its /64: who has one address of it has all. Nil: all clients are counted as one.
  package mutating func count(_ client: IPAddress?, now: Instant) -> Int {
    let key = key(client)
    let sets = UInt64(slots.count / RateLimits.slotsOfSet)
    let first = Int(truncatingIfNeeded: key.multipliedFullWidth(by: sets).high) * RateLimits.slotsOfSet
    let (window, elapsed) = now.nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: windowNanoseconds)
    var least = (slot: first, count: Int.max)
    for slot in first..<first + RateLimits.slotsOfSet {
      slots[slot].enter(window)
      if slots[slot].key == key {
        return slots[slot].add(elapsed: elapsed, of: windowNanoseconds)
      }
      let count = slots[slot].estimate(elapsed: elapsed, of: windowNanoseconds)
      if count < least.count { least = (slot, count) }
    }
    slots[least.slot] = Slot(key: key, window: window)
    return slots[least.slot].add(elapsed: elapsed, of: windowNanoseconds)
  }

  private func key(_ client: IPAddress?) -> UInt64 {
    let network = client.map { $0.family == .v4 ? UInt64($0.bits) : UInt64($0.bits >> 64) } ?? 0
    let kind: UInt64 = client.map { $0.family == .v4 ? 1 : 2 } ?? 3
    let words: InlineArray<2, UInt64> = [network, kind]
    let span = words.span
    return span.bytes.withUnsafeBytes { hash(Span(_unsafeBytes: $0)) }
  }
}

extension RequestRates.Slot {
  /// Also where a clock is set back: then nothing of before counts.
  fileprivate mutating func enter(_ now: Int64) {
    guard now != window else { return }
    (previous, count) = (window != .min && now == window &+ 1 ? count : 0, 0)
    window = now
  }

  fileprivate mutating func add(elapsed: Int64, of length: Int64) -> Int {
    count = count == .max ? count : count + 1
    return estimate(elapsed: elapsed, of: length)
  }

  fileprivate func estimate(elapsed: Int64, of length: Int64) -> Int {
    let left = UInt64(length - max(0, elapsed))
    let product = UInt64(previous).multipliedFullWidth(by: left)
    return Int(count) + Int(UInt64(length).dividingFullWidth(product).quotient)
  }
}
