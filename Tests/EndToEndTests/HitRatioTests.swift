import Foundation
import Testing

/// What is measured is what happened.
@Suite(.serialized) struct HitRatioTests {
  @Test("100,000 requests for one object: one Miss, the rest Hits, to the last one")
  func countsEveryRequest() throws {
    let lab = try LabProcess()
    let port = try lab.httpPort()
    let counter = Counter()
    DispatchQueue.concurrentPerform(iterations: 10) { _ in
      guard let client = try? RawClient(port: port) else { return }
      counter.add(client.get("/index.html", host: "www.example.com", count: 10_000, pipelined: 50))
    }
    #expect(counter.value == 100_000)
    let metrics = try lab.metrics()
    let family = "edgesim_http_requests_total"
    #expect(metrics.sum(family) == 100_000)
    #expect(metrics.sum(family, ["result": "Miss"]) == 1)
    #expect(metrics.sum(family, ["result": "Hit"]) == 99_999)
    // The launch of the example has static content elsewhere.
    #expect(metrics.sum("edgesim_origin_requests_total", ["distribution": "E2EXAMPLEWWW01"]) == 1)
    #expect(metrics.sum("edgesim_cache_objects", ["pop": "ICN57-C1"]) == 1)
    let ratios = try #require(try lab.status()["hitRatios"] as? [[String: Any]])
    #expect(ratios.first?["requests"] as? Int == 100_000)
    #expect(ratios.first?["byRequests"] as? Double == 0.99999)
    #expect(lab.stop() == 0)
    #expect(lab.output.contains("HTTP requests answered: 100000"))
  }
}

/// A number that several threads add to.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var total = 0
  func add(_ count: Int) { lock.withLock { total += count } }
  var value: Int { lock.withLock { total } }
}
