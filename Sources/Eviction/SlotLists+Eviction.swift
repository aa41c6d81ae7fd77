/// How objects leave queues.
extension SlotLists {
  /// The tail leaves its list.
  mutating func popTail(_ list: Int = 0) -> UInt32? {
    guard let tail = tail(list) else { return nil }
    remove(tail)
    return tail
  }

  /// As a clock's hand does it: who has a mark at the tail goes to the head with one less, the first without leaves.
  ///
  /// - Parameter highest: what a mark counts for at most.
  mutating func popUnmarked(_ list: Int = 0, highest: UInt8 = .max) -> UInt32? {
    while let tail = tail(list) {
      let mark = mark(of: tail)
      guard mark > 0 else {
        remove(tail)
        return tail
      }
      setMark(of: tail, to: min(mark, highest) - 1)
      moveToHead(tail, of: list)
    }
    return nil
  }
}
