import Primitives
import Testing

@testable import LoadBalancing

@Suite("Balancing over targets")
struct BalancerTests {
  private let start = Instant(secondsSinceEpoch: 1_800_000_000)

  private func balancer(
    _ algorithm: LoadBalancer.Algorithm, _ weights: [Int] = [1, 1, 1], slowStart: Duration = .zero
  ) -> Balancer {
    let names = ["a", "b", "c", "d"]
    return Balancer(
      LoadBalancer(
        algorithm, zip(names, weights).map { LoadBalancer.Target(name: $0, weight: $1) },
        slowStart: slowStart))
  }

  /// Who is chosen how often, in order.
  private func choices(
    _ balancer: inout Balancer, _ count: Int, at now: Instant? = nil, from seed: UInt64 = 1
  )
    -> [String]
  {
    var draws = SplitMix64(seed: seed)
    return (0..<count).compactMap { number in
      balancer.choose(
        for: .init(key: KeyedHash(seed: 3)(Array("\(number)".utf8).span)), draws: &draws,
        now: now ?? start)
    }
  }

  @Test(
    "round robin: by weight, and spread (nginx's example is 5, 1, 1)",
    arguments: [
      ([1, 1, 1], "abcabc"), ([5, 1, 1], "aabacaaaabacaa"), ([2, 1], "abaaba"), ([1], "aaa"),
    ])
  func roundRobin(weights: [Int], order: String) {
    var balancer = balancer(.roundRobin, weights)
    #expect(choices(&balancer, order.count).joined() == order)
  }

  @Test("least connections: the fewest under way for its weight; equals take turns")
  func leastConnections() {
    var balancer = balancer(.leastConnections, [1, 1, 2])
    var counts: [String: Int] = [:]
    var draws = SplitMix64(seed: 1)
    for _ in 0..<40 {
      let name = balancer.choose(for: .init(), draws: &draws, now: start) ?? ""
      balancer.begin(name)
      counts[name, default: 0] += 1
    }
    #expect(counts == ["a": 10, "b": 10, "c": 20])
    for _ in 0..<10 { balancer.end("b", took: nil, at: start) }
    #expect(balancer.active("b") == 0)
    #expect(choices(&balancer, 1) == ["b"])
    var equals = self.balancer(.leastConnections)
    #expect(Set(choices(&equals, 3)) == ["a", "b", "c"])
  }

  @Test("response time: the slow one is left alone, and tried again after a while")
  func responseTime() {
    var balancer = balancer(.responseTime, [1, 1])
    balancer.end("a", took: .milliseconds(500), at: start)
    balancer.end("b", took: .milliseconds(5), at: start)
    #expect(choices(&balancer, 50).allSatisfy { $0 == "b" })
    balancer.begin("b")
    for _ in 0..<150 { balancer.begin("b") }
    #expect(
      choices(&balancer, 50).allSatisfy { $0 == "a" },
      "151 waiting at 5 ms are more than one at 500")
    for _ in 0..<151 {
      balancer.end("b", took: .milliseconds(5), at: start.advanced(bySeconds: 60))
    }
    #expect(choices(&balancer, 50, at: start.advanced(bySeconds: 60)).contains("a"))
  }

  @Test("peak EWMA: up at once, down by the time that passed")
  func peak() throws {
    var average = PeakAverage()
    average.add(10, at: start)
    average.add(1_000, at: start)
    #expect(average.value == 1_000)
    average.add(0, at: start.advanced(bySeconds: 10))
    #expect(abs(try #require(average.value) - 367.88) < 0.01)
    average.add(0, at: start)  // a clock that goes back forgets nothing
    #expect(abs(try #require(average.value) - 367.88) < 0.01)
  }

  @Test("hash: shares by weight, and a target that goes moves its own keys only")
  func hash() {
    var balancer = balancer(.hash, [1, 1, 2])
    let before = choices(&balancer, 4_000)
    #expect(before == choices(&balancer, 4_000, from: 9), "chance has no part in it")
    let share = Double(before.count { $0 == "c" }) / 4_000
    #expect(abs(share - 0.5) < 0.03)
    balancer.setHealthy(false, "b", at: start)
    for (old, new) in zip(before, choices(&balancer, 4_000)) {
      #expect(old == "b" ? new != "b" : new == old)
    }
    balancer.setHealthy(true, "b", at: start)
    #expect(choices(&balancer, 4_000) == before)
  }

  @Test(
    "unhealthy and draining targets get nothing; none healthy: all; tried: no more",
    arguments: LoadBalancer.Algorithm.allCases)
  func eligibility(algorithm: LoadBalancer.Algorithm) {
    var balancer = balancer(algorithm)
    balancer.setHealthy(false, "a", at: start)
    #expect(Set(choices(&balancer, 60)) == ["b", "c"])
    for name in ["b", "c"] { balancer.setHealthy(false, name, at: start) }
    #expect(Set(choices(&balancer, 60)) == ["a", "b", "c"])
    var draws = SplitMix64(seed: 1)
    #expect(balancer.choose(for: .init(), tried: ["a", "b"], draws: &draws, now: start) == "c")
    #expect(
      balancer.choose(for: .init(), tried: ["a", "b", "c"], draws: &draws, now: start) == nil)
    var settings = balancer.settings
    settings.targets[2].isDraining = true
    balancer.reload(settings)
    #expect(!balancer.isHealthy("a"), "what is known outlives a reload")
    #expect(Set(choices(&balancer, 60)) == ["a", "b"])
  }

  @Test("sticky: its target, draining or not, while it is healthy and has not failed the request")
  func sticky() {
    var balancer = balancer(.roundRobin)
    var draws = SplitMix64(seed: 1)
    func choose(_ tried: [String] = []) -> String? {
      balancer.choose(for: .init(sticky: "c"), tried: tried, draws: &draws, now: start)
    }
    #expect((0..<5).allSatisfy { _ in choose() == "c" })
    var settings = balancer.settings
    settings.targets[2].isDraining = true
    balancer.reload(settings)
    #expect(choose() == "c")
    #expect(choose(["c"]) == "a")
    balancer.setHealthy(false, "c", at: start)
    #expect(choose() == "b")
  }

  @Test(
    "slow start: a tenth of the weight at first, all of it in the end",
    arguments: [(0, 0.1), (50, 0.5), (100, 1)])
  func slowStart(seconds: Int64, share: Double) {
    var balancer = balancer(.roundRobin, [1, 1], slowStart: .seconds(100))
    balancer.setHealthy(false, "b", at: start)
    balancer.setHealthy(true, "b", at: start)
    let count = choices(&balancer, 1_100, at: start.advanced(bySeconds: seconds)).count {
      $0 == "b"
    }
    #expect(abs(Double(count) / 1_100 - share / (1 + share)) < 0.01)
  }
}
