import Eviction
import Testing

@Suite("Content chosen beforehand")
struct StaticCacheTests {
  /// Id, size, requests in the training window.
  static let training: [(id: UInt64, size: Int, requests: Int)] = [
    (1, 10, 4), (2, 1, 1), (3, 5, 3), (4, 2, 2), (5, 40, 9),
  ]

  static var content: StaticContent {
    var content = StaticContent()
    for object in training { for _ in 0..<object.requests { content.add(object.id, size: object.size) } }
    return content
  }

  func cache(_ policy: String, capacity: Int) throws -> Replay<AnyPolicy> {
    Replay(
      policy: try PolicySpecification(parsing: policy).makePolicyForTests(
        capacity: capacity, content: Self.content))
  }

  @Test(
    "chosen by requests an octet, by octets saved, by the list, as far as they fit",
    arguments: [
      ("static", 8, [2, 3, 4]), ("static", 7, [2, 4]), ("static:by=requests", 18, [1, 2, 3, 4]),
      ("static:by=bytes", 50, [1, 5]), ("static:by=bytes", 20, [1, 3, 4, 2]), ("static:by=list", 12, [1, 2]),
      ("static", 0, []),
    ] as [(String, Int, [UInt64])])
  func chosen(policy: String, capacity: Int, ids: [UInt64]) throws {
    let cache = try cache(policy, capacity: capacity)
    #expect((1...5).filter { cache.contains($0) } == ids.sorted())
  }

  @Test("nothing enters, nothing leaves; what was taken away comes back")
  func fixed() throws {
    var cache = try cache("static", capacity: 18)
    for id: UInt64 in 1...9 { _ = cache.request(id, size: 1) }
    #expect(cache.count == 4 && cache.policy.occupied == 18 && cache.evictions == 0)
    cache.remove(3)
    #expect(!cache.request(3, size: 5) && cache.contains(3))
    cache.remove(3)
    #expect(!cache.request(3, size: 6) && !cache.contains(3), "it has grown and does not fit")
  }

  @Test("a smaller cache loses what was chosen last")
  func resize() throws {
    var cache = try cache("static", capacity: 18)
    cache.resize(to: 8)
    #expect((1...5).filter { cache.contains($0) } == [2, 3, 4])
  }

  @Test("a split cache has a part that stays and a part that its policy rules")
  func split() throws {
    var cache = try cache("split:static=0.5:policy=fifo", capacity: 6)
    #expect((1...5).filter { cache.contains($0) } == [2, 4], "3 octets of 6")
    for id: UInt64 in 10...14 { _ = cache.request(id, size: 1) }
    #expect((1...20).filter { cache.contains($0) } == [2, 4, 12, 13, 14])
  }

  @Test("filters are not asked about what is chosen")
  func filtered() throws {
    var cache = try cache("split:static=0.5:policy=fifo+secondhit", capacity: 6)
    #expect(cache.contains(2) && cache.contains(4))
    _ = cache.request(10, size: 1)
    #expect(!cache.contains(10))
  }
}
