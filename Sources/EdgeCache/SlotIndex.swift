/// From the hash of a key to the slots of the objects that may be stored under it.
///
/// Open addressing with linear probing, as in `SlotTable`, but several slots may have the same hash: copies under one key,
/// and keys that only look alike. A place holds the slot and 32 bits of the hash, so that a look-up reads one line of the
/// table and no object but those it finds. Half to three quarters of the places are taken: 11 to 16 octets an object.
struct SlotIndex {
  private static let empty = UInt64.max

  /// High half: hash; low half: slot.
  private var places: [UInt64]
  private var count = 0

  init() { places = Array(repeating: Self.empty, count: 64) }

  /// Where to begin to look for a hash.
  func home(of hash: UInt64) -> Int {
    // The hash as a share of the places (Lemire, "Fast random integer generation in an interval", 2019).
    Int(truncatingIfNeeded: ((hash &>> 32) &* UInt64(truncatingIfNeeded: places.count)) &>> 32)
  }

  /// The next slot that may have the hash; nil after the last. `place` begins with `home`.
  func next(_ hash: UInt64, _ place: inout Int) -> UInt32? {
    while true {
      let entry = places[place]
      if entry == Self.empty { return nil }
      place = following(place)
      if (entry ^ hash) &>> 32 == 0 { return UInt32(truncatingIfNeeded: entry) }
    }
  }

  mutating func insert(_ slot: UInt32, hash: UInt64) {
    if (count + 1) * 4 > places.count * 3 { grow() }
    count += 1
    put(Self.entry(slot, hash))
  }

  /// Closes the gap, so that no marks of the dead are needed (Knuth, volume 3, section 6.4, algorithm R).
  ///
  /// - Precondition: the slot is there, with that hash.
  mutating func remove(_ slot: UInt32, hash: UInt64) {
    let entry = Self.entry(slot, hash)
    var gap = home(of: hash)
    while places[gap] != entry { gap = following(gap) }
    var next = following(gap)
    while places[next] != Self.empty {
      if distance(from: home(of: places[next]), to: next) >= distance(from: gap, to: next) {
        places[gap] = places[next]
        gap = next
      }
      next = following(next)
    }
    places[gap] = Self.empty
    count -= 1
  }

  /// Slots are below 2^32 - 1, so that no entry looks empty.
  private static func entry(_ slot: UInt32, _ hash: UInt64) -> UInt64 {
    hash & 0xFFFF_FFFF_0000_0000 | UInt64(slot)
  }

  private func following(_ place: Int) -> Int { place &+ 1 == places.count ? 0 : place &+ 1 }

  private func distance(from first: Int, to last: Int) -> Int {
    last >= first ? last &- first : last &- first &+ places.count
  }

  private mutating func put(_ entry: UInt64) {
    var place = home(of: entry)
    while places[place] != Self.empty { place = following(place) }
    places[place] = entry
  }

  /// By half: an index that doubled would stand half empty on the average.
  private mutating func grow() {
    let old = places
    places = Array(repeating: Self.empty, count: old.count + old.count / 2)
    for entry in old where entry != Self.empty { put(entry) }
  }
}
