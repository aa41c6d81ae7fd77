import Configuration
import LoadBalancing
import Testing

@Suite("loadBalancers of origins.yaml")
struct LoadBalancerTests {
  private func load(_ balancers: String) throws -> (configuration: LabConfiguration?, messages: [String]) {
    try Lab([
      "pops.yaml": Lab.pops, "site/index.html": "hello",
      "origins.yaml": "loadBalancers: [\(balancers)]\norigins: [{name: a.test, directory: site}]",
    ]).load()
  }

  @Test func accepts() throws {
    let (configuration, messages) = try load(
      """
      {name: LB.test, algorithm: hash, hashKey: {cookie: id}, stickyCookie: server, slowStart: 30s, \
      healthCheck: {ResourcePath: /up, RequestInterval: 10, FailureThreshold: 2}, \
      targets: [a.test, {name: "[::1]:81", weight: 3}, {name: b.test, draining: true}]}, \
      {name: plain.test, targets: [a.test]}
      """)
    #expect(messages == [])
    let balancers = try #require(configuration?.balancers)
    #expect(balancers.map(\.name) == ["lb.test", "plain.test"])
    #expect(balancers[0].hashKey == .cookie("id") && balancers[0].stickyCookie == "server")
    #expect(
      balancers[0].balancer
        == LoadBalancer(
          .hash,
          [
            .init(name: "a.test"), .init(name: "[::1]:81", weight: 3),
            .init(name: "b.test", isDraining: true),
          ], slowStart: .seconds(30)))
    let check = try #require(balancers[0].check(of: "[::1]:81"))
    #expect(check.target == "http://[::1]:81/up" && check.requestInterval == 10)
    #expect(balancers[0].check(of: "b.test")?.target == "http://b.test:80/up")
    #expect(balancers[1].balancer.algorithm == .roundRobin && balancers[1].check(of: "a.test") == nil)
  }

  @Test(
    "refused",
    arguments: [
      ("{name: a.test, targets: [b.test]}", "name 'a.test' is already used at"),
      ("{name: l.test}", "loadBalancers[0] lacks the required key 'targets'"),
      ("{name: l.test, targets: []}", "targets has 0 elements; 1 to 1000 are allowed"),
      ("{name: l.test, targets: [a.test, A.test]}", "target 'a.test' is already used at"),
      ("{name: l.test, targets: [l.test]}", "'l.test' is a load balancer; a target is a server"),
      (
        "{name: l.test, targets: [\"a.test:80\"]}",
        "'a.test' is a built-in origin, which has a port of its own"
      ),
      (
        "{name: l.test, targets: [a/b]}",
        "targets[0] is 'a/b'; expected a built-in origin, an address or a host name, with or without a port"
      ),
      ("{name: l.test, targets: [{name: a.test, weight: 0}]}", "weight is 0; it must be in 1 to 1000"),
      (
        "{name: l.test, targets: [{name: a.test, draining: true}]}",
        "all targets are draining; at least one must take new clients"
      ),
      (
        "{name: l.test, targets: [a.test], algorithm: random}",
        "algorithm is 'random'; it must be 'round-robin', 'least-connections', 'response-time' or 'hash'"
      ),
      ("{name: l.test, targets: [a.test], hashKey: url}", "hashKey goes with 'algorithm: hash'"),
      (
        "{name: l.test, targets: [a.test], algorithm: hash, hashKey: {cookie: a, header: b}}",
        "hashKey must have either cookie or header"
      ),
      (
        "{name: l.test, targets: [a.test], stickyCookie: \"a b\"}",
        "stickyCookie is 'a b'; expected a cookie's name"
      ),
      (
        "{name: l.test, targets: [a.test], slowStart: 16m}",
        "slowStart is '16m'; expected a duration such as 30s, at most 15m"
      ),
      (
        "{name: l.test, targets: [a.test], healthCheck: {Type: CALCULATED}}",
        "Type is 'CALCULATED'; a target is asked: HTTP, HTTPS, TCP or ..._STR_MATCH"
      ),
      (
        "{name: l.test, targets: [a.test], healthCheck: {RequestInterval: 15}}",
        "RequestInterval is 15; it must be 10 or 30"
      ),
      (
        "{name: l.test, targets: [a.test], healthCheck: {IPAddress: 192.0.2.1}}",
        "unknown key 'IPAddress' in healthCheck"
      ),
    ])
  func refuses(balancer: String, message: String) throws {
    let (configuration, messages) = try load(balancer)
    #expect(configuration == nil)
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }
}
