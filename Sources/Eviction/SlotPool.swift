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

  /// Of `samples` drawn the one with the lowest value, the first among equals.
  @inline(__always)
  func lowest(of samples: Int, _ random: inout Lehmer64, by value: (UInt32) -> Double) -> UInt32 {
    var lowest = draw(&random)
    var lowestValue = value(lowest)
    for _ in 1..<samples {
      let slot = draw(&random)
      let value = value(slot)
      if value < lowestValue { (lowest, lowestValue) = (slot, value) }
    }
    return lowest
  }
}
