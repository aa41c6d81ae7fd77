/// Objects remembered after they left: their ids and sizes in queues, and a table to find them by id.
struct GhostLists: Sendable {
  private var table = SlotTable()
  private var lists: SlotLists

  init(_ count: Int = 1) { lists = SlotLists(count) }

  func find(_ id: UInt64) -> UInt32? { table.slot(of: id) }
  func list(of ghost: UInt32) -> Int { lists.list(of: ghost) }
  func size(of ghost: UInt32) -> Int { lists.size(of: ghost) }
  func tail(_ list: Int = 0) -> UInt32? { lists.tail(list) }
  func isEmpty(_ list: Int = 0) -> Bool { lists.isEmpty(list) }
  /// Sum of the sizes remembered.
  func occupied(_ list: Int = 0) -> Int { lists.occupied(list) }

  @discardableResult
  mutating func insert(_ id: UInt64, size: Int, atHeadOf list: Int = 0) -> UInt32 {
    let ghost = table.takeSlot()
    table.insert(id, at: ghost)
    lists.insert(ghost, size: size, atHeadOf: list)
    return ghost
  }

  mutating func remove(_ ghost: UInt32) {
    lists.remove(ghost)
    table.remove(ghost)
  }

  /// Forgets `id`; whether it was remembered.
  mutating func remove(id: UInt64) -> Bool {
    guard let ghost = find(id) else { return false }
    remove(ghost)
    return true
  }

  mutating func removeTail(_ list: Int = 0) {
    if let ghost = lists.tail(list) { remove(ghost) }
  }

  /// As a FIFO cache of `capacity` takes it: what is larger is not remembered, the oldest leave until it fits.
  mutating func remember(_ id: UInt64, size: Int, capacity: Int, list: Int = 0) {
    guard size <= capacity else { return }
    trim(to: capacity - size, list: list)
    insert(id, size: size, atHeadOf: list)
  }

  mutating func trim(to capacity: Int, list: Int = 0) {
    while occupied(list) > capacity { removeTail(list) }
  }
}
