import Geo
import Primitives
import Simulation
import Testing

@testable import World

/// Connections, capacities and distances of a population.
@Suite struct UserNetworkTests {
  static func korea(
    rate: Double, objects: Int = 1, _ url: URLParts = VirtualUsersTests.images,
    _ change: (inout Drill.Population) -> Void
  ) throws -> UserFigures {
    var users = VirtualUsersTests.users(
      clients: 50, countries: ["KR"], resolvers: .honouring, url, rate: rate, objects: objects)
    users.workload.dailySwing = 0
    change(&users)
    return try VirtualUsersTests.run(try VirtualUsersTests.drill(60, users))
  }

  @Test("A first request takes the round trips of its handshake; over an open connection they are saved")
  func handshakes() throws {
    func median(_ handshake: Drill.Population.Handshake, _ keepAlive: Duration) throws -> Double {
      let figures = try Self.korea(rate: 50) {
        $0.connections = .init(handshake: handshake, keepAlive: keepAlive)
      }
      return try #require(figures.total.firstOctet.quantile(0.5))
    }
    let one = try median(.tcp, .zero) / 2
    for (handshake, roundTrips) in [(.quic, 2.0), (.tls13, 3), (.tls12, 4)]
      as [(Drill.Population.Handshake, Double)]
    {
      let found = try median(handshake, .zero)
      #expect(abs(found / (roundTrips * one) - 1) < 0.1, "\(handshake): \(found), one takes \(one)")
    }
    let kept = try median(.tls12, .seconds(60))
    #expect(abs(kept / one - 1) < 0.1, "\(kept), one takes \(one)")
  }

  @Test("A point of presence that refuses ends the connections to it: who comes back has a handshake again")
  func lostConnections() throws {
    /// Of requests after two seconds of a fault: few users come back twice, and nearly all had a connection before.
    func median(_ fault: ServerFault) throws -> Double {
      var users = VirtualUsersTests.users(
        clients: 1_000, countries: ["KR"], resolvers: .honouring, VirtualUsersTests.images, rate: 10)
      users.connections = .init(handshake: .tls12, keepAlive: .seconds(600))
      users.workload.dailySwing = 0
      let pop = "ICN57-C1"
      let drill = try VirtualUsersTests.drill(
        420, users, [(400, .edge(pop: pop, fault)), (402, .edge(pop: pop, nil))])
      return try #require(try VirtualUsersTests.run(drill).phases[2].firstOctet.quantile(0.5))
    }
    let (lost, kept) = (try median(.refuse), try median(.hang))
    #expect(lost > 2 * kept, "\(lost) \(kept)")
  }

  @Test("Who waits in a queue for longer than users do has gone")
  func patience() throws {
    let figures = try Self.korea(rate: 4) {
      $0.points = [.init(pop: nil, requestsPerSecond: 1, queue: .seconds(30))]
    }
    #expect(try #require(figures.total.firstOctet.quantile(1)) <= 10.3)
    let load = try #require(figures.loads.first { $0.name == "ICN57-C1" }).bins.reduce(.init(), +)
    #expect(figures.total.count.failed > load.refused + 20)
  }

  @Test("Without a network nothing takes time but servers")
  func noNetwork() throws {
    let figures = try Self.korea(rate: 20) { $0.network = .none }
    #expect(try #require(figures.total.firstOctet.quantile(1)) < 1e-5)
  }

  @Test("A point of presence serves what it can, and answers the rest 503; its load is told by bins")
  func capacity() throws {
    let figures = try Self.korea(rate: 200) {
      $0.points = [.init(pop: nil, requestsPerSecond: 100, queue: .milliseconds(500))]
    }
    let load = try #require(figures.loads.first { $0.name == "ICN57-C1" })
    let all = load.bins.reduce(.init(), +)
    #expect(all.requests == figures.total.count.requests)
    #expect(all.refused == figures.total.count.failed)
    for bin in load.bins[10..<50] {
      #expect(abs(bin.done / figures.binSeconds - 1) < 0.03)
      #expect(abs(bin.refusedShare - 0.5) < 0.2)
      #expect(abs(bin.meanWait - 0.5) < 0.1)
    }
  }

  private static let shop = "shop.origin.test"

  /// One request at a time, 20 ms each, and no way there.
  private static func shop(
    concurrency: Int?, latency: Latency, rate: Double
  ) throws -> (figures: UserFigures, mean: Double) {
    var site = VirtualUsersTests.site
    let number = try #require(site.origins.firstIndex { $0.name == Self.shop })
    for object in site.origins[number].objects.indices {
      site.origins[number].objects[object].latency = latency
    }
    var users = VirtualUsersTests.users(
      clients: 50, countries: ["KR"], resolvers: .honouring, VirtualUsersTests.shop, rate: rate)
    (users.network, users.workload.dailySwing) = (.none, 0)
    users.origins = concurrency.map { [.init(origin: Self.shop, concurrency: $0)] } ?? []
    let drill = try VirtualUsersTests.drill(300, users)
    let figures = try #require(VirtualDrill.run(drill, at: site, seed: 1).users)
    let load = figures.loads.first?.bins.reduce(.init(), +)
    return (figures, load?.meanWait ?? 0)
  }

  @Test("An origin works on so many at a time; the others wait, longer where its times vary")
  func concurrency() throws {
    let constant = Latency(.milliseconds(20))
    #expect(
      abs(
        try #require(
          Self.shop(concurrency: nil, latency: constant, rate: 20).figures.total.firstOctet.quantile(0.9))
          - 0.02) < 0.001)
    // At 25 a second half of it is in use: M/D/1 waits 10 ms, M/M/1 20 ms.
    let (figures, wait) = try Self.shop(concurrency: 1, latency: constant, rate: 25)
    #expect(abs(wait - 0.01) < 0.002, "\(wait)")
    let load = try #require(figures.loads.first)
    #expect(load.name == Self.shop && load.kind == .origin && load.servers == 1)
    let busy = load.bins.reduce(0) { $0 + $1.done } / 300
    #expect(abs(busy - 0.5) < 0.02, "\(busy)")
    let varied = try Self.shop(concurrency: 1, latency: .exponential(mean: 20_000_000), rate: 25).mean
    #expect(abs(varied - 0.02) < 0.004, "\(varied)")
  }

  @Test("A miss goes the way to where the origin stands")
  func originDistance() throws {
    func median(_ region: String) throws -> Double {
      var site = VirtualUsersTests.site
      let number = try #require(site.origins.firstIndex { $0.name == Self.shop })
      site.origins[number].region = AWSRegion(code: region)
      var users = VirtualUsersTests.users(
        clients: 50, countries: ["KR"], resolvers: .honouring, VirtualUsersTests.shop, rate: 20)
      users.workload.dailySwing = 0
      let drill = try VirtualUsersTests.drill(60, users)
      return try #require(VirtualDrill.run(drill, at: site, seed: 1).users?.total.firstOctet.quantile(0.5))
    }
    let (near, far) = (try median("ap-northeast-2"), try median("sa-east-1"))
    #expect(far > near + 0.2, "\(near) \(far)")
  }

  @Test("What a point of presence asks a regional cache takes the way there")
  func tierDistance() throws {
    let distances = FetchDistances(VirtualUsersTests.site)
    let points = VirtualUsersTests.site.pointsOfPresence
    let near = try #require(points.firstIndex { $0.id == "IAD89-C1" })
    let far = try #require(points.firstIndex { $0.id == "SFO53-C1" })
    let trips = [near, far].map { distances.roundTrip(from: $0, toCache: "us-east-1") }
    #expect(trips[0] < 20_000_000 && (40_000_000...100_000_000).contains(trips[1]), "\(trips)")
    func slowest(_ network: Drill.Population.Network) throws -> Double {
      var users = VirtualUsersTests.users(
        clients: 50, countries: ["US"], resolvers: .honouring, VirtualUsersTests.images, rate: 20,
        objects: 400)
      (users.network, users.workload.dailySwing) = (network, 0)
      let figures = try VirtualUsersTests.run(try VirtualUsersTests.drill(60, users))
      #expect(figures.total.count.failed == 0)
      return try #require(figures.total.firstOctet.quantile(0.99))
    }
    #expect(try slowest(.none) < 1e-5)
    #expect(try slowest(.usual) > Double(trips[1] + 80_000_000) / 1e9)
  }
}
