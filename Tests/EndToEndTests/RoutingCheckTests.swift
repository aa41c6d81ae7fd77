import Foundation
import Testing

/// `edgesim check` refuses what the Route 53 API refuses, in its words and at the line, and warns of what it would let pass.
@Suite struct RoutingCheckTests {
  private static func weighted(_ identifier: String, _ weight: Int = 1) -> String {
    "; AWS routing=\"WEIGHTED\" weight=\(weight) identifier=\"\(identifier)\""
  }

  private static func failover(_ role: String, _ check: String = "") -> String {
    "; AWS routing=\"FAILOVER\" failover=\"\(role)\" identifier=\"\(role)\"\(check)"
  }

  /// Checks a zone of these records, which begin at line 5.
  private func check(
    _ records: String, checks: String = "{good: {Type: TCP, IPAddress: 192.0.2.1, Port: 80}}"
  ) throws
    -> (status: Int32, lines: [String])
  {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-check-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let zone = "$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n\(records)\n"
    for (name, text) in [
      "r53.test.zone": zone, "health-checks.yaml": "HealthChecks: \(checks)\n",
      "cidr-collections.yaml": "[{Name: c, Locations: [{LocationName: l, CidrList: [10.0.0.0/8]}]}]\n",
    ] { try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8) }
    let command = try Command(LabProcess.program.path, ["check", "--zones", directory.path])
    let text = (command.output + command.errors).replacingOccurrences(of: directory.path + "/", with: "")
    return (command.status, text.split(separator: "\n").map(String.init))
  }

  @Test func `InvalidChangeBatch and InvalidInput, in the API's words`() throws {
    let w = Self.weighted
    let rows: [(records: String, place: String, message: String)] = [
      (
        "a A 192.0.2.1\na A 192.0.2.2 \(w("1", 1))", "5",
        "RRSet with DNS name a.r53.test., type A cannot be created as other RRSets exist with the same name and type"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"LATENCY\" region=\"us-east-1\" identifier=\"1\"\na A 192.0.2.2 \(w("2", 1))",
        "6",
        "RRSet with DNS name a.r53.test., type A, SetIdentifier 2 cannot be created as a non-weighted set exists with the same name and type"
      ),
      (
        "a 60 A 192.0.2.1 \(w("1", 1))\na 90 A 192.0.2.2 \(w("2", 1))", "6",
        "RRSet with DNS name a.r53.test., type A, SetIdentifier 2 cannot be created as weighted sets must contain the same TTL"
      ),
      (
        "a A 192.0.2.1 \(Self.failover("PRIMARY"))", "5",
        "A non-alias primary ResourceRecordSet must have an associated health check"
      ),
      (
        "@ CNAME b \(w("1", 1))", "5",
        "RRSet of type CNAME with DNS name r53.test. is not permitted at apex in zone r53.test."
      ),
      (
        "a CNAME b \(w("1", 1))\na TXT \"x\"", "5",
        "RRSet of type TXT with DNS name a.r53.test. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone r53.test."
      ),
      (
        "a.other.test. A 192.0.2.1 \(w("1", 1))", "5",
        "RRSet with DNS name a.other.test. is not permitted in zone r53.test."
      ),
      (
        "a AWS ALIAS A ns1 $self true \(w("1", 1))\na AWS ALIAS A ns1 $self true \(w("1", 1))", "6",
        "Tried to create resource record set [name='a.r53.test.', type='A', set identifier='1'] but it already exists"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"WEIGHTED\" weight=1", "5:",
        "InvalidInput: Invalid request: Missing field 'SetIdentifier'"
      ),
      (
        "a A 192.0.2.1 \(w("1", 1))\na AWS ALIAS A ns1 $self true \(w("1", 1))", "6",
        "InvalidInput: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"1\" healthCheckId=\"gone\"", "5",
        "there is no health check with the id 'gone'"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"IPBASED\" collection=\"d\" location=\"*\" identifier=\"1\"", "5",
        "there is no CIDR collection 'd'"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"IPBASED\" collection=\"c\" location=\"m\" identifier=\"1\"", "5",
        "CIDR collection 'c' has no location 'm'"
      ),
      (
        "a AWS ALIAS A missing $self true", "5",
        "alias target missing.r53.test. has no A record in zone r53.test."
      ),
      ("a AWS ALIAS A b $self true\nb AWS ALIAS A a $self true", "5", "in a circle"),
      (
        "@ AWS ALIAS CNAME b $self true\nb CNAME c", "5",
        "RRSet of type CNAME with DNS name r53.test. is not permitted at apex"
      ),
      ("a NS b \(w("1", 1))", "5", "has no routing policy"),
      (
        "a AWS ALIAS A ns1 $self true ; AWS routing=\"MULTIVALUE\" identifier=\"1\"", "5",
        "a multivalue answer record cannot be an alias"
      ),
      (
        "a AWS ALIAS A ns1 $self false \(Self.failover("SECONDARY"))", "5",
        "a failover alias must set EvaluateTargetHealth to true"
      ),
    ]
    for row in rows {
      let (status, lines) = try check(row.records)
      #expect(status == 2, "\(row)")
      #expect(
        lines.contains { $0.hasPrefix("r53.test.zone:\(row.place)") && $0.contains(row.message) },
        "\(row)\n\(lines)")
    }
  }

  @Test func `legal and surprising: a warning, and the zone is served`() throws {
    let rows: [(records: String, message: String)] = [
      (
        "a AWS ALIAS A b $self true \(Self.failover("PRIMARY"))\nb A 192.0.2.1 \(Self.weighted("1"))",
        "a record below b.r53.test. has no health check"
      ),
      (
        "a AWS ALIAS A b $self false \(Self.weighted("1"))\nb A 192.0.2.1 \(Self.weighted("1"))",
        "EvaluateTargetHealth is false: this branch is never left"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"GEOLOCATION\" continentCode=\"EU\" identifier=\"1\"",
        "no default location '*'"
      ),
      (
        "a A 192.0.2.1 ; AWS routing=\"IPBASED\" collection=\"c\" location=\"l\" identifier=\"1\"",
        "no default location '*'"
      ),
      ("a A 192.0.2.1 \(Self.weighted("1", 0))\na A 192.0.2.2 \(Self.weighted("2", 0))", "all weights are 0"),
    ]
    for row in rows {
      let (status, lines) = try check(row.records)
      #expect(status == 0, "\(row)\n\(lines)")
      #expect(
        lines.contains {
          $0.hasPrefix("r53.test.zone:5:") && $0.contains("warning: ") && $0.contains(row.message)
        }, "\(row)\n\(lines)")
    }
    let (status, lines) = try check("a AWS ALIAS CNAME b $self true\nb CNAME c")
    #expect(status == 0 && !lines.contains { $0.contains("r53.test.zone:") }, "\(lines)")
  }
}
