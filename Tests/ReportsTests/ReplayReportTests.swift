import Eviction
import Testing
import Traces

@testable import Reports

@Suite struct ReplayReportTests {
  static func report(capacity: Int, policy: String = "lru") -> ReplayReport {
    let requests = (0..<200).map { Request(id: UInt64($0 * $0 % 23), size: 1 + $0 % 5, time: $0) }
    var division = ReplayDivision(warmUp: .requests(20), window: 60)
    var lane = ReplayLane(PolicySpecification(.lru), capacity: capacity, seed: 1, ReplayRules())
    lane.replay(requests, division.pieces(of: requests), number: 1)
    var distances = ReuseDistances(ignoresSizes: false)
    distances.count(requests, in: 0..<200)
    return ReplayReport(
      trace: "a<b", caches: [(policy, "\(capacity)", capacity)], [lane.finish()], objects: [lane.objects],
      stretches: division.stretches, curve: distances.curve, sampleRate: 1, seed: 1, hasWindows: true,
      prices: ReplayPrices("requests=1000000,gib=1073741824"))
  }

  @Test("Figures add up; the warm-up is left out; cost is requests and octets times their prices")
  func figures() {
    let report = Self.report(capacity: 20)
    #expect(report.requests == 180 && report.warmUpRequests == 20)
    let total = report.caches[0].total
    let windows = report.caches[0].windows ?? []
    #expect(windows.map(\.start) == [0, 60, 120, 180])
    #expect(windows.reduce(0) { $0 + $1.figures.originRequests } == total.originRequests)
    #expect(total.hitRatio == 1 - Double(total.originRequests) / 180)
    #expect(total.cost == Double(total.originRequests + total.originOctets))
  }

  @Test("JSON reads as what was written")
  func json() throws {
    let report = Self.report(capacity: 20)
    let text = try ReplayReport.json([report])
    let back = try ReplayReport.parse(json: Array(text.utf8))
    #expect(try ReplayReport.json(back) == text)
    #expect(report.tsv.count == 5 && report.tsv.allSatisfy { $0.count == ReplayReport.tsvHeader.count })
  }

  @Test("A comparison: exact where nothing is drawn, else against the noise")
  func comparison() {
    let (small, large) = (Self.report(capacity: 10), Self.report(capacity: 10))
    #expect(ReplayComparison(small, large, drawsNumbers: { _ in false }).changes.map(\.verdict) == ["same"])
    var better = large
    better.caches[0].total.hitRatio += 0.001
    #expect(
      ReplayComparison(small, better, drawsNumbers: { _ in false }).changes.map(\.verdict) == ["better"])
    #expect(ReplayComparison(better, small, drawsNumbers: { _ in false }).changes.map(\.verdict) == ["worse"])
    #expect(
      ReplayComparison(small, better, drawsNumbers: { _ in true }).changes.map(\.verdict) == ["within noise"])
    #expect(ReplayComparison(small, Self.report(capacity: 11), drawsNumbers: { _ in false }).unmatched == 2)
  }

  @Test("The page holds everything and escapes names")
  func page() {
    let html = ReplayPage.html([Self.report(capacity: 20)])
    #expect(html.contains("a&lt;b") && !html.contains("a<b"))
    #expect(html.contains("<polyline") && html.contains("Hit ratio over time"))
    #expect(!html.contains("http"))
  }

  @Test(arguments: [(12.345, 2, "12.35"), (-0.5, 1, "-0.5"), (0.004, 2, "0.00"), (7, 0, "7"), (1.05, 0, "1")])
  func fixed(number: Double, places: Int, text: String) {
    #expect(ReplayReport.fixed(number, places) == text)
  }
}
