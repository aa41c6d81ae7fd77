@testable import Eviction
import Primitives
import Testing

@Suite("LRU: Mattson and others, 1970")
struct LRUTests {
  @Test("the one not used for longest leaves")
  func order() {
    var cache = Replay(policy: LRU(capacity: 3))
    for id: UInt64 in [1, 2, 3, 1, 4] { _ = cache.request(id, size: 1) }
    #expect([1, 2, 3, 4].map { cache.contains($0) } == [true, false, true, true])
  }

  @Test("what is larger than the cache is passed by and evicts nothing")
  func largerThanCache() {
    var cache = Replay(policy: LRU(capacity: 10))
    _ = cache.request(1, size: 10)
    _ = cache.request(2, size: 11)
    _ = cache.request(3, size: .max)
    #expect(cache.count == 1 && cache.request(1, size: 10))
    _ = cache.request(4, size: 0)
    #expect(cache.count == 2)
  }

  @Test("every hit and miss as the plain list has it", arguments: UInt64(1)...20)
  func againstPlainList(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let capacity = 1 + random.below(300)
    var cache = Replay(policy: LRU(capacity: capacity))
    var plain = PlainLRU(capacity: capacity)
    for step in 0..<3000 {
      let id = UInt64(min(random.below(80), random.below(80)))
      let size = seed % 2 == 0 ? 1 : 1 + Int(id) * 7 % 41
      if random.below(20) == 0 {
        cache.remove(id)
        plain.remove(id)
      } else {
        let request = CacheRequest(id: id, size: size, number: step + 1)
        #expect(cache.request(request) == plain.request(request), "seed \(seed), step \(step)")
      }
      #expect(cache.policy.occupied == plain.occupied && plain.occupied <= capacity)
    }
    #expect(cache.policy.nextVictim.map { cache.id($0) } == plain.queues[0].last?.id)
  }
}
