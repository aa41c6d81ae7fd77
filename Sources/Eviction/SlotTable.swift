/// From an object's id to its slot, and which slots are unused: what the owner of a policy keeps, and what a policy
/// keeps of its ghosts.
///
/// Open addressing with linear probing. A place holds the slot and 32 bits of the id's hash, so that a look-up reads
/// the table once and the id only to confirm; half to three quarters of the places are taken: 8 octets for the id and
/// 11 to 16 for places an object.
public struct SlotTable: Sendable {
  @usableFromInline static let empty = UInt64.max

  /// High half: hash; low half: slot. As many as one likes, so that it need not double to grow.
  @usableFromInline var places: [UInt64]
  @usableFromInline var ids: [UInt64] = []
  @usableFromInline var unused: [UInt32] = []

  /// How many ids there are.
  public private(set) var count = 0

  public init() {
    places = Array(repeating: Self.empty, count: 16)
  }

  /// The id in a slot that is taken.
  @inlinable public func id(of slot: UInt32) -> UInt64 { ids[Int(slot)] }

  @inlinable public func slot(of id: UInt64) -> UInt32? {
    let hash = Self.hash(id)
    var index = home(of: hash)
    while true {
      let place = places[index]
      if place == Self.empty { return nil }
      if (place ^ hash) &>> 32 == 0 {
        let slot = UInt32(truncatingIfNeeded: place)
        if ids[Int(slot)] == id { return slot }
      }
      index = following(index)
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

  /// The hash as a share of the places (Lemire, "Fast random integer generation in an interval", 2019).
  @inlinable func home(of place: UInt64) -> Int {
    Int(truncatingIfNeeded: ((place &>> 32) &* UInt64(truncatingIfNeeded: places.count)) &>> 32)
  }

  @inlinable func following(_ index: Int) -> Int { index &+ 1 == places.count ? 0 : index &+ 1 }

  private mutating func put(_ place: UInt64) {
    var index = home(of: place)
    while places[index] != Self.empty { index = following(index) }
    places[index] = place
  }

  /// Closes the gap, so that no marks of the dead are needed (Knuth, volume 3, section 6.4, algorithm R).
  private mutating func erase(_ slot: UInt32) {
    let place = Self.hash(ids[Int(slot)]) | UInt64(slot)
    var gap = home(of: place)
    while places[gap] != place { gap = following(gap) }
    var next = following(gap)
    while places[next] != Self.empty {
      if distance(from: home(of: places[next]), to: next) >= distance(from: gap, to: next) {
        places[gap] = places[next]
        gap = next
      }
      next = following(next)
    }
    places[gap] = Self.empty
  }

  private func distance(from first: Int, to last: Int) -> Int {
    last >= first ? last &- first : last &- first &+ places.count
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: Self.empty, count: old.count + old.count / 2)
    for place in old where place != Self.empty { put(place) }
  }
}
