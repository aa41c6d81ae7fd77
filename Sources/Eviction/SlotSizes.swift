/// The sizes of cached objects, and their sum.
struct SlotSizes: Sendable {
  private(set) var sum = 0
  private var sizes = PerSlot(0)

  mutating func insert(_ slot: UInt32, size: Int) {
    sizes[slot] = size
    sum += size
  }

  mutating func remove(_ slot: UInt32) { sum -= sizes[slot] }
}
