import Eviction
import Testing
import Traces

@Suite struct SeedTests {
  @Test(
    "A policy depends on its seed just when it says that it draws numbers", arguments: PolicyName.allCases)
  func drawsNumbers(name: PolicyName) {
    let requests = skewedRequests(2_000, sizes: 1...1)
    func misses(seed: UInt64) -> Int {
      var cache = PolicySpecification(name).replayCache(capacity: 60, seed: seed, ReplayRules())
      var known = requests
      var next = NextPositions()
      next.count(requests)
      next.fill(&known, number: 1)
      cache.replay(known, in: 0..<known.count, number: 1)
      return cache.takeFigures().misses
    }
    #expect((Set((1...3).map { misses(seed: $0) }).count > 1) == name.drawsNumbers)
  }
}
