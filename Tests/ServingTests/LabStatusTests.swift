import Testing

@testable import Serving

@Suite struct LabStatusTests {
  private func status(_ requests: [LabStatus.RequestCount]) -> LabStatus {
    LabStatus(
      seed: 1, listeners: [], zones: [],
      pops: [.init(id: "AAA1", city: "A", objects: 2, bytes: 300, capacity: 1000, evictions: 1)],
      requests: requests,
      origins: [.init(distribution: "E1", pop: "AAA1", requests: 3, bytes: 400, failovers: 0)],
      queries: [.init(zone: "example.com.", type: "A", rcode: "NOERROR", transport: "udp", queries: 7)])
  }

  private func count(
    _ result: String, _ requests: Int, bytes: Int = 0, distribution: String = "E1", behavior: String = "*",
    pop: String = "AAA1"
  ) -> LabStatus.RequestCount {
    .init(
      distribution: distribution, behavior: behavior, pop: pop, result: result, requests: requests,
      bytes: bytes)
  }

  @Test func hitRatioCountsRefreshHitsAndLeavesErrorsAndRedirectsOut() throws {
    let ratios = status([
      count("Hit", 5, bytes: 600), count("RefreshHit", 1, bytes: 100), count("Miss", 2, bytes: 100),
      count("Error", 10, bytes: 5000), count("Redirect", 3, bytes: 10),
    ]).computedHitRatios()
    let all = try #require(ratios.first)
    #expect(all.requests == 21)
    #expect(all.bytes == 5810)
    #expect(all.byRequests == 0.75)
    #expect(all.byBytes == 0.875)
  }

  @Test("CloudFront's three definitions (facts, section 17) do not agree")
  func threeDefinitions() throws {
    var miss = count("Miss", 4, bytes: 400)
    (miss.uncacheable, miss.uncacheableBytes) = (2, 100)  // POST, say
    let all = try #require(
      status([
        count("Hit", 5, bytes: 600), count("RefreshHit", 1, bytes: 100), miss, count("Error", 8, bytes: 880),
        count("Redirect", 1, bytes: 20), count("LimitExceeded", 1),
      ]).computedHitRatios().first)
    #expect(all.byRequests == 0.75)
    #expect(all.byBytes == 0.7)
    #expect(all.hits == 0.25 && all.misses == 0.2 && all.errors == 0.45)
    #expect(all.bytesNotFromMisses == 0.8)
  }

  @Test func hitRatioOfEachDistributionBehaviorAndPop() {
    let ratios = status([
      count("Hit", 1), count("Miss", 1, behavior: "/a*"), count("Hit", 2, distribution: "E2", pop: "BBB1"),
    ]).computedHitRatios()
    let names = ratios.map {
      [$0.distribution, $0.behavior, $0.pop].map { $0 ?? "all" }.joined(separator: " ")
    }
    #expect(
      names == [
        "all all all", "E1 all all", "E2 all all", "E1 * all", "E1 /a* all", "E2 * all", "all all AAA1",
        "all all BBB1",
      ])
    #expect(ratios.map(\.requests) == [4, 2, 2, 1, 1, 2, 2, 2])
  }

  @Test func noRatioBeforeTheFirstRequest() {
    #expect(status([]).computedHitRatios().isEmpty)
    #expect(status([count("Error", 1)]).computedHitRatios().first?.byRequests == nil)
  }

  @Test("Prometheus text format 0.0.4: names, labels, escapes")
  func prometheus() {
    let text = status([count("Hit", 5, bytes: 600, behavior: #"/"quoted"\*"#)]).prometheusText
    #expect(
      text.contains(
        #"edgesim_dns_queries_total{zone="example.com.",type="A",rcode="NOERROR",transport="udp"} 7"#))
    #expect(
      text.contains(
        #"edgesim_http_requests_total{distribution="E1",behavior="/\"quoted\"\\*",pop="AAA1",result="Hit"} 5"#
      ))
    #expect(text.contains(#"edgesim_cache_objects{pop="AAA1"} 2"#))
    for family in ["edgesim_http_requests_total", "edgesim_cache_bytes"] {
      #expect(text.components(separatedBy: "# TYPE \(family) ").count == 2)
    }
    #expect(text.hasSuffix("\n"))
  }

  @Test("Operations of all workers are one sum, each figure a sample of its own")
  func operations() {
    func part(_ start: Int) -> DNSOperations {
      DNSOperations(
        rateLimited: .init(dropped: start, slipped: start + 1),
        tcp: .init(open: start + 2, accepted: start + 3, evicted: start + 4, refused: start + 5),
        tls: .init(open: start + 6, accepted: start + 7, evicted: start + 8, refused: start + 9),
        transfersOut: .init(served: start + 10, refused: start + 11, broken: start + 12))
    }
    var status = status([])
    status.operations = part(100)
    status.operations += part(1000)
    status.notifications = NotificationCounts(sent: 1, acknowledged: 2, failed: 3)
    status.queryLogLinesLost = 4
    let samples = status.prometheusText.split(separator: "\n").filter {
      $0.hasPrefix("edgesim_dns_") || $0.hasPrefix("edgesim_query_log")
    }.compactMap { Int($0.split(separator: " ").last ?? "") }
    let sums = (0...12).map { 1100 + 2 * $0 }
    #expect(Set(samples) == Set(sums + [7, 1, 2, 3, 4]))
  }

  @Test func closingTableLinesUp() {
    let table = status([count("Hit", 5, bytes: 600), count("Miss", 5)]).closingTable
    let rows = table.split(separator: "\n").filter { $0.hasPrefix("  E1") || $0.hasPrefix("  distribution") }
    #expect(rows.count >= 2)
    #expect(Set(rows.map(\.count)).count == 1)
    #expect(table.contains("50.0 %"))
  }

  @Test("the closing table has a line of DNS and of HTTP where there is a listener of it")
  func closingTableOfWhatWasServed() {
    func lines(_ services: [String]) -> [Substring] {
      var status = LabStatus(
        seed: 1, listeners: [], zones: [], pops: [], requests: [], origins: [], queries: [])
      status.listeners = services.map { .init(service: $0, transport: "tcp", address: "127.0.0.1:1") }
      return status.closingTable.split(separator: "\n")
    }
    #expect(lines(["dns", "admin"]) == ["DNS queries answered: 0"])
    #expect(lines(["http", "origin"]) == ["HTTP requests answered: 0"])
    #expect(lines(["dns", "http"]) == ["DNS queries answered: 0", "HTTP requests answered: 0"])
  }

  @Test func countsOfOneKindAreAddedUp() {
    let sum = DNSCount.sum([
      DNSCount(zone: "b.", type: "A", code: "NOERROR", transport: "udp", queries: 1),
      DNSCount(zone: "a.", type: "A", code: "NOERROR", transport: "udp", queries: 2),
      DNSCount(zone: "b.", type: "A", code: "NOERROR", transport: "udp", queries: 3),
    ])
    #expect(sum.map(\.zone) == ["a.", "b."])
    #expect(sum.map(\.queries) == [2, 4])
  }
}
