/// From an object's id to its slot, and which slots are unused: what the owner of a policy keeps, and what a policy
/// keeps of its ghosts.
///
/// Open addressing by groups of twelve places, each in a cache line or two. Who finds the home group full goes on to the
/// next, and is counted where it passed, so that a search ends at a group that nobody passed, and nothing moves and no
/// mark stays when an id leaves (Bronson, Shi, "Open-sourcing F14 for faster, more memory-efficient hash tables",
/// Facebook, 2019). Hardly a branch on the way depends on chance but the last: found, or not.
///
/// Memory is 8 octets for the id and 7 to 10 for its place, 4 more for a moment while the table grows.
public struct SlotTable: Sendable {
  @usableFromInline static let noSlot = UInt32.max

  @usableFromInline var groups = [SlotGroup()]
  /// By slot: its id; of an unused slot the next unused one.
  @usableFromInline var ids: [UInt64] = []
  @usableFromInline var firstUnused = noSlot

  /// How many ids there are.
  public private(set) var count = 0

  public init() {}

  /// The id in a slot that is taken.
  @inlinable public func id(of slot: UInt32) -> UInt64 { ids[Int(slot)] }

  /// Inlined always: the caller would copy the table else.
  @inlinable @inline(__always)
  public func slot(of id: UInt64) -> UInt32? {
    let hash = Self.hash(id)
    let tag = Self.tag(of: hash)
    // In place: an array gives a copy of the group.
    let groups = groups.span
    let home = Self.home(of: hash, among: groups.count)
    var index = home
    repeat {
      var places = groups[index].places(with: tag)
      while let place = places.popFirst() {
        let slot = groups[index].slots[place]
        if ids[Int(slot)] == id { return slot }
      }
      guard groups[index].passed > 0 else { return nil }
      index = Self.next(index, among: groups.count)
    } while index != home
    return nil
  }

  /// A slot no id has: the one given back last, else the next number. `insert` or `giveBack` must follow.
  @inlinable public mutating func takeSlot() -> UInt32 {
    guard firstUnused != Self.noSlot else {
      ids.appendSparingly(0)
      return UInt32(truncatingIfNeeded: ids.count &- 1)
    }
    let slot = firstUnused
    firstUnused = UInt32(truncatingIfNeeded: ids[Int(slot)])
    return slot
  }

  @inlinable public mutating func giveBack(_ slot: UInt32) {
    ids[Int(slot)] = UInt64(firstUnused)
    firstUnused = slot
  }

  /// - Precondition: the id is not in the table, the slot was taken for it.
  public mutating func insert(_ id: UInt64, at slot: UInt32) {
    // Four fifths of the places.
    if (count + 1) * 5 > groups.count * SlotGroup.places * 4 { grow() }
    ids[Int(slot)] = id
    count += 1
    place(slot, Self.hash(id))
  }

  private mutating func place(_ slot: UInt32, _ hash: UInt64) {
    var groups = groups.mutableSpan
    var index = Self.home(of: hash, among: groups.count)
    while true {
      var free = groups[index].places(with: SlotGroup.free)
      if let place = free.popFirst() {
        groups[index].setTag(Self.tag(of: hash), at: place)
        return groups[index].slots[place] = slot
      }
      groups[index].passed += 1
      index = Self.next(index, among: groups.count)
    }
  }

  /// Takes the id in `slot` out and gives the slot back.
  ///
  /// - Precondition: the slot has one.
  public mutating func remove(_ slot: UInt32) {
    displace(ids[Int(slot)], slot)
    giveBack(slot)
  }

  /// Nobody finds the id at that slot any more, which stays taken.
  mutating func displace(_ id: UInt64, _ slot: UInt32) {
    let hash = Self.hash(id)
    let tag = Self.tag(of: hash)
    count -= 1
    var groups = groups.mutableSpan
    var index = Self.home(of: hash, among: groups.count)
    while true {
      var places = groups[index].places(with: tag)
      while let place = places.popFirst() {
        guard groups[index].slots[place] == slot else { continue }
        return groups[index].clearTag(at: place)
      }
      groups[index].passed -= 1
      index = Self.next(index, among: groups.count)
    }
  }

  @inlinable static func hash(_ id: UInt64) -> UInt64 {
    let product = id.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  /// An octet of the hash, not the one of free places.
  @inlinable static func tag(of hash: UInt64) -> UInt8 {
    max(SlotGroup.free + 1, UInt8(truncatingIfNeeded: hash))
  }

  /// The high half of the hash as a share of the groups (Lemire, "Fast random integer generation in an interval", 2019):
  /// there may be as many as one likes, so that the table need not double to grow.
  @inlinable static func home(of hash: UInt64, among groups: Int) -> Int {
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(truncatingIfNeeded: groups)) &>> 32)
  }

  @inlinable static func next(_ group: Int, among groups: Int) -> Int {
    group &+ 1 == groups ? 0 : group &+ 1
  }

  private mutating func grow() {
    // What is in it in a row, so that the old table is gone before the new one comes; and in the order of homes, as it
    // will be again.
    var taken: [UInt32] = []
    taken.reserveCapacity(count)
    for index in groups.indices {
      for place in 0..<SlotGroup.places where groups[index].tag(at: place) != SlotGroup.free {
        taken.append(groups[index].slots[place])
      }
    }
    let groupCount = groups.count + groups.count / 2 + 1
    groups = []
    groups = Array(repeating: SlotGroup(), count: groupCount)
    for slot in taken { place(slot, Self.hash(ids[Int(slot)])) }
  }
}
