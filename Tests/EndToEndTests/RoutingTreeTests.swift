import Foundation
import Testing

/// Trees of aliases, CNAMEs and wildcards with policies (Route 53 Developer Guide), asked by `dig`.
@Suite struct RoutingTreeTests {
  private static func leaves(_ name: String, _ ttl: Int, _ statuses: [String], from first: Int) -> String {
    statuses.enumerated().map { index, status in
      "\(name) \(ttl) A 192.0.2.\(first + index) ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"\(index)\""
        + (status == "-" ? "" : " healthCheckId=\"\(status)\"")
    }.joined(separator: "\n")
  }

  @Test func `complex configurations, the worked example, with EvaluateTargetHealth true and false`() throws {
    let rows: [(evaluate: Bool, check: String, us: [String], ap: [String], expected: [Int])] = [
      (true, "", ["good", "good"], ["good", "good"], [1, 2]),
      (true, "", ["bad", "good"], ["good", "good"], [2]),
      // Leaf 1 is bad, leaf 2 is bad: back out, to the next best Region.
      (true, "", ["bad", "bad"], ["good", "good"], [3, 4]),
      (true, "", ["bad", "bad"], ["bad", "good"], [4]),
      (true, "", ["bad", "bad"], ["bad", "bad"], [1, 2]),
      // False: never backed out of.
      (false, "", ["bad", "bad"], ["good", "good"], [1, 2]),
      (false, "", ["bad", "good"], ["good", "good"], [2]),
      // A leaf without a health check makes its branch healthy for ever.
      (true, "", ["bad", "-"], ["good", "good"], [2]),
      // A health check on the alias and EvaluateTargetHealth: both must pass.
      (true, "bad", ["good", "good"], ["good", "good"], [3, 4]),
      (true, "good", ["bad", "bad"], ["good", "good"], [3, 4]),
      (true, "good", ["good", "bad"], ["good", "good"], [1]),
      (false, "bad", ["good", "good"], ["good", "good"], [3, 4]),
    ]
    let zone = rows.enumerated().map { index, row in
      """
      t\(index) AWS ALIAS A us\(index) $self \(row.evaluate) ; AWS routing="LATENCY" region="us-east-1" identifier="us"\(row.check.isEmpty ? "" : " healthCheckId=\"\(row.check)\"")
      t\(index) AWS ALIAS A ap\(index) $self true ; AWS routing="LATENCY" region="ap-southeast-2" identifier="ap"
      \(Self.leaves("us\(index)", 30, row.us, from: 1))
      \(Self.leaves("ap\(index)", 90, row.ap, from: 3))
      """
    }
    let routed = try RoutedLab(zone.joined(separator: "\n"))
    for (index, row) in rows.enumerated() {
      #expect(try routed.seen("t\(index)", from: RoutedLab.virginia) == row.expected, "\(row)")
    }
    // The TTL is that of the target, and the name the one asked for.
    let near = try routed.ask("t0", from: RoutedLab.virginia)
    #expect(near.answers.allSatisfy { $0.hasPrefix("t0.r53.test. 30 A ") } && near.scope == 16, "\(near)")
    let far = try routed.ask("t2", from: RoutedLab.virginia, tcp: true)
    #expect(far.answers.allSatisfy { $0.hasPrefix("t2.r53.test. 90 A ") } && far.scope == 16, "\(far)")
  }

  @Test func `three levels: geolocation onto failover onto weighted records`() throws {
    let routed = try RoutedLab(
      """
      root AWS ALIAS A eu $self true ; AWS routing="GEOLOCATION" continentCode="EU" identifier="eu"
      root AWS ALIAS A rest $self true ; AWS routing="GEOLOCATION" countryCode="*" identifier="rest"
      eu AWS ALIAS A main $self true ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p"
      eu AWS ALIAS A rest $self true ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      main A 192.0.2.1 ; AWS routing="WEIGHTED" weight=3 identifier="1" healthCheckId="one"
      main A 192.0.2.2 ; AWS routing="WEIGHTED" weight=1 identifier="2" healthCheckId="two"
      rest 45 A 192.0.2.3 ; AWS routing="SIMPLE" healthCheckId="three"
      @ AWS ALIAS A root $self true
      * AWS ALIAS A r53.test. $self true
      """, checks: ["one", "two", "three"])
    func check(_ down: [String], germany: [Int], seoul: [Int]) throws {
      for name in ["one", "two", "three"] { try routed.force(name, down.contains(name) ? "down" : "up") }
      try eventually("\(down) are down") { try routed.seen("root", from: RoutedLab.germany) == germany }
      #expect(try routed.seen("root", from: RoutedLab.seoul) == seoul, "\(down)")
      // By the apex and the wildcard above it: the guide's way to have every name answer as the apex does.
      #expect(try routed.seen("no.such.name", from: RoutedLab.germany) == germany, "\(down)")
    }
    try check([], germany: [1, 2], seoul: [3])
    try check(["one"], germany: [2], seoul: [3])
    try check(["one", "two"], germany: [3], seoul: [3])
    try check(["three"], germany: [1, 2], seoul: [3])
    try check(["one", "two", "three"], germany: [1, 2], seoul: [3])
  }

  @Test func `wildcards carry any policy, exact names win, a name of another type below is no data`() throws {
    let routed = try RoutedLab(
      """
      *.w A 192.0.2.1 ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="bad"
      *.w A 192.0.2.2 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      *.g A 192.0.2.3 ; AWS routing="GEOLOCATION" countryCode="KR" identifier="kr"
      *.g A 192.0.2.4 ; AWS routing="GEOLOCATION" countryCode="*" identifier="d"
      *.m A 192.0.2.5 ; AWS routing="MULTIVALUE" identifier="1"
      *.m A 192.0.2.6 ; AWS routing="MULTIVALUE" identifier="2"
      exact.w A 192.0.2.7
      text.w TXT "here"
      """)
    #expect(try routed.ask("a.w").answers == ["a.w.r53.test. 60 A 192.0.2.2"])
    // It covers deeper names too.
    #expect(try routed.ask("a.b.c.w").addresses == [2])
    #expect(try routed.ask("exact.w").addresses == [7])
    let text = try routed.ask("text.w")
    #expect(text.code == "NOERROR" && text.answers.isEmpty && text.authority == ["SOA"])
    #expect(try routed.ask("a.g", from: RoutedLab.seoul).addresses == [3])
    #expect(try routed.ask("a.g", from: RoutedLab.germany).addresses == [4])
    #expect(try routed.ask("a.m").addresses == [5, 6])
    #expect(try routed.ask("x.g", from: RoutedLab.seoul).scope == 16)
    #expect(try routed.ask("no-such-name").code == "NXDOMAIN")
  }

  @Test func `CNAME records carry policies, and an alias of type CNAME leads to a CNAME record`() throws {
    let routed = try RoutedLab(
      """
      cn 30 CNAME kr.example. ; AWS routing="GEOLOCATION" countryCode="KR" identifier="kr"
      cn 40 CNAME here ; AWS routing="GEOLOCATION" countryCode="*" identifier="d"
      here 50 A 192.0.2.1
      fo CNAME a.example. ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="bad"
      fo CNAME b.example. ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      we CNAME a.example. ; AWS routing="WEIGHTED" weight=1 identifier="a" healthCheckId="bad"
      we CNAME b.example. ; AWS routing="WEIGHTED" weight=1 identifier="b"
      al AWS ALIAS CNAME cn $self true
      to AWS ALIAS CNAME fo $self true ; AWS routing="WEIGHTED" weight=1 identifier="a"
      """)
    #expect(try routed.ask("cn", from: RoutedLab.seoul).answers == ["cn.r53.test. 30 CNAME kr.example."])
    #expect(
      try routed.ask("cn", from: RoutedLab.germany).answers == [
        "cn.r53.test. 40 CNAME here.r53.test.", "here.r53.test. 50 A 192.0.2.1",
      ])
    #expect(try routed.ask("fo").answers == ["fo.r53.test. 60 CNAME b.example."])
    #expect(try routed.ask("we", "CNAME").answers == ["we.r53.test. 60 CNAME b.example."])
    // The alias itself never shows: its own name, the target's TTL.
    for type in ["A", "AAAA", "CNAME"] {
      #expect(
        try routed.ask("al", type, from: RoutedLab.seoul).answers == ["al.r53.test. 30 CNAME kr.example."])
    }
    let followed = try routed.ask("al", from: RoutedLab.germany)
    #expect(
      followed.answers == ["al.r53.test. 40 CNAME here.r53.test.", "here.r53.test. 50 A 192.0.2.1"])
    #expect(followed.scope == 16)
    #expect(try routed.ask("to").answers == ["to.r53.test. 60 CNAME b.example."])
  }

  @Test func `TTL rules: free for each record, but one for all of a weighted group; 0 is allowed`() throws {
    let routed = try RoutedLab(
      """
      lat 7 A 192.0.2.1 ; AWS routing="LATENCY" region="us-east-1" identifier="us"
      lat 8 A 192.0.2.2 ; AWS routing="LATENCY" region="eu-central-1" identifier="eu"
      zero 0 A 192.0.2.3 ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="good"
      zero 9 A 192.0.2.4 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s"
      mix 20 A 192.0.2.5 ; AWS routing="WEIGHTED" weight=0 identifier="1" healthCheckId="bad"
      mix AWS ALIAS A far $self true ; AWS routing="WEIGHTED" weight=1 identifier="2"
      far 77 A 192.0.2.6
      """)
    #expect(try routed.ask("lat", from: RoutedLab.virginia).answers == ["lat.r53.test. 7 A 192.0.2.1"])
    #expect(try routed.ask("lat", from: RoutedLab.germany).answers == ["lat.r53.test. 8 A 192.0.2.2"])
    #expect(try routed.ask("zero").answers == ["zero.r53.test. 0 A 192.0.2.3"])
    #expect(try routed.ask("mix").answers == ["mix.r53.test. 77 A 192.0.2.6"])
    // Negative answers: min(SOA MINIMUM, SOA TTL).
    #expect(try routed.lab.dig("none.r53.test", "A").contains("r53.test.\t\t60\tIN\tSOA\t"))
  }

  @Test func `the same seed gives ten thousand queries the same answers, and the shares are the weights`()
    throws
  {
    let zone = """
      w A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1"
      w A 192.0.2.2 ; AWS routing="WEIGHTED" weight=3 identifier="2"
      """
    func sequence() throws -> [UInt8] {
      // One worker: the kernel shares queries out among several by the client's port.
      let routed = try RoutedLab(zone, ["--workers", "1"])
      let client = try UDPClient(port: routed.lab.dnsPort())
      var answers: [UInt8] = []
      for number in 0..<10_000 {
        let question: [UInt8] = [1, 0x77, 3, 0x72, 0x35, 0x33, 4, 0x74, 0x65, 0x73, 0x74, 0, 0, 1, 0, 1]
        client.send([UInt8(number >> 8), UInt8(number & 0xFF), 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + question)
        answers.append(try #require(client.receive().last))
      }
      return answers
    }
    let first = try sequence()
    #expect(try sequence() == first)
    // Chi-square with one degree of freedom; the critical value at 0.001.
    let ones = Double(first.count { $0 == 1 })
    #expect((ones - 2500) * (ones - 2500) / 2500 * 4 / 3 < 10.828)
    #expect(Set(first) == [1, 2])
  }
}
