import EdgeCache
import HTTPWire
import Testing

@Suite("Configuration: checked, swapped, counted")
struct ReloadTests {
  private static let origin = Origin(id: "o", domainName: "origin.test")

  private func distribution(_ id: String, _ host: String, ttl: Int64 = 60, origin: String = "o")
    -> Distribution
  {
    Distribution(
      id: id, domainName: host, origins: [Self.origin],
      defaultCacheBehavior: CacheBehavior(
        targetOriginID: origin,
        cachePolicy: CachePolicy(name: "p", minTTL: 0, defaultTTL: ttl, maxTTL: max(ttl, 0))))
  }

  @Test("what does not fit together is refused")
  func faults() {
    func fault(_ distributions: Distribution...) -> EdgeConfiguration.Fault? {
      do throws(EdgeConfiguration.Fault) { _ = try EdgeConfiguration(distributions) } catch { return error }
      return nil
    }
    #expect(fault(distribution("A", "a"), distribution("B", "b")) == nil)
    #expect(fault(distribution("A", "a"), distribution("A", "b")) == .repeatedDistribution(id: "A"))
    #expect(fault(distribution("A", "a"), distribution("B", "A")) == .repeatedHost("A"))
    #expect(
      fault(distribution("A", "a", origin: "x"))
        == .noSuchOrigin(distribution: "A", pathPattern: "*", originID: "x"))
    #expect(fault(distribution("A", "a", ttl: -1)) == .invalidTTLOrder(distribution: "A", pathPattern: "*"))
  }

  @Test("objects and figures of a distribution that stays, stay")
  func reload() throws {
    let lab = Lab()
    func configure(_ distributions: Distribution...) throws {
      lab.cache.reload(try EdgeConfiguration(distributions))
    }
    func request(_ host: String) -> Exchange {
      let exchange = lab.exchange("GET", "/a", fields: [("Host", host)])
      if let fetch = lab.cache.begin(exchange, now: lab.now) { _ = lab.answer(fetch, 200) }
      return exchange
    }
    try configure(distribution("A", "a"), distribution("B", "b"))
    for host in ["a", "b"] { lab.cache.end(request(host), bytesSent: 5, now: lab.now) }
    #expect(lab.cache.figures.objects == 2)

    try configure(distribution("B", "new.b"))
    #expect(lab.cache.figures.objects == 1 && request("a").reason == .unknownHost)
    let hit = request("new.b")
    #expect(hit.result == .hit)
    lab.cache.end(hit, bytesSent: 7, now: lab.now)

    let figures = lab.cache.figures
    let place = try #require(figures.series.firstIndex { $0.distribution == "B" && $0.behavior == "*" })
    #expect(figures.count(place, .miss) == Figures.Count(requests: 1, bytes: 5))
    #expect(figures.count(place, .hit) == Figures.Count(requests: 1, bytes: 7))
    #expect(figures.origins.first { $0.distribution == "B" }?.requests == 1)
    #expect(figures.origins.first { $0.distribution == "B" }?.bytes == 5)
  }

  @Test("a fetch under way ends by the old rules")
  func underWay() throws {
    let lab = Lab()
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    lab.cache.reload(try EdgeConfiguration([]))
    #expect(lab.answer(fetch, 200).isEmpty && exchange.result == .miss && lab.text(exchange.body) == "200#1")
  }
}
