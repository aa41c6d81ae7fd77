/// A `SlotTable` for requests that come in batches, whose objects have numbers: all are looked for before the first
/// request, and what has changed is put in after the last. In between a slot is found by number, and who comes and leaves
/// again leaves no trace in the table.
public struct BatchTable: Sendable {
  /// While a batch is open it has, in place of the id of an object that is cached and has a number, that number.
  @usableFromInline var table = SlotTable()
  /// Of the batch that is open, by number: the objects, their slots (`noSlot`: not cached), and those `table` finds them at.
  private var ids: [UInt64] = []
  @usableFromInline var slots: [UInt32] = []
  private var placed: [UInt32] = []

  public init() {}

  /// How many objects there are. No batch is open.
  public var count: Int { table.count }

  /// No batch is open.
  @inlinable @inline(__always)
  public func slot(of id: UInt64) -> UInt32? { table.slot(of: id) }

  /// The slot of an object of the batch that is open.
  @inlinable @inline(__always)
  public func slot(at number: UInt32) -> UInt32? {
    let slot = slots[Int(number)]
    return slot == SlotTable.noSlot ? nil : slot
  }

  /// A slot that no object has. `insert` or `giveBack` must follow.
  @inlinable public mutating func takeSlot() -> UInt32 { table.takeSlot() }

  @inlinable public mutating func giveBack(_ slot: UInt32) { table.giveBack(slot) }

  /// No batch is open; else as of `SlotTable`.
  @inlinable public mutating func insert(_ id: UInt64, at slot: UInt32) { table.insert(id, at: slot) }

  /// An object of the batch that is open comes into a slot that was taken for it.
  @inlinable @inline(__always)
  public mutating func insert(number: UInt32, at slot: UInt32) {
    slots[Int(number)] = slot
    table.ids[Int(slot)] = UInt64(number)
  }

  /// Whoever is in the slot leaves it; the slot is given back.
  public mutating func remove(_ slot: UInt32) {
    // No id passes for a number: the object with that number would be in this slot.
    let number = table.ids[Int(slot)]
    if number < UInt64(slots.count), slots[Int(number)] == slot {
      slots[Int(number)] = SlotTable.noSlot
      table.giveBack(slot)
    } else {
      table.remove(slot)
    }
  }

  /// Begins a batch.
  ///
  /// - Parameter ids: of its objects, by number; no two are equal.
  public mutating func open(_ ids: [UInt64]) {
    self.ids = ids
    placed.removeAll(keepingCapacity: true)
    placed.reserveCapacity(ids.count)
    for id in ids { placed.append(table.slot(of: id) ?? SlotTable.noSlot) }
    slots = placed
    for number in ids.indices where slots[number] != SlotTable.noSlot {
      table.ids[Int(slots[number])] = UInt64(number)
    }
  }

  /// Ends the batch.
  public mutating func close() {
    for (number, id) in ids.enumerated() {
      let (slot, place) = (slots[number], placed[number])
      if slot != SlotTable.noSlot { table.ids[Int(slot)] = id }
      if slot != place, place != SlotTable.noSlot { table.displace(id, place) }
    }
    // All ids are back: the table may grow.
    for (number, id) in ids.enumerated() where slots[number] != placed[number] {
      if slots[number] != SlotTable.noSlot { table.insert(id, at: slots[number]) }
    }
    ids = []
    slots.removeAll(keepingCapacity: true)
  }
}
