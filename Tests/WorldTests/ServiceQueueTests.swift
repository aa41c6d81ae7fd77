import Primitives
import Simulation
import Testing

@testable import World

/// Queues of points of presence and origins, against queueing theory.
@Suite struct ServiceQueueTests {
  /// Poisson arrivals at one server, at `load` of what it can do; the mean wait in mean services.
  private static func wait(load: Double, _ service: (inout RandomStream) -> Double) -> Double {
    var queue = ServiceQueue()
    var (arrivals, services) = (
      RandomStream(seed: 1, kind: "arrivals"), RandomStream(seed: 1, kind: "services")
    )
    var now: Int64 = 0
    let count = 400_000
    for _ in 0..<count {
      now += Int64(arrivals.exponential(mean: 1) * 1e6 / load)
      #expect(queue.wait(for: Int64(service(&services) * 1e6), at: now) != nil)
    }
    let done = queue.takeLoad(at: now)
    #expect((done.requests, done.refused) == (count, 0))
    #expect(abs(done.done / (Double(now) / 1e9) / load - 1) < 0.01, "busy for its load")
    return done.meanWait * 1e3
  }

  @Test(
    "The mean wait is rho/(1-rho) E[S^2]/2 (Pollaczek, Khinchine): M/D/1, M/M/1 and lognormal services",
    arguments: [0.3, 0.6, 0.8])
  func pollaczekKhinchine(load: Double) {
    let sigma = 0.5
    let cases: [(Double, (inout RandomStream) -> Double)] = [
      (1, { _ in 1 }), (2, { $0.exponential(mean: 1) }),
      // With mean 1 its second moment is e^(sigma^2).
      (
        Elementary.exponential(sigma * sigma),
        { $0.lognormal(median: Elementary.exponential(-sigma * sigma / 2), sigma: sigma) }
      ),
    ]
    for (secondMoment, service) in cases {
      let wait = Self.wait(load: load, service)
      let expected = load / (1 - load) * secondMoment / 2
      #expect(abs(wait / expected - 1) < 0.05, "\(wait) services, not \(expected)")
    }
  }

  @Test("Who would wait longer than allowed is turned away, and the queue serves what it can")
  func overload() {
    var queue = ServiceQueue(patience: 50_000_000)
    var waits: [Int64] = []
    for request in 0..<1000 {
      if let wait = queue.wait(for: 10_000_000, at: Int64(request) * 5_000_000) { waits.append(wait) }
    }
    #expect(waits.max() == 50_000_000)
    // Twice what it can for 5 s: half is done, and the rest refused but for what waits at the end.
    let bin = queue.takeLoad(at: 5_000_000_000)
    #expect(bin.requests == 1000 && bin.requests - bin.refused == waits.count)
    #expect((500...510).contains(waits.count) && abs(bin.offered - 10) < 1e-9 && abs(bin.done - 5) < 0.02)
    let rest = queue.takeLoad(at: 6_000_000_000)
    #expect(rest.requests == 0 && abs(bin.done + rest.done - Double(waits.count) / 100) < 1e-9, "\(rest)")
  }

  @Test("Two servers work at the same time; the third request waits for the first that is free")
  func servers() {
    var queue = ServiceQueue(servers: 2)
    #expect([10, 4, 5, 1].map { queue.wait(for: $0, at: 0) } == [0, 0, 4, 9])
    #expect(queue.wait(for: 1, at: 20) == 0)
  }

  @Test("Erlang's C: of requests to four servers at 80 %, 59.6 % wait, 1.25 services each")
  func erlang() {
    var queue = ServiceQueue(servers: 4)
    var draws = RandomStream(seed: 3, kind: "erlang")
    var (now, waiting) = (Int64(0), 0)
    let count = 400_000
    for _ in 0..<count {
      now += Int64(draws.exponential(mean: 1e6 / 3.2))
      if queue.wait(for: Int64(draws.exponential(mean: 1e6)), at: now) ?? 0 > 0 { waiting += 1 }
    }
    let mean = queue.takeLoad(at: now).meanWait * 1e3
    #expect(abs(Double(waiting) / Double(count) - 0.5964) < 0.01, "\(waiting)")
    #expect(abs(mean / 0.7455 - 1) < 0.05, "\(mean)")
  }
}
