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
      trace: "a<b",
      [
        ReplayReport.Source(
          policy: policy, size: "\(capacity)", capacity: capacity, objects: lane.objects, lane.finish())
      ],
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
    func verdict(_ old: ReplayReport, _ new: ReplayReport, draws: Bool) -> String? {
      ReplayComparison(old, new, drawsNumbers: { _ in draws })?.changes.first?.verdict
    }
    let small = Self.report(capacity: 10)
    #expect(verdict(small, Self.report(capacity: 10), draws: false) == "same")
    var better = small
    better.caches[0].total.hitRatio += 0.001
    #expect(verdict(small, better, draws: false) == "better")
    #expect(verdict(better, small, draws: false) == "worse")
    // The same seed, the same numbers drawn.
    #expect(verdict(small, better, draws: true) == "better")
    better.seeds = [2]
    #expect(verdict(small, better, draws: true)?.hasPrefix("by chance or not") == true)
    #expect(
      ReplayComparison(small, Self.report(capacity: 11), drawsNumbers: { _ in false })?.unmatched == 2)
    better.rules = ["--ttl 1h"]
    #expect(ReplayComparison(small, better, drawsNumbers: { _ in false }) == nil)
  }

  @Test(
    "Pairs of seeds: the mean difference against its 95 % interval",
    arguments: [
      ([0.50, 0.60, 0.70], [0.51, 0.611, 0.709], "better"),
      ([0.50, 0.60, 0.70], [0.51, 0.59, 0.71], "within noise (3 seeds)"),
      ([0.50, 0.60, 0.70], [0.49, 0.589, 0.691], "worse"), ([0.5, 0.6, 0.7], [0.5, 0.6, 0.7], "same"),
    ])
  func seeds(before: [Double], now: [Double], verdict: String) throws {
    var (old, new) = (Self.report(capacity: 10), Self.report(capacity: 10))
    (old.caches[0].hitRatios, new.caches[0].hitRatios) = (before, now)
    let change = try #require(ReplayComparison(old, new, drawsNumbers: { _ in true })?.changes.first)
    #expect(change.verdict == verdict && change.evidence == .seeds(3))
  }

  @Test("Pairs of windows, where there is one seed; too few of them tell nothing")
  func windows() throws {
    var (old, new) = (Self.report(capacity: 10), Self.report(capacity: 10))
    new.seeds = [2]
    let window = try #require(old.caches[0].windows?.first)
    func windows(_ ratios: [Double]) -> [ReplayReport.Window] {
      ratios.indices.map {
        var window = window
        (window.start, window.figures.hitRatio) = ($0 * 60, ratios[$0])
        return window
      }
    }
    for (now, evidence) in [
      ([0.2, 0.6, 0.3, 0.8, 0.5], ReplayComparison.Evidence.windows(5)), ([0.2, 0.6], .none),
    ] {
      old.caches[0].windows = windows(now.map { $0 - 0.01 })
      new.caches[0].windows = windows(now)
      new.caches[0].total.hitRatio = old.caches[0].total.hitRatio + 0.01
      let change = try #require(ReplayComparison(old, new, drawsNumbers: { _ in true })?.changes.first)
      #expect(change.evidence == evidence)
      #expect((change.verdict == "better") == (evidence != .none))
    }
  }

  @Test("A sample's counts are scaled up, and its ratios are of all requests")
  func sampled() throws {
    var division = ReplayDivision()
    let requests = (0..<200).map { Request(id: UInt64($0 % 100), size: 10, time: $0) }
    let sample = try #require(SpatialSample(rate: 0.25))
    let pieces = division.pieces(of: requests, sample: sample)
    var kept = requests
    sample.keep(&kept)
    #expect(pieces.map(\.range) == [0..<kept.count] && kept.count < 100)
    var lane = ReplayLane(PolicySpecification(.lru), capacity: 4000, seed: 1, ReplayRules(), scale: 0.25)
    lane.replay(kept, pieces, number: 1)
    let report = ReplayReport(
      trace: "",
      [ReplayReport.Source(policy: "lru", size: "", capacity: 4000, objects: lane.objects, lane.finish())],
      stretches: division.stretches, curve: nil, sampleRate: 0.25, seed: 1, hasWindows: false, prices: nil)
    #expect(report.requests == 200 && report.octets == 2000)
    let total = report.caches[0].total
    #expect(total.originRequests == kept.count / 2 * 4 && total.originOctets == kept.count / 2 * 40)
    #expect(total.hitRatio == 1 - Double(kept.count * 2) / 200)
  }

  @Test("Tiers: a row each, of what it was asked, and one of what viewers and the origin see")
  func tiers() throws {
    let specifications = try TierSpecification.list(parsing: "2xlru@10/lru@50")
    let requests = (0..<400).map {
      Request(id: UInt64($0 * $0 % 23), size: 1 + $0 % 5, time: $0, client: UInt32($0 % 7))
    }
    var division = ReplayDivision()
    var replay = TieredReplay(
      specifications, capacities: [10, 50], split: .client, seed: 1, ReplayRules(ttl: .fixed(seconds: 50)))
    replay.replay(requests, division.pieces(of: requests), number: 1)
    let outcome = zip(replay.finish(), replay.objects).map { (figures: $0.0, objects: $0.1) }
    let report = ReplayReport(
      trace: "t",
      ReplayReport.Source.tiers(specifications, capacities: [10, 50], outcome, rate: 1),
      stretches: division.stretches, curve: nil, sampleRate: 1, seed: 1, hasWindows: false, prices: nil)
    #expect(report.caches.map(\.policy) == ["PoP 2xlru", "regional lru", "2xlru@10/lru@50"])
    #expect(
      report.caches.map(\.size) == ["10", "50", "all"] && report.caches.map(\.capacity) == [10, 50, 70])
    let total = report.caches.map(\.total)
    #expect(total[0].requests == 400 && total[1].requests == total[0].originRequests)
    #expect(total[1].octets == total[0].originOctets && total[2].requests == 400)
    #expect(total[2].originRequests == total[1].originRequests && total[1].originRequests > 0)
    #expect(total[2].hitRatio > total[0].hitRatio && total[2].evictions > total[1].evictions)
    #expect(total[2].hitRatio == 1 - Double(total[1].originRequests) / 400)
  }

  @Test("The page holds everything and escapes names")
  func page() {
    let html = ReplayPage.html([Self.report(capacity: 20)])
    #expect(html.contains("a&lt;b") && !html.contains("a<b"))
    #expect(html.contains("<polyline") && html.contains("Hit ratio over time"))
    #expect(!html.contains("http"))
  }
}
