/// Cached objects in no order, for policies that look at a few drawn by chance. Who leaves is replaced by the last.
struct SlotPool: Sendable {
  private var slots: [UInt32] = []
  private var places = PerSlot<UInt32>(0)

  var count: Int { slots.count }

  subscript(index: Int) -> UInt32 { slots[index] }

  mutating func insert(_ slot: UInt32) {
    places[slot] = UInt32(truncatingIfNeeded: slots.count)
    slots.append(slot)
  }

  mutating func remove(_ slot: UInt32) {
    let place = places[slot]
    let last = slots.removeLast()
    guard last != slot else { return }
    slots[Int(place)] = last
    places[last] = place
  }

  /// One of them.
  func draw(_ random: inout Lehmer64) -> UInt32 {
    slots[Int(truncatingIfNeeded: random.next() % UInt64(slots.count))]
  }
}
