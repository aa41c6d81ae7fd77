/// From an object's id to its slot, and which slots are unused: what the owner of a policy keeps, and what a policy
/// keeps of its ghosts.
///
/// Open addressing with linear probing, in the order of hashes (Amble, Knuth, "Ordered hash tables", The Computer Journal
/// 17(2), 1974). An object's first choice, its home, rises with its hash, so the table is one sorted array with gaps: a
/// search ends where the hash would stand, after three places in a table four fifths full, whether it finds or not. A
/// place holds the slot and 31 bits of the id's hash, so that the id is read only to confirm.
///
/// Memory is 8 octets for the id and 10 to 11 for places an object, 8 more for a moment while the table grows.
public struct SlotTable: Sendable {
  /// After every place that is taken.
  @usableFromInline static let empty = UInt64.max
  @usableFromInline static let noSlot = UInt32.max

  /// High half: hash; low half: slot. The last one is empty.
  @usableFromInline var places: [UInt64]
  /// How many of the places are homes; the others are for who finds the last homes taken.
  @usableFromInline var homes = 16
  /// By slot: its id; of an unused slot the next unused one.
  @usableFromInline var ids: [UInt64] = []
  @usableFromInline var firstUnused = noSlot

  /// How many ids there are.
  public private(set) var count = 0

  public init() {
    places = Array(repeating: Self.empty, count: homes + Self.spill(homes))
  }

  /// The id in a slot that is taken.
  @inlinable public func id(of slot: UInt32) -> UInt64 { ids[Int(slot)] }

  /// Inlined always: the caller would copy the table else.
  @inlinable @inline(__always)
  public func slot(of id: UInt64) -> UInt32? {
    let hash = Self.hash(id)
    var index = Self.home(of: hash, among: homes)
    while places[index] < hash { index &+= 1 }
    while (places[index] ^ hash) &>> 32 == 0 {
      let slot = UInt32(truncatingIfNeeded: places[index])
      if ids[Int(slot)] == id { return slot }
      index &+= 1
    }
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
    if (count + 1) * 5 > homes * 4 { grow() }
    ids[Int(slot)] = id
    count += 1
    var carried = Self.hash(id) | UInt64(slot)
    var index = Self.home(of: carried, among: homes)
    var places = places.mutableSpan
    while places[index] < carried { index &+= 1 }
    // Those after it move on by one, up to the next gap.
    while carried != Self.empty {
      swap(&places[index], &carried)
      index &+= 1
    }
    if index == places.count { self.places.append(Self.empty) }
  }

  /// Takes the id in `slot` out and gives the slot back.
  public mutating func remove(_ slot: UInt32) {
    let place = Self.hash(ids[Int(slot)]) | UInt64(slot)
    let homes = homes
    var gap = Self.home(of: place, among: homes)
    var places = places.mutableSpan
    while places[gap] != place { gap &+= 1 }
    // Those after it move back by one, up to one that is where it belongs.
    while true {
      let next = places[gap &+ 1]
      guard next != Self.empty, Self.home(of: next, among: homes) <= gap else { break }
      places[gap] = next
      gap &+= 1
    }
    places[gap] = Self.empty
    count -= 1
    giveBack(slot)
  }

  /// The hash in the high half, less one bit, so that no hash is that of `empty`; nothing in the low half.
  @inlinable static func hash(_ id: UInt64) -> UInt64 {
    let product = id.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.high ^ product.low) & 0xFFFF_FFFE_0000_0000
  }

  /// The hash as a share of the homes (Lemire, "Fast random integer generation in an interval", 2019): there may be as
  /// many as one likes, so that the table need not double to grow.
  @inlinable static func home(of place: UInt64, among homes: Int) -> Int {
    Int(truncatingIfNeeded: ((place &>> 32) &* UInt64(truncatingIfNeeded: homes)) &>> 32)
  }

  private static func spill(_ homes: Int) -> Int { homes / 256 + 16 }

  private mutating func grow() {
    // What is in it in a row, so that the old table is gone before the new one comes.
    var taken: [UInt64] = []
    taken.reserveCapacity(count)
    for place in places where place != Self.empty { taken.append(place) }
    places = []
    homes += homes / 10 + 16
    places = Array(repeating: Self.empty, count: homes + Self.spill(homes))
    var index = 0
    for place in taken {
      index = max(index, Self.home(of: place, among: homes))
      places[index] = place
      index += 1
      if index == places.count { places.append(Self.empty) }
    }
  }
}
