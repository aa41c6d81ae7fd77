import Geo
import Primitives
import Testing
import Zones

@testable import Routing

/// Trees of aliases (Route 53 Developer Guide, "How health checks work in complex configurations").
@Suite struct DecisionTreeTests {
  static func tree(_ evaluate: Bool = true, healthCheck: String = "") -> String {
    """
    www AWS ALIAS A us $self \(evaluate) ; AWS routing="LATENCY" region="us-east-1" identifier="us"\(healthCheck)
    www AWS ALIAS A ap $self true ; AWS routing="LATENCY" region="ap-southeast-2" identifier="ap"
    us 30 A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="h1"
    us 30 A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 identifier="2" healthCheckId="h2"
    ap 90 A 192.0.2.3 ; AWS routing="WEIGHTED" weight=1 identifier="3" healthCheckId="h3"
    ap 90 A 192.0.2.4 ; AWS routing="WEIGHTED" weight=1 identifier="4" healthCheckId="h4"
    """
  }

  @Test(
    arguments: [
      (true, [], [1, 2]), (true, ["h1"], [2]),
      // Back out of us-east-1.
      (true, ["h1", "h2"], [3, 4]), (true, ["h1", "h2", "h3"], [4]),
      // Stuck at the root: it chooses us-east-1 again, and that one of its own.
      (true, ["h1", "h2", "h3", "h4"], [1, 2]),
      // EvaluateTargetHealth false: never left.
      (false, ["h1", "h2"], [1, 2]), (false, ["h1"], [2]), (false, ["h1", "h2", "h3", "h4"], [1, 2]),
    ] as [(Bool, Set<String>, [Int])])
  func `the worked example: latency aliases onto weighted records`(
    evaluate: Bool, bad: Set<String>, expected: [Int]
  ) throws {
    let zone = try RoutedZone(Self.tree(evaluate))
    #expect(try zone.answers("www", at: Client.virginia, bad: bad) == expected)
  }

  @Test func `an alias with a health check and EvaluateTargetHealth needs both`() throws {
    let zone = try RoutedZone(Self.tree(healthCheck: " healthCheckId=\"h9\""))
    #expect(try zone.answers("www", at: Client.virginia) == [1, 2])
    #expect(try zone.answers("www", at: Client.virginia, bad: ["h9"]) == [3, 4])
    #expect(try zone.answers("www", at: Client.virginia, bad: ["h1", "h2"]) == [3, 4])
    // All branches are bad: us-east-1 again, and in it the record that is healthy.
    #expect(try zone.answers("www", at: Client.virginia, bad: ["h9", "h1", "h3", "h4"]) == [2])
  }

  @Test func `the TTL is the target's, the scope that of the place, the trail tells`() throws {
    let zone = try RoutedZone(Self.tree())
    let decision = try zone.decide("www", at: Client.virginia, bad: ["h1", "h2", "h3"])
    #expect(decision.ttlSeconds == 90)
    #expect(decision.scopePrefixLength == 20)
    #expect(decision.stepCount == 2)
    let text = decision.summary(in: zone.zone)
    #expect(text.hasPrefix("LATENCY www.example.com. 'ap': lowest latency, "))
    #expect(text.contains(" ms, 1 unhealthy left out > WEIGHTED ap.example.com. '4': weight 1 of "))
    let stuck = try zone.decide("www", at: Client.virginia, bad: ["h1", "h2", "h3", "h4"])
    #expect(stuck.steps[0].failedOpen)
    #expect(stuck.steps[1].failedOpen)
    // The place makes no difference below.
    #expect(try zone.decide("us", at: Client.virginia).scopePrefixLength == 0)
  }

  @Test func `a leaf without a health check makes its branch healthy for ever`() throws {
    let zone = try RoutedZone(
      """
      www AWS ALIAS A one $self true ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p"
      www A 192.0.2.9 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      one A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="h1"
      one A 192.0.2.2 ; AWS routing="WEIGHTED" weight=0 identifier="2"
      """)
    #expect(try zone.answers("www", bad: ["h1"]) == [2])
    #expect(zone.warnings.contains { $0.message.contains("PRIMARY is always healthy") })
  }

  @Test func `three levels: geolocation, failover, weighted, and a plain alias in front`() throws {
    let zone = try RoutedZone(
      """
      go AWS ALIAS A root $self true
      root AWS ALIAS A eu $self true ; AWS routing="GEOLOCATION" continentCode="EU" identifier="eu"
      root AWS ALIAS A us $self true ; AWS routing="GEOLOCATION" countryCode="*" identifier="other"
      eu AWS ALIAS A eu-main $self true ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p"
      eu AWS ALIAS A us $self true ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      eu-main A 192.0.2.1 ; AWS routing="WEIGHTED" weight=3 identifier="1" healthCheckId="h1"
      eu-main A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 identifier="2" healthCheckId="h2"
      us A 192.0.2.3 ; AWS routing="SIMPLE" healthCheckId="h3"
      """)
    #expect(try zone.answers("go", at: Client.germany) == [1, 2])
    #expect(try zone.answers("go", at: Client.seoul) == [3])
    #expect(try zone.answers("go", at: Client.germany, bad: ["h1", "h2"]) == [3])
    #expect(try zone.answers("go", at: Client.germany, bad: ["h1", "h2", "h3"]) == [1, 2])
    #expect(try zone.answers("go", at: Client.seoul, bad: ["h3"]) == [3])
    #expect(try zone.decide("go", at: Client.germany).stepCount == 4)
  }

  @Test func `UNCONFIRMED: a branch without a record for the place is left if its health is evaluated`()
    throws
  {
    func zone(_ evaluate: Bool) throws -> RoutedZone {
      try RoutedZone(
        """
        www AWS ALIAS A geo $self \(evaluate) ; AWS routing="LATENCY" region="us-east-1" identifier="geo"
        www A 192.0.2.2 ; AWS routing="LATENCY" region="ap-southeast-2" identifier="rest" healthCheckId="h2"
        geo A 192.0.2.1 ; AWS routing="GEOLOCATION" countryCode="DE" identifier="de"
        """)
    }
    #expect(try zone(true).answers("www", at: Client.virginia) == [2])
    #expect(try zone(true).answers("www", at: Client.virginia, bad: ["h2"]) == [2])
    #expect(try zone(false).decide("www", at: Client.virginia).outcome == .noMatch)
    #expect(try zone(true).answers("www", at: Client.germany) == [1])
  }

  @Test func `fail-closed in a branch that is never left`() throws {
    var settings = RoutingSettings()
    settings.fallback = .failClosed
    let zone = try RoutedZone(Self.tree(false))
    let decision = try zone.decide("www", at: Client.virginia, bad: ["h1", "h2"], settings: settings)
    #expect(decision.outcome == .allUnhealthy)
  }

  @Test func `a tree of which nothing is healthy ends within its tries`() throws {
    // 100 aliases onto 100 aliases onto 20 records each way: 200,000 endpoints.
    var lines = ""
    for number in 1...100 {
      lines += "top AWS ALIAS A mid $self true ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"\(number)\"\n"
      lines +=
        "mid AWS ALIAS A leaf $self true ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"\(number)\"\n"
      lines +=
        "leaf A 192.0.2.\(number) ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"\(number)\" healthCheckId=\"h\(number)\"\n"
    }
    let zone = try RoutedZone(lines)
    #expect(zone.answer(try zone.decide("top", bad: Set((1...100).map { "h\($0)" }))).count == 1)
    #expect(zone.answer(try zone.decide("top", bad: Set((2...100).map { "h\($0)" }))) == [1])
  }
}

extension DecisionTreeTests {
  @Test func `every candidate can be enumerated beside the choice`() throws {
    let zone = try RoutedZone(Self.tree())
    let root = try zone.decide("www", at: Client.virginia).steps[0].group
    let client = try #require(IPPrefix("192.0.2.1/32"))
    let table = zone.table.assessments(
      ofGroup: root, in: zone.zone, client: client, map: zone.map(Client.virginia),
      health: zone.health(bad: ["h3", "h4"]),
      settings: RoutingSettings())
    // In the order of identifiers: ap, us.
    #expect(table.map(\.isHealthy) == [false, true])
    #expect(table.map(\.isCheckHealthy) == [true, true])
    let milliseconds = table.map { assessment in
      if case .lowestLatency(let milliseconds) = assessment.reason { milliseconds } else { -1 }
    }
    #expect(milliseconds[0] > milliseconds[1])
  }

  @Test func `the trail is that of the branch taken, however many were left`() throws {
    let zone = try RoutedZone(
      """
      www AWS ALIAS A via $self true ; AWS routing="LATENCY" region="us-east-1" identifier="a"
      www AWS ALIAS A ap $self true ; AWS routing="LATENCY" region="ap-southeast-2" identifier="b"
      via AWS ALIAS A geo $self true
      geo A 192.0.2.1 ; AWS routing="GEOLOCATION" countryCode="DE" identifier="de"
      ap A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="h2"
      """)
    for bad in [[], ["h2"]] as [Set<String>] {
      let decision = try zone.decide("www", at: Client.virginia, bad: bad)
      #expect(zone.answer(decision) == [2])
      #expect(decision.stepCount == 2)
      #expect(
        decision.summary(of: decision.steps[1], in: zone.zone).hasPrefix("WEIGHTED ap.example.com. '1'"))
    }
  }
}
