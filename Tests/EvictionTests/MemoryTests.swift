import Eviction
import Testing

/// What a cache costs besides the objects in it.
@Suite struct MemoryTests {
  @Test("LRU: 48 octets an object at most, the table of ids and a growing array's old copy among them")
  func lru() {
    var cache = Replay(policy: LRU(capacity: 60_000))
    var highest = 0.0
    for id: UInt64 in 1...150_000 {
      _ = cache.request(id &* 0x9E37_79B9_7F4A_7C15, size: 1)
      guard cache.count >= 1000, id % 61 == 0 else { continue }
      highest = max(highest, Double(reservedOctets(of: cache)) / Double(cache.count))
    }
    #expect(cache.count == 60_000)
    // An array that grows is there twice for a moment: at 8 octets an object.
    #expect(highest > 30 && highest + 8 <= 48, "\(highest)")
  }

  /// Of all arrays in a value, whatever it keeps private.
  func reservedOctets(of value: Any) -> Int {
    if let array = value as? any Reserving { return array.reservedOctets }
    return Mirror(reflecting: value).children.reduce(0) { $0 + reservedOctets(of: $1.value) }
  }
}

private protocol Reserving {
  var reservedOctets: Int { get }
}

extension Array: Reserving {
  var reservedOctets: Int { capacity * MemoryLayout<Element>.stride }
}
