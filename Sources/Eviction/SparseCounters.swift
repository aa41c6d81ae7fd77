/// Counters of which few are in use: a table of those above zero ever, by number.
///
/// Open addressing with linear probing. The numbers are hashes, so a number's share of their range is its home. A place
/// is the number and its count: 12 to 24 octets a counter.
struct SparseCounters: Sendable {
  private static let empty = UInt64.max

  /// High half: number; low half: count.
  private var places: [UInt64]
  private var used = 0
  private let range: UInt64

  /// - Parameter range: numbers are below it, and it is below 2^32.
  init(range: UInt32) {
    self.range = UInt64(range)
    places = Array(repeating: Self.empty, count: 1024)
  }

  subscript(number: Int) -> UInt32 {
    let place = places[index(of: number)]
    return place == Self.empty ? 0 : UInt32(truncatingIfNeeded: place)
  }

  mutating func increment(_ number: Int) {
    let index = index(of: number)
    guard places[index] == Self.empty else { return places[index] &+= 1 }
    places[index] = UInt64(number) &<< 32 | 1
    used += 1
    if used * 3 > places.count * 2 { grow() }
  }

  mutating func halve() {
    for index in places.indices where places[index] != Self.empty {
      let (number, count) = (places[index] &>> 32, places[index] & 0xFFFF_FFFF)
      places[index] = number &<< 32 | count / 2
    }
  }

  /// Where a number is, or would be.
  private func index(of number: Int) -> Int {
    let number = UInt64(number)
    var index = Int(number &* UInt64(places.count) / range)
    while places[index] != Self.empty, places[index] &>> 32 != number {
      index = index &+ 1 == places.count ? 0 : index &+ 1
    }
    return index
  }

  private mutating func grow() {
    let old = places
    places = Array(repeating: Self.empty, count: 2 * old.count)
    for place in old where place != Self.empty { places[index(of: Int(place &>> 32))] = place }
  }
}
