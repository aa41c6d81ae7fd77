import Configuration
import Health
import LoadBalancing
import Primitives
import Testing

@testable import Serving

struct TargetGroupTests {
  private let now = Instant(secondsSinceEpoch: 1_000)

  private func group(
    _ algorithm: LoadBalancer.Algorithm = .roundRobin, key: BalancedOrigin.HashKey = .url,
    cookie: String? = nil,
    targets: [String] = ["a", "b", "c"]
  ) -> TargetGroup {
    TargetGroup(
      BalancedOrigin(
        name: "lb", balancer: LoadBalancer(algorithm, targets.map { .init(name: $0) }),
        places: [:], hashKey: key, stickyCookie: cookie), seed: 1)
  }

  private func head(_ fields: String..., target: String = "/") -> [UInt8] {
    Array("GET \(target) HTTP/1.1\r\n\(fields.map { $0 + "\r\n" }.joined())\r\n".utf8)
  }

  private func choose(_ group: TargetGroup, _ head: [UInt8], tried: [String] = []) -> String? {
    group.choose(for: head.span, tried: tried, at: now)
  }

  private func cookie(_ group: TargetGroup, _ target: String, _ head: [UInt8]) -> String? {
    group.cookie(for: target, answering: head.span)
  }

  @Test("those that have failed are left out until all have")
  func tried() {
    let group = group()
    #expect(choose(group, head(), tried: ["a", "c"]) == "b")
    #expect(choose(group, head(), tried: ["a", "b", "c"]) != nil)
  }

  @Test("a health check that fails takes its target out of turn; a target without one stays")
  func health() {
    let group = group()
    let numbers = ["lb/a": 0, "lb/b": 1]
    group.follow(HealthSnapshot(healthy: [false, true]), numbers: numbers, at: now)
    #expect(Set((0..<6).map { _ in choose(group, head()) }) == ["b", "c"])
    group.follow(HealthSnapshot(healthy: [true, true]), numbers: numbers, at: now)
    #expect(Set((0..<6).map { _ in choose(group, head()) }) == ["a", "b", "c"])
  }

  @Test("the sticky cookie brings back; it names nobody and is not set again")
  func sticky() throws {
    let group = group(cookie: "server")
    let line = try #require(cookie(group, "b", head()))
    #expect(line.hasPrefix("server=") && line.hasSuffix("; Path=/; HttpOnly"))
    let pair = String(line.prefix { $0 != ";" })
    #expect(pair != "server=b")
    let back = head("Host: x", "Cookie: a=1; \(pair); b=2")
    #expect((0..<5).allSatisfy { _ in choose(group, back) == "b" })
    #expect(cookie(group, "b", back) == nil)
    // It has failed: another takes its place.
    #expect(choose(group, back, tried: ["b"]) != "b")
    #expect(cookie(group, "a", back) != nil)
    #expect(cookie(group, "a", head("Cookie: server=junk")) != nil)
    #expect(cookie(self.group(), "a", head()) == nil)
  }

  @Test(
    "hash: equal keys go together, others spread",
    arguments: [
      (BalancedOrigin.HashKey.url, "GET", ""), (.address, "X-Forwarded-For", "10.9.9.9, "),
      (.cookie("id"), "Cookie", "x=y; id="), (.header("x-user"), "X-User", ""),
    ])
  func hash(key: BalancedOrigin.HashKey, name: String, prefix: String) {
    let group = group(.hash, key: key)
    let chosen = (0..<40).map { number in
      let head =
        name == "GET"
        ? head(target: "/\(number)") : head("Host: x", "\(name): \(prefix)\(number)", target: "/")
      let first = choose(group, head)
      #expect(choose(group, head) == first)
      return first
    }
    #expect(Set(chosen) == ["a", "b", "c"])
  }

  @Test("without the field the viewer's address counts")
  func fallback() {
    let group = group(.hash, key: .cookie("id"))
    let chosen = (0..<40).map { choose(group, head("X-Forwarded-For: 10.0.0.\($0)")) }
    #expect(Set(chosen) == ["a", "b", "c"])
  }
}
