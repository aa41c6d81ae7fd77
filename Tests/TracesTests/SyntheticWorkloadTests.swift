import Primitives
import Testing
import Traces

@Suite struct SyntheticWorkloadTests {
  private static func requests(_ text: String) throws -> [Request] {
    var workload = SyntheticWorkload(try SyntheticWorkload.Settings(parsing: "synthetic:zipf,\(text)"))
    var all: [Request] = []
    while true {
      var batch: [Request] = []
      workload.append(to: &batch)
      if batch.isEmpty { return all }
      all += batch
    }
  }

  @Test("Ranks come as often as Zipf's law says", arguments: [0, 0.6, 1, 1.3])
  func zipf(alpha: Double) {
    let zipf = ZipfDistribution(alpha: alpha, count: 50)
    var random = RandomStream(seed: 7, kind: "test")
    var counts = [Int](repeating: 0, count: 51)
    let draws = 20_000
    for _ in 0..<draws { counts[zipf.rank(&random)] += 1 }
    for rank in [1, 2, 3, 10, 50] {
      let expected = zipf.probability(of: rank)
      let spread = (expected * (1 - expected) / Double(draws)).squareRoot()
      #expect(abs(Double(counts[rank]) / Double(draws) - expected) < 5 * spread, "rank \(rank)")
    }
    #expect(counts[0] == 0 && counts.reduce(0, +) == draws)
  }

  @Test("The same settings, the same requests; another seed, others")
  func determinism() throws {
    let text =
      "alpha=0.8,objects=100,requests=3000,wonders=0.1,half-life=1,flash=5,flash-every=600,rate=10,size=mixed"
    let first = try Self.requests(text)
    #expect(first.count == 3_000)
    #expect(try Self.requests(text) == first)
    #expect(try Self.requests(text + ",seed=2") != first)
    #expect(zip(first, first.dropFirst()).allSatisfy { $0.time <= $1.time })
  }

  @Test("An object keeps its size")
  func sizes() throws {
    var sizes: [UInt64: Int] = [:]
    for request in try Self.requests("objects=50,requests=1000,size=mixed") {
      #expect(sizes.updateValue(request.size, forKey: request.id) ?? request.size == request.size)
      #expect(request.size > 0)
    }
    #expect(Set(sizes.values).count > 10)
  }

  @Test("One-hit wonders are asked for once; objects are born when others have had their time")
  func turnover() throws {
    func objects(_ text: String) throws -> Int { Set(try Self.requests(text).map(\.id)).count }
    let still = try objects("objects=20,requests=2000,rate=10")
    #expect(still == 20)
    let wonders = try objects("objects=20,requests=2000,rate=10,wonders=0.5")
    #expect((900...1_120).contains(wonders))
    // 200 seconds are four lives of each of twenty ranks, and a part.
    let born = try objects("objects=20,requests=2000,rate=10,alpha=0,life=50")
    #expect((80...100).contains(born))
  }

  @Test("Demand swings with the day")
  func diurnal() throws {
    let requests = try Self.requests("objects=10,requests=20000,rate=0.25,diurnal=0.5")
    func count(_ hours: Range<Int>) -> Int {
      requests.count { hours.contains($0.time / 3600 % 24) && $0.time < 75_600 }
    }
    #expect(count(19..<21) > 2 * count(8..<10))
  }

  @Test(
    "Refused settings",
    arguments: [
      "zipf", "synthetic:", "synthetic:uniform", "synthetic:zipf,alpha", "synthetic:zipf,alpha=x",
      "synthetic:zipf,speed=1", "synthetic:zipf,size=0",
    ])
  func refused(text: String) {
    #expect(throws: SyntheticWorkload.Settings.TextError.self) {
      try SyntheticWorkload.Settings(parsing: text)
    }
  }

  @Test("What is written reads as what it was")
  func encoder() throws {
    let requests = [
      Request(id: .max, size: 10, time: 3, next: 2),
      Request(id: .max, size: 4_294_967_295, time: 4_294_967_295, next: Request.never),
    ]
    var octets: [UInt8] = []
    try TraceEncoder.oracleGeneral.append(requests, to: &octets)
    #expect(read(octets, .oracleGeneral) == .success(requests))
    let large = [Request(id: 1, size: 1 << 32, time: 0)]
    #expect(throws: TraceEncoder.Unwritable.self) {
      try TraceEncoder.oracleGeneral.append(large, to: &octets)
    }
    var text = Array(TraceEncoder.csv.head.utf8)
    try TraceEncoder.csv.append([Request(id: 5, size: 1 << 32, time: 7, ttl: 60)], to: &text)
    #expect(
      (try read(text, .csv(CSVLayout())).get()).map { [$0.size, $0.time, Int($0.ttl)] } == [[1 << 32, 7, 60]])
  }
}
