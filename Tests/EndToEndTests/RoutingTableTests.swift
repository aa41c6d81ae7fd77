import Foundation
import Testing

/// The decision tables of Amazon Route 53 (Developer Guide, API 2013-04-01), row by row, asked by `dig`.
@Suite struct RoutingTableTests {
  /// ` healthCheckId="good"` and so on; nothing for no health check.
  private static func check(_ status: String) -> String {
    status == "-" ? "" : " healthCheckId=\"\(status)\""
  }

  private static func weighted(_ name: String, _ weights: [Int], _ statuses: [String]) -> String {
    zip(weights, statuses).enumerated().map { index, row in
      "\(name) A 192.0.2.\(index + 1) ; AWS routing=\"WEIGHTED\" weight=\(row.0) identifier=\"R\(index + 1)\"\(check(row.1))"
    }.joined(separator: "\n")
  }

  @Test func `Developer Guide, Weighted routing: weights 1, 1, 0 and health`() throws {
    let rows: [(weights: [Int], statuses: [String], expected: [Int])] = [
      ([1, 1, 0], ["bad", "bad", "good"], [3]),
      ([1, 1, 0], ["bad", "bad", "bad"], [1, 2]),
      ([1, 1, 0], ["bad", "good", "bad"], [2]),
      ([1, 1, 0], ["good", "bad", "bad"], [1]),
      ([1, 1, 0], ["good", "good", "good"], [1, 2]),
      ([1, 1, 0], ["good", "good", "bad"], [1, 2]),
      ([1, 1, 0], ["bad", "good", "good"], [2]),
      // R3 without a health check.
      ([1, 1, 0], ["good", "good", "-"], [1, 2]),
      ([1, 1, 0], ["bad", "bad", "-"], [3]),
      ([1, 1, 0], ["bad", "good", "-"], [2]),
      ([1, 1, 0], ["good", "bad", "-"], [1]),
      // All weights zero: each as likely.
      ([0, 0, 0], ["-", "-", "-"], [1, 2, 3]),
      ([0, 0, 0], ["bad", "good", "-"], [2, 3]),
      ([0, 0, 0], ["bad", "bad", "bad"], [1, 2, 3]),
      // UNCONFIRMED there: several of weight zero are as likely.
      ([1, 0, 0], ["bad", "good", "good"], [2, 3]),
      ([1, 0, 0], ["bad", "bad", "bad"], [1]),
    ]
    let zone = rows.enumerated().map { Self.weighted("w\($0)", $1.weights, $1.statuses) }
    let routed = try RoutedLab(zone.joined(separator: "\n"))
    for (index, row) in rows.enumerated() {
      #expect(try routed.seen("w\(index)") == row.expected, "\(row)")
    }
    // The place makes no difference.
    let reply = try routed.ask("w4", from: RoutedLab.seoul)
    #expect(reply.scope == 0 && reply.addresses.count == 1)
  }

  @Test func `API, ResourceRecordSet Failover: the table, with checks that an operator forces`() throws {
    let routed = try RoutedLab(
      """
      both A 192.0.2.1 ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="p"
      both A 192.0.2.2 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s" healthCheckId="s"
      bare A 192.0.2.1 ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="p"
      bare A 192.0.2.2 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      lone A 192.0.2.2 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s" healthCheckId="s"
      """, checks: ["p", "s"])
    let rows: [(primary: String, secondary: String, both: Int, bare: Int)] = [
      ("up", "up", 1, 1), ("up", "down", 1, 1), ("down", "up", 2, 2), ("down", "down", 1, 2),
      ("obey", "obey", 1, 1),
    ]
    for row in rows {
      try routed.force("p", row.primary)
      try routed.force("s", row.secondary)
      try eventually("\(row)") {
        try routed.ask("both").addresses == [row.both] && routed.ask("bare").addresses == [row.bare]
      }
      // UNCONFIRMED there: without a PRIMARY the SECONDARY answers.
      #expect(try routed.ask("lone").addresses == [2])
    }
    #expect(try routed.ask("both", from: RoutedLab.seoul).scope == 0)
  }

  private static func geo(_ name: String, _ statuses: [String]) -> String {
    zip(
      [
        "countryCode=\"US\" subdivisionCode=\"CA\"", "countryCode=\"US\"", "continentCode=\"NA\"",
        "countryCode=\"*\"",
      ], statuses
    ).enumerated().map { index, row in
      "\(name) A 192.0.2.\(index + 1) ; AWS routing=\"GEOLOCATION\" \(row.0) identifier=\"\(index)\"\(check(row.1))"
    }.joined(separator: "\n")
  }

  @Test func `Developer Guide, Geolocation routing: the smallest location, and it climbs`() throws {
    let rows: [(statuses: [String], client: String, expected: [Int], scope: Int)] = [
      (["-", "-", "-", "-"], RoutedLab.california, [1], 16),
      (["-", "-", "-", "-"], RoutedLab.virginia, [2], 16),
      // A state that is not known: the record of the country.
      (["-", "-", "-", "-"], RoutedLab.unitedStates, [2], 16),
      (["-", "-", "-", "-"], RoutedLab.mexico, [3], 16),
      (["-", "-", "-", "-"], RoutedLab.germany, [4], 16),
      (["bad", "good", "good", "good"], RoutedLab.california, [2], 16),
      (["bad", "bad", "good", "good"], RoutedLab.california, [3], 16),
      (["bad", "bad", "bad", "good"], RoutedLab.california, [4], 16),
      // All unhealthy: the smallest of those that match.
      (["bad", "bad", "bad", "bad"], RoutedLab.california, [1], 16),
      (["bad", "bad", "bad", "bad"], RoutedLab.unitedStates, [2], 16),
      (["good", "good", "bad", "bad"], RoutedLab.mexico, [3], 16),
      (["good", "bad", "good", "good"], RoutedLab.unitedStates, [3], 16),
    ]
    let zone =
      rows.enumerated().map { Self.geo("g\($0)", $1.statuses) } + [
        "no A 192.0.2.9 ; AWS routing=\"GEOLOCATION\" continentCode=\"AF\" identifier=\"af\"",
        "no TXT \"beside it\"",
      ]
    let routed = try RoutedLab(zone.joined(separator: "\n"))
    for (index, row) in rows.enumerated() {
      let reply = try routed.ask("g\(index)", from: row.client)
      #expect(reply.addresses == row.expected, "\(row)")
      #expect(reply.scope == row.scope, "\(row)")
    }
    // Addresses on no map get the default.
    #expect(try routed.ask("g0", from: RoutedLab.nowhere).addresses == [4])
    // No default: the name is there, and has nothing for this client.
    #expect(try routed.ask("no", from: RoutedLab.egypt).addresses == [9])
    for client in [RoutedLab.germany, RoutedLab.nowhere] {
      for tcp in [false, true] {
        let reply = try routed.ask("no", from: client, tcp: tcp)
        #expect(reply.code == "NOERROR" && reply.answers.isEmpty && reply.authority == ["SOA"])
      }
    }
  }

  @Test func `Developer Guide, Latency-based routing: the lowest, the next lowest, cn-north-1 inside China`()
    throws
  {
    func records(_ name: String, _ regions: [String], _ statuses: [String]) -> String {
      zip(regions, statuses).enumerated().map { index, row in
        "\(name) A 192.0.2.\(index + 1) ; AWS routing=\"LATENCY\" region=\"\(row.0)\" identifier=\"\(row.0)\"\(Self.check(row.1))"
      }.joined(separator: "\n")
    }
    let world = ["us-east-1", "eu-central-1", "ap-northeast-2"]
    let china = ["ap-northeast-2", "cn-north-1", "cn-northwest-1"]
    let rows: [(regions: [String], statuses: [String], client: String, expected: [Int])] = [
      (world, ["-", "-", "-"], RoutedLab.virginia, [1]), (world, ["-", "-", "-"], RoutedLab.germany, [2]),
      (world, ["-", "-", "-"], RoutedLab.seoul, [3]),
      (world, ["good", "bad", "good"], RoutedLab.germany, [1]),
      (world, ["bad", "bad", "good"], RoutedLab.germany, [3]),
      (world, ["bad", "bad", "bad"], RoutedLab.germany, [2]),
      (china, ["-", "-", "-"], RoutedLab.china, [2]), (china, ["-", "-", "-"], RoutedLab.seoul, [1]),
      (china, ["bad", "good", "bad"], RoutedLab.china, [2]),
      (china, ["bad", "bad", "bad"], RoutedLab.china, [2]),
      // Unhealthy, it is out like any other.
      (china, ["bad", "bad", "good"], RoutedLab.china, [3]),
      // UNCONFIRMED there: no place, the lowest identifier.
      (world, ["-", "-", "-"], RoutedLab.nowhere, [3]),
    ]
    let zone =
      rows.enumerated().map { records("l\($0)", $1.regions, $1.statuses) } + [
        // One record answers for everyone: the place makes no difference.
        records("one", ["sa-east-1"], ["-"])
      ]
    let routed = try RoutedLab(zone.joined(separator: "\n"))
    for (index, row) in rows.enumerated() {
      let reply = try routed.ask("l\(index)", from: row.client)
      #expect(reply.addresses == row.expected, "\(row)")
      if row.client != RoutedLab.nowhere { #expect(reply.scope == 16, "\(row)") }
    }
    #expect(try routed.ask("one", from: RoutedLab.seoul).scope == 0)
  }

  @Test func `Developer Guide, Geoproximity routing: bias, and where the nearest is not the fastest`() throws
  {
    let regions = ["af-south-1", "eu-west-2", "us-east-1", "ap-southeast-1", "sa-east-1"]
    func records(_ name: String, _ policy: (String) -> String) -> String {
      regions.enumerated().map { "\(name) A 192.0.2.\($0 + 1) ; AWS \(policy($1)) identifier=\"\($1)\"" }
        .joined(separator: "\n")
    }
    let routed = try RoutedLab(
      """
      ; 150 km and 100 km from 0 N 0 E.
      bias A 192.0.2.1 ; AWS routing="GEOPROXIMITY" coordinates="1.35,0.00" bias="50" identifier="a"
      bias A 192.0.2.2 ; AWS routing="GEOPROXIMITY" coordinates="-0.90,0.00" identifier="b"
      plain A 192.0.2.1 ; AWS routing="GEOPROXIMITY" coordinates="1.35,0.00" identifier="a"
      plain A 192.0.2.2 ; AWS routing="GEOPROXIMITY" coordinates="-0.90,0.00" identifier="b"
      ; 111 km become 167 km (the guide until 2023: 222 km), against 200 km.
      away A 192.0.2.1 ; AWS routing="GEOPROXIMITY" coordinates="1.00,0.00" bias="-50" identifier="a"
      away A 192.0.2.2 ; AWS routing="GEOPROXIMITY" coordinates="-1.80,0.00" identifier="b"
      ill A 192.0.2.1 ; AWS routing="GEOPROXIMITY" coordinates="1.00,0.00" identifier="a" healthCheckId="bad"
      ill A 192.0.2.2 ; AWS routing="GEOPROXIMITY" coordinates="2.00,0.00" identifier="b" healthCheckId="good"
      ill A 192.0.2.3 ; AWS routing="GEOPROXIMITY" coordinates="3.00,0.00" identifier="c"
      dead A 192.0.2.1 ; AWS routing="GEOPROXIMITY" coordinates="2.00,0.00" identifier="a" healthCheckId="bad"
      dead A 192.0.2.2 ; AWS routing="GEOPROXIMITY" coordinates="1.00,0.00" identifier="b" healthCheckId="bad"
      \(records("near") { "routing=\"GEOPROXIMITY\" awsRegion=\"\($0)\" bias=\"0\"" })
      \(records("fast") { "routing=\"LATENCY\" region=\"\($0)\"" })
      """,
      clients: """
          10.20.0.0/16: {latitude: 0, longitude: 0}
          10.21.0.0/16: {country: NG}
          10.22.0.0/16: {country: KE}
          10.23.0.0/16: {country: EC}
        """)
    for (name, expected) in [("bias", 1), ("plain", 2), ("away", 1), ("ill", 2), ("dead", 2)] {
      let reply = try routed.ask(name, from: "10.20.2.0/24")
      #expect(reply.addresses == [expected] && reply.scope == 16, "\(name) \(reply)")
    }
    // Nigeria: Cape Town against London; Kenya the same; Ecuador: Sao Paulo against Virginia.
    for (client, nearest, fastest) in [
      ("10.21.2.0/24", 1, 2), ("10.22.2.0/24", 1, 2), ("10.23.2.0/24", 5, 3),
    ] {
      #expect(try routed.ask("near", from: client).addresses == [nearest], "\(client)")
      #expect(try routed.ask("fast", from: client).addresses == [fastest], "\(client)")
    }
  }

  @Test func `Developer Guide, IP-based routing: the block that holds the client's prefix, else the default`()
    throws
  {
    func records(_ name: String, _ statuses: [String]) -> String {
      zip(["wide", "narrow", "*"], statuses).enumerated().map { index, row in
        "\(name) A 192.0.2.\(index + 1) ; AWS routing=\"IPBASED\" collection=\"c\" location=\"\(row.0)\" identifier=\"\(index)\"\(Self.check(row.1))"
      }.joined(separator: "\n")
    }
    let routed = try RoutedLab(
      """
      \(records("ip", ["-", "-", "-"]))
      \(records("ill", ["good", "bad", "good"]))
      \(records("worse", ["bad", "bad", "good"]))
      \(records("dead", ["bad", "bad", "bad"]))
      bare A 192.0.2.2 ; AWS routing="IPBASED" collection="c" location="narrow" identifier="n"
      """,
      collections: """
        - Name: c
          Locations:
            - {LocationName: wide, CidrList: [198.51.0.0/16]}
            - {LocationName: narrow, CidrList: [198.51.100.0/24, '2001:db8::/48']}
        """)
    let rows: [(name: String, client: String, expected: [Int], scope: Int)] = [
      ("ip", "198.51.100.0/24", [2], 24), ("ip", "198.51.100.7/32", [2], 24),
      ("ip", "198.51.1.0/24", [1], 18), ("ip", "203.0.113.0/24", [3], 5),
      // The guide's example: a /48 block is not matched by a query that tells /32.
      ("ip", "2001:db8:0:1200::/56", [2], 48), ("ip", "2001:db8::/48", [2], 48),
      ("ip", "2001:db8::/32", [3], 33),
      // UNCONFIRMED there: a wider block next, then the default; all unhealthy, the smallest.
      ("ill", "198.51.100.0/24", [1], 24), ("worse", "198.51.100.0/24", [3], 24),
      ("dead", "198.51.100.0/24", [2], 24),
      ("bare", "198.51.100.0/24", [2], 24), ("bare", "203.0.113.0/24", [], 5),
    ]
    for row in rows {
      let reply = try routed.ask(row.name, from: row.client)
      #expect(reply.code == "NOERROR" && reply.addresses == row.expected, "\(row)")
      #expect(reply.scope == row.scope, "\(row) \(reply)")
      if row.expected.isEmpty { #expect(reply.authority == ["SOA"]) }
    }
  }

  @Test func `Developer Guide, Multivalue answer routing: up to eight healthy records, or unhealthy ones`()
    throws
  {
    func records(_ name: String, _ statuses: [String]) -> String {
      statuses.enumerated().map { index, status in
        "\(name) \(30 + index) A 192.0.2.\(index + 1) ; AWS routing=\"MULTIVALUE\" identifier=\"\(index)\"\(Self.check(status))"
      }.joined(separator: "\n")
    }
    let routed = try RoutedLab(
      [
        records("many", Array(repeating: "-", count: 12)),
        records("eight", Array(repeating: "good", count: 8)),
        records("some", ["bad", "good", "-", "bad", "good"]),
        records("none", Array(repeating: "bad", count: 5)),
        records("manybad", Array(repeating: "bad", count: 12)),
      ].joined(separator: "\n"))
    var subsets: Set<[Int]> = []
    try eventually("different subsets of twelve, and each record in one of them") {
      let reply = try routed.ask("many")
      #expect(Set(reply.addresses).count == 8)
      subsets.insert(reply.addresses)
      return subsets.count > 3 && Set(subsets.joined()).count == 12
    }
    #expect(try routed.ask("eight").addresses == Array(1...8))
    #expect(try routed.ask("some").addresses == [2, 3, 5])
    #expect(try routed.ask("none").addresses == Array(1...5))
    #expect(try Set(routed.ask("manybad").addresses).count == 8)
    // One RRset has one TTL (RFC 2181 section 5.2): the lowest.
    let reply = try routed.ask("some", from: RoutedLab.seoul)
    #expect(reply.answers.allSatisfy { $0.hasPrefix("some.r53.test. 31 A ") }, "\(reply)")
    #expect(reply.scope == 0)
  }
}
