@testable import Eviction
import Primitives
import Testing

@Suite("Admission filters")
struct AdmissionTests {
  /// Whether each of `ids` comes in, asked for once each, in a cache nothing leaves.
  func admitted(_ policy: String, _ requests: [(id: UInt64, size: Int)], capacity: Int = 1 << 40) throws
    -> [Bool]
  {
    var cache = Replay(
      policy: try PolicySpecification(parsing: policy).makePolicyForTests(capacity: capacity))
    return requests.map {
      _ = cache.request($0.id, size: $0.size)
      return cache.contains($0.id)
    }
  }

  @Test("from the second miss on: Maggs, Sitaraman 2015", arguments: ["lru+secondhit", "lru+bloom"])
  func secondHit(policy: String) throws {
    #expect(
      try admitted(policy, [(1, 1), (2, 1), (1, 1), (3, 1), (2, 1)]) == [false, false, true, false, true])
  }

  @Test("a Bloom filter forgets what it saw two fillings ago, and seldom errs")
  func bloom() {
    var filter = BloomFilter(objects: 1000, error: 0.01)
    func misses(_ ids: Range<Int>) -> Int {
      ids.count { !filter.admits(CacheRequest(id: UInt64($0), size: 1, number: 1), victim: nil) }
    }
    #expect(misses(0..<1000) > 985)
    #expect(misses(0..<1000) == 0, "all remembered")
    #expect(misses(1000..<3100) > 2020, "new ones, one in fifty mistaken at most")
    #expect(misses(0..<1000) > 960, "forgotten")
  }

  @Test("size: up to the limit")
  func size() throws {
    #expect(try admitted("lru+size:max=10", [(1, 9), (2, 10), (3, 11)]) == [true, true, false])
  }

  @Test(
    "by chance p e^(-x size): AdaptSize, NSDI 2017",
    arguments: [("prob:p=0.25", 0.25), ("prob:x=0.001", 0.6065), ("prob:p=0.5:x=0.001", 0.3033), ("prob", 1)])
  func probability(filter: String, share: Double) throws {
    let admitted = try admitted("lru+\(filter)", (0..<20000).map { (UInt64($0), 500) }).count { $0 }
    #expect(abs(Double(admitted) / 20000 - share) < 0.012)
  }

  @Test("TinyLFU: asked for more often than who would leave; anybody while there is room")
  func tinyLFU() throws {
    let requests: [(UInt64, Int)] = [(1, 1), (1, 1), (2, 1), (2, 1), (3, 1), (3, 1), (3, 1)]
    #expect(
      try admitted("lru+tinylfu", requests, capacity: 2) == [true, true, true, true, false, false, true])
    // SIEVE cannot tell: the last that left stands in, and before that everybody enters.
    let sieve = try admitted("sieve+tinylfu", [(1, 1), (1, 1), (2, 1), (3, 1), (2, 1)], capacity: 1)
    #expect(sieve == [true, true, true, false, true] || sieve == [true, true, true, true, true])
  }

  @Test("filters are asked in order, and who the first turns away the second does not hear of")
  func order() throws {
    let requests: [(UInt64, Int)] = [(1, 20), (1, 5), (1, 5)]
    #expect(try admitted("lru+size:max=10+secondhit", requests) == [false, false, true])
    #expect(try admitted("lru+secondhit+size:max=10", requests) == [false, true, true])
  }

  @Test("the model of AdaptSize: hits are those of an LRU cache behind admission by size")
  func adaptSizeModel() {
    // A thousand objects of 1 octet, a hundred of 1000 asked for as often: the cache has room for the small.
    var model = AdaptSizeModel()
    for _ in 0..<1000 { model.add(size: 1, requests: 10) }
    for _ in 0..<1000 { model.add(size: 1000, requests: 10) }
    let best = model.bestSize(capacity: 2000, iterations: 20) ?? 0
    #expect(best > 0.5 && best < 1000, "\(best)")
    // All the same size: everybody in.
    model.removeAll()
    for _ in 0..<1000 { model.add(size: 1000, requests: 10) }
    let large = model.bestSize(capacity: 9e5, iterations: 20) ?? 0
    #expect(large > 0, "\(large)")
    model.removeAll()
    let none = model.bestSize(capacity: 1e6, iterations: 20)
    #expect(none == nil)
  }

  @Test("AdaptSize keeps large objects out where LRU suffers from them")
  func adaptSize() throws {
    var random = SplitMix64(seed: 5)
    let requests: [(UInt64, Int)] = (0..<60000).map { _ in
      let id = UInt64(random.below(2000))
      return (id, id < 1000 ? 10 : 5000)
    }
    func hits(_ policy: String) throws -> Int {
      var cache = Replay(policy: try PolicySpecification(parsing: policy).makePolicyForTests(capacity: 12000))
      return requests.count { cache.request($0.0, size: $0.1) }
    }
    #expect(try hits("adaptsize:interval=5000") > 20 * hits("lru"))
  }
}
