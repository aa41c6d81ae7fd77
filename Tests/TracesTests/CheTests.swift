import Eviction
import Foundation
import Testing
import Traces

/// Independent requests of Zipf popularity, against what theory says of the caches.
@Suite struct CheTests {
  private static let objects = 2_000
  private static let requests: [Request] = {
    var settings = SyntheticWorkload.Settings()
    (settings.alpha, settings.objects, settings.requests, settings.rate) = (0.8, objects, 100_000, 100)
    var workload = SyntheticWorkload(settings)
    var all: [Request] = []
    var batch: [Request] = []
    repeat {
      batch.removeAll(keepingCapacity: true)
      workload.append(to: &batch)
      all += batch
    } while !batch.isEmpty
    return all
  }()

  /// Share of the requests for each rank.
  private static let popularity: [Double] = {
    let weights = (1...objects).map { pow(Double($0), -0.8) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }()

  /// After a tenth to warm up.
  private static func hitRatio(capacity: Int, ttl: TTLRule = .none) -> Double {
    var cache = PolicySpecification(.lru).replayCache(capacity: capacity, seed: 1, ReplayRules(ttl: ttl))
    cache.replay(requests, in: 0..<10_000, number: 1)
    _ = cache.takeFigures()
    cache.replay(requests, in: 10_000..<100_000, number: 10_001)
    return 1 - Double(cache.takeFigures().misses) / 90_000
  }

  /// Che, Tung, Wang, "Hierarchical web caching systems", IEEE JSAC 20(7), 2002: an LRU cache of C objects holds each
  /// for the same time T after its last request, with the sum over objects of 1 - exp(-pT) being C.
  @Test(
    "LRU caches have the hit ratios of Che's approximation, within a point", arguments: [20, 100, 400, 1_000])
  func lru(capacity: Int) {
    var (low, high) = (0.0, 1e9)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      let held = Self.popularity.reduce(0) { $0 + 1 - exp(-$1 * middle) }
      if held < Double(capacity) { low = middle } else { high = middle }
    }
    let expected = Self.popularity.reduce(0) { $0 + $1 * (1 - exp(-$1 * low)) }
    #expect(abs(Self.hitRatio(capacity: capacity) - expected) < 0.01)
  }

  /// Jung, Berger, Balakrishnan, "Modeling TTL-based internet caches", INFOCOM 2003: an object asked for at rate r and kept
  /// for T, not renewed by hits, has the hit ratio rT / (1 + rT).
  @Test("TTL caches have the hit ratios of renewal theory, within a point", arguments: [10, 60, 600])
  func ttl(seconds: Int) {
    let expected = Self.popularity.reduce(0) {
      let asked = $1 * 100 * Double(seconds)
      return $0 + $1 * asked / (1 + asked)
    }
    let ratio = Self.hitRatio(capacity: Self.objects, ttl: .fixed(seconds: UInt32(seconds)))
    #expect(abs(ratio - expected) < 0.01)
  }
}
