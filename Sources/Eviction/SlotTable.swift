/// From an object's id to its slot, and which slots are unused: what the owner of a policy keeps, and what a policy
/// keeps of its ghosts.
///
/// Open addressing with linear probing. A place holds the slot and 32 bits of the id's hash, so that a look-up reads
/// the table once and the id only to confirm; at most three quarters of the places are taken: 8 octets for the id
/// and 11 to 22 for places an object.
public struct SlotTable: Sendable {
  @usableFromInline static let empty = UInt64.max

  /// A power of two long. High half: hash; low half: slot.
  @usableFromInline var places: [UInt64]
  /// The home of a hash is its top bits.
  @usableFromInline var shift: UInt64
  @usableFromInline var ids: [UInt64] = []
  @usableFromInline var unused: [UInt32] = []

  /// How many ids there are.
  public private(set) var count = 0

  public init() {
    places = Array(repeating: Self.empty, count: 16)
    shift = 60
  }

  /// The id in a slot that is taken.
  @inlinable public func id(of slot: UInt32) -> UInt64 { ids[Int(slot)] }

  @inlinable public func slot(of id: UInt64) -> UInt32? {
    let hash = Self.hash(id)
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: hash &>> shift)
    while true {
      let place = places[index]
      if place == Self.empty { return nil }
      if (place ^ hash) &>> 32 == 0 {
        let slot = UInt32(truncatingIfNeeded: place)
        if ids[Int(slot)] == id { return slot }
      }
      index = (index &+ 1) & mask
    }
  }

  /// A slot no id has: the one given back last, else the next number. `insert` or `giveBack` must follow.
  @inlinable public mutating func takeSlot() -> UInt32 {
    if let slot = unused.popLast() { return slot }
    ids.append(0)
    return UInt32(truncatingIfNeeded: ids.count &- 1)
  }

  @inlinable public mutating func giveBack(_ slot: UInt32) { unused.append(slot) }

  /// - Precondition: the id is not in the table, the slot was taken for it.
  public mutating func insert(_ id: UInt64, at slot: UInt32) {
    if (count + 1) * 4 > places.count * 3 { grow() }
    ids[Int(slot)] = id
    count += 1
    put(Self.hash(id) | UInt64(slot))
  }

  /// Takes the id in `slot` out and gives the slot back.
  public mutating func remove(_ slot: UInt32) {
    erase(slot)
    count -= 1
    unused.append(slot)
  }

  /// The hash in the high half, nothing in the low one.
  @inlinable static func hash(_ id: UInt64) -> UInt64 {
    let product = id.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return (product.high ^ product.low) & 0xFFFF_FFFF_0000_0000
  }

  private mutating func put(_ place: UInt64) {
    let mask = places.count &- 1
    var index = Int(truncatingIfNeeded: place &>> shift)
    while places[index] != Self.empty { index = (index &+ 1) & mask }
    places[index] = place
  }

  /// Closes the gap, so that no marks of the dead are needed (Knuth, volume 3, section 6.4, algorithm R).
  private mutating func erase(_ slot: UInt32) {
    let mask = places.count &- 1
    let place = Self.hash(ids[Int(slot)]) | UInt64(slot)
    var gap = Int(truncatingIfNeeded: place &>> shift)
    while places[gap] != place { gap = (gap &+ 1) & mask }
    var next = (gap &+ 1) & mask
    while places[next] != Self.empty {
      let home = Int(truncatingIfNeeded: places[next] &>> shift)
      if (next &- home) & mask >= (next &- gap) & mask {
        places[gap] = places[next]
        gap = next
      }
      next = (next &+ 1) & mask
    }
    places[gap] = Self.empty
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: Self.empty, count: old.count * 2)
    shift -= 1
    for place in old where place != Self.empty { put(place) }
  }
}
