import EdgeCache
import Eviction
import HTTPWire
import Primitives
import Testing

@Suite("A store's eviction policy")
struct StorePolicyTests {
  private static let policies = PolicyName.allCases.map { PolicySpecification($0) }.filter {
    !$0.knowsFuture && $0.staticOrder == nil
  }
  private static let configuration = Lab.configuration(CachePolicy(name: "test"))

  private func cache(_ policy: PolicySpecification) -> EdgeCache {
    EdgeCache(
      pop: "IAD89-C1", capacity: 400_000, eviction: policy, configuration: Self.configuration, seed: 7)
  }

  /// Asks for one of 1,000 objects of 100 to 1,100 octets; returns whether it was there.
  private func ask(_ cache: EdgeCache, _ number: Int) -> Bool {
    let exchange = Exchange()
    exchange.request = RequestHead("GET", "/\(number)")
    exchange.request.fields.append("Host", "www.example.com")
    let now = Instant(secondsSinceEpoch: 1_800_000_000)
    let fetch = cache.begin(exchange, now: now)
    if let fetch {
      _ = cache.receive(ResponseHead(status: 200), for: fetch, now: now)
      let body = [UInt8](repeating: 1, count: 100 + number)
      cache.receive(body.span, for: fetch, now: now)
      cache.finish(fetch, now: now)
    }
    #expect(exchange.phase == .responding && exchange.body?.count == 100 + number)
    cache.end(exchange, bytesSent: 0, now: now)
    return fetch == nil
  }

  @Test("each keeps within its octets, and what it keeps is found", arguments: policies)
  func bounds(policy: PolicySpecification) {
    var draw = Draw(seed: 3)
    let cache = cache(policy)
    var hits = 0
    for _ in 0..<4_000 {
      let number = min(draw.below(1000), draw.below(1000))
      if ask(cache, number) { hits += 1 }
      #expect(cache.figures.bytes <= 400_000, "\(policy)")
      if draw.below(50) == 0, let path = try? InvalidationPath(parsing: "/\(number)") {
        cache.invalidate([path], in: "E1")
        #expect(!ask(cache, number), "\(policy)")
      }
    }
    #expect(hits > 100 && cache.figures.objects > 5 && cache.figures.evictions > 0, "\(policy)")
  }

  @Test("another policy takes over what is there; less room makes some go", arguments: policies)
  func change(policy: PolicySpecification) {
    let cache = cache(PolicySpecification(.lru))
    for number in 0..<50 { _ = ask(cache, number) }
    cache.reload(Self.configuration, capacity: 400_000, eviction: policy)
    let objects = cache.figures.objects
    // A policy with a small queue for newcomers may turn some away at once.
    #expect(objects > 0 && (0..<50).count { ask(cache, $0) } >= objects, "\(policy)")
    cache.reload(Self.configuration, capacity: 20_000, eviction: policy)
    #expect(cache.figures.bytes <= 20_000 && cache.figures.capacity == 20_000, "\(policy)")
  }
}
