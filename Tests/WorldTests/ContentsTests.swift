import Primitives
import Simulation
import Testing

@testable import World

/// Kinds of content: each has its share of the requests, its objects and their popularity.
@Suite struct ContentsTests {
  static let workload = {
    var workload = Drill.Workload(
      url: URLParts(host: "www.example.com"), requestsPerSecond: 100, dailySwing: 0)
    workload.contents = [
      .init(path: "/", share: 1), .init(path: "/images/{object}.png", share: 6, objects: 50, zipf: 0),
      .init(path: "/film/{object}.ts", share: 3, objects: 10, zipf: 1.2),
    ]
    return workload
  }()

  @Test("Numbers of objects go through all kinds; each begins with 1")
  func paths() {
    let wants = ObjectRequests(Self.workload)
    let targets = [0, 1, 50, 51, 60].map { String(decoding: wants[$0].target, as: UTF8.self) }
    #expect(targets == ["/", "/images/1.png", "/images/50.png", "/film/1.ts", "/film/10.ts"])
    #expect(wants.count == 61)
    #expect(Self.workload.urls.map(\.path) == ["/", "/images/{object}.png", "/film/{object}.ts"])
  }

  @Test(
    "Shares are those that are asked for, within three standard deviations; in a kind popularity is its own")
  func shares() {
    var demand = Demand(Self.workload, starts: [0, 10], offsets: [0], seed: 5)
    let count = 20_000
    var counts = [Int](repeating: 0, count: 61)
    for _ in 0..<count { counts[demand.take().object] += 1 }
    for (objects, share) in [(0..<1, 0.1), (1..<51, 0.6), (51..<61, 0.3)] {
      let found = Double(counts[objects].reduce(0, +)) / Double(count)
      let deviation = Elementary.power(share * (1 - share) / Double(count), 0.5)
      #expect(abs(found - share) < 3 * deviation, "\(objects): \(found)")
    }
    // r^-1.2: the first film is wanted 2.3 times as often as the second; pictures all alike.
    #expect(Double(counts[51]) / Double(counts[52]) > 2 && Double(counts[51]) / Double(counts[52]) < 2.6)
    #expect(Double(counts[1..<51].max()!) / Double(counts[1..<51].min()!) < 1.6)
  }

  @Test("A crowd wants the objects that are the most popular of all")
  func crowd() {
    var demand = Demand(Self.workload, starts: [0, 10], offsets: [0], seed: 5)
    demand.begin(
      Drill.FlashCrowd(
        factor: 1_000, objects: 2, ramp: .seconds(1), hold: .seconds(60), decay: .seconds(1)), at: 0)
    var late: [Int] = []
    while late.count < 1_000 {
      let want = demand.take()
      if want.at > 2_000_000_000 { late.append(want.object) }
    }
    // The film has 3/10 of 0.38, the page 1/10.
    #expect(late.count { $0 == 0 || $0 == 51 } > 990)
    #expect(late.contains(0) && late.contains(51))
  }
}
