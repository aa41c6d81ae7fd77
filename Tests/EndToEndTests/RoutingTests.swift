import Testing

/// The example zones of routing policies, asked by `dig`.
@Suite struct RoutingTests {
  let lab: LabProcess
  init() throws { lab = try LabProcess() }

  @Test(arguments: [
    // zones/clients.yaml: 10.1 Seoul, 10.5 Frankfurt, 10.7 New York, 10.8 California.
    ("latency.policies.example", "10.1.0.0/24", ["192.0.2.22"]),
    ("latency.policies.example", "10.5.0.0/24", ["192.0.2.21"]),
    ("latency.policies.example", "10.7.0.0/24", ["192.0.2.20"]),
    ("geo.policies.example", "10.8.0.0/24", ["192.0.2.30"]),
    ("geo.policies.example", "10.7.0.0/24", ["192.0.2.31"]),
    ("geo.policies.example", "10.1.0.0/24", ["192.0.2.32", "192.0.2.33"]),
    ("geo.policies.example", "10.5.0.0/24", ["192.0.2.34"]),
    ("near.policies.example", "10.6.0.0/24", ["192.0.2.40"]),
    ("failover.policies.example", "10.1.0.0/24", ["192.0.2.50"]),
    ("multi.policies.example", "10.1.0.0/24", ["192.0.2.60", "192.0.2.61", "192.0.2.62"]),
    ("network.policies.example", "10.1.7.0/24", ["192.0.2.70"]),
    ("network.policies.example", "10.1.8.0/24", ["192.0.2.71"]),
    ("network.policies.example", "10.2.0.0/24", ["192.0.2.72"]),
    ("www.tree.example", "10.5.0.0/24", ["192.0.2.92"]),
    ("no-such-name.tree.example", "10.5.0.0/24", ["192.0.2.92"]),
  ])
  func `every policy answers over UDP and TCP`(name: String, subnet: String, expected: [String]) throws {
    #expect(try lab.answers("+short", name, "A", "+subnet=\(subnet)").sorted() == expected)
    #expect(try lab.answers("+short", name, "A", "+subnet=\(subnet)", "+tcp").sorted() == expected)
  }

  @Test func `weights are drawn anew for each query`() throws {
    var seen: Set<String> = []
    try eventually("both records have been drawn") {
      seen.formUnion(try lab.answers("+short", "weighted.policies.example", "A"))
      return seen.count == 2
    }
    #expect(seen == ["192.0.2.10", "192.0.2.11"])
  }

  @Test func `RFC 7871: the scope is that of the place, 0 where it makes no difference`() throws {
    func scope(_ name: String) throws -> Bool {
      try lab.dig(name, "A", "+subnet=10.5.0.0/24").contains("CLIENT-SUBNET: 10.5.0.0/24/0")
    }
    #expect(try !scope("latency.policies.example"))
    #expect(try scope("weighted.policies.example"))
  }
}
