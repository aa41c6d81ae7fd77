/// LFU with dynamic ageing as libCacheSim 0.3.5 counts: a hit adds the lowest count there is, so that counts double again
/// and again. Objects that fall below the lowest count stay for ever.
struct DoublingLFUDA {
  let capacity: Int
  /// First come, first out in each count.
  private var queues: [Int: [(id: UInt64, size: Int)]] = [:]
  private var counts: [UInt64: Int] = [:]
  private var occupied = 0
  private var lowest = 0

  init(capacity: Int) { self.capacity = capacity }

  mutating func request(_ id: UInt64, size: Int) -> Bool {
    if let count = counts[id] {
      let sum = count + lowest
      let object = queues[count]!.remove(at: queues[count]!.firstIndex { $0.id == id }!)
      left(count)
      put(object, sum)
      return true
    }
    guard size <= capacity else { return false }
    while occupied + size > capacity {
      lowest = max(lowest, 1)
      let object = queues[lowest]!.removeFirst()
      counts[object.id] = nil
      occupied -= object.size
      left(lowest)
    }
    occupied += size
    put((id, size), lowest + 1)
    return false
  }

  private mutating func put(_ object: (id: UInt64, size: Int), _ count: Int) {
    queues[count, default: []].append(object)
    counts[object.id] = count
  }

  /// One less has that count. Once nobody has the lowest any more, it is the next that is in use.
  private mutating func left(_ count: Int) {
    guard queues[count, default: []].isEmpty else { return }
    queues[count] = nil
    if count == lowest { lowest = queues.keys.filter { $0 > lowest }.min() ?? lowest }
  }
}
