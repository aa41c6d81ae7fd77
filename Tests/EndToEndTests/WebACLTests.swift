import Foundation
import Synchronization
import Testing

/// A web ACL before a live distribution.
@Suite(.serialized) struct WebACLTests {
  private let files: TestFiles

  init() throws { files = try TestFiles() }

  private func lab(rules: String, _ extra: [String] = []) throws -> LabProcess {
    try files.write([
      "pops.yaml":
        "pops: [{id: ICN57-C1, city: Seoul, latitude: 37.46, longitude: 126.44, address: 127.0.1.1, capacity: 1MiB}]\n",
      "origins.yaml":
        "origins: [{name: o.test, objects: [{path: /*, body: hello, headers: {Cache-Control: max-age=600}}]}]\n",
      "ip-sets/barred.yaml": "Name: barred\nIPAddressVersion: IPV4\nAddresses: [127.0.88.0/24]\n",
      "web-acls/site.yaml": "Name: site\nDefaultAction: {Allow: {}}\nRules:\n\(rules)\n",
      "distributions/d.yaml": """
      Id: E1
      Aliases: [www.example.com]
      WebACLId: site
      Origins: [{Id: o, DomainName: o.test}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}

      """,
    ])
    return try files.lab(extra)
  }

  /// Sends `count` requests at once and counts the answers by status.
  private static func ask(_ client: RawClient, count: Int) -> [Int: Int] {
    client.send(String(repeating: "GET /a HTTP/1.1\r\nHost: www.example.com\r\n\r\n", count: count))
    var (statuses, text) = ([Int: Int](), "")
    while statuses.values.reduce(0, +) < count {
      let more = client.receive()
      if more.isEmpty { break }
      text += String(decoding: more, as: UTF8.self)
      while let start = text.range(of: "HTTP/1.1 "), text[start.upperBound...].count >= 3 {
        statuses[Int(text[start.upperBound...].prefix(3)) ?? 0, default: 0] += 1
        text = String(text[start.upperBound...])
      }
    }
    return statuses
  }

  @Test("A flood from a few addresses is stopped by the rate rule while others are served as before")
  func flood() throws {
    let lab = try lab(
      rules: """
          - Name: rate
            Priority: 0
            Statement: {RateBasedStatement: {Limit: 200, EvaluationWindowSec: 600, AggregateKeyType: IP}}
            Action: {Block: {CustomResponse: {ResponseCode: 429}}}
        """)
    let port = try lab.httpPort()
    let flood = Mutex<(statuses: [String: [Int: Int]], isOver: Bool)>(([:], false))
    let ended = DispatchSemaphore(value: 0)
    for number in 1...4 {
      Thread.detachNewThread {
        defer { ended.signal() }
        let address = "127.0.66.\(number)"
        guard let client = try? RawClient(port: port, address: "127.0.1.1", from: address) else { return }
        // At least ten times the limit, and until the others have been served.
        var rounds = 0
        while rounds < 20 || !flood.withLock({ $0.isOver }) {
          let statuses = Self.ask(client, count: 100)
          flood.withLock { $0.statuses[address, default: [:]].merge(statuses) { $0 + $1 } }
          rounds += 1
        }
      }
    }
    try eventually("the flood is stopped") {
      flood.withLock { $0.statuses.count == 4 && $0.statuses.values.allSatisfy { $0[429, default: 0] > 0 } }
    }
    for number in 1...40 {
      let client = try RawClient(port: port, address: "127.0.1.1", from: "127.0.77.\(number)")
      #expect(Self.ask(client, count: 50) == [200: 50])
    }
    flood.withLock { $0.isOver = true }
    for _ in 1...4 { ended.wait() }
    let statuses = flood.withLock { $0.statuses }
    for (address, counts) in statuses { #expect(counts[200] == 200, "\(address) \(counts)") }
    let blocked = statuses.values.reduce(0) { $0 + $1[429, default: 0] }
    #expect(blocked >= 4 * 1_800)
    let metrics = try lab.metrics()
    let labels = ["web_acl": "site", "rule": "rate", "action": "Block", "pop": "ICN57-C1"]
    #expect(metrics.sum("edgesim_web_acl_requests_total", labels) == blocked)
    // Nobody bothered the origin for it.
    #expect(metrics.sum("edgesim_origin_requests_total") == 1)
  }

  @Test("networks, paths and headers; the log and explain name the rule")
  func rules() throws {
    let match = { (text: String, field: String, position: String) in
      "{ByteMatchStatement: {SearchString: \(text), FieldToMatch: \(field), TextTransformations: [{Priority: 0, Type: NONE}], PositionalConstraint: \(position)}}"
    }
    let rules = """
        - {Name: barred, Priority: 0, Statement: {IPSetReferenceStatement: {ARN: barred}}, Action: {Block: {}}}
        - {Name: admin, Priority: 1, Statement: \(match("/admin", "{UriPath: {}}", "STARTS_WITH")), Action: {Block: {}}}
        - {Name: bots, Priority: 2, Statement: \(match("BadBot", "{SingleHeader: {Name: user-agent}}", "CONTAINS")), Action: {Count: {}}}
      """
    let log = files.url.appending(path: "access.log")
    let lab = try lab(rules: rules, ["--access-log", log.path, "--access-log-format", "json"])
    #expect(try lab.curl("/a", at: "127.0.1.1").status == 200)
    #expect(try lab.curl("/a", at: "127.0.1.1", "-A", "BadBot/2").status == 200)
    let admin = try lab.curl("/admin/x", at: "127.0.1.1")
    #expect(
      admin.status == 403 && admin.xCache == "Error from cloudfront"
        && admin.body.contains("Request blocked."))
    #expect(try lab.curl("/a", at: "127.0.1.1", "--interface", "127.0.88.7").status == 403)
    var lines: [[String: Any]] = []
    try eventually("the log is written") {
      lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").compactMap {
        try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
      return lines.count == 4
    }
    #expect(lines.map { $0["rule"] as? String } == ["Default_Action", "Default_Action", "admin", "barred"])
    #expect(lines[2]["reason"] as? String == "blocked-by-web-acl")
    #expect(lines[2]["x-edge-detailed-result-type"] as? String == "InvalidRequestBlocked")
    #expect(lines[2]["x-edge-result-type"] as? String == "Error")
    let explained = try Command(
      LabProcess.program.path,
      [
        "explain", "http", "http://www.example.com/a", "--edge-config", files.url.path, "-H",
        "User-Agent: BadBot",
      ])
    #expect(explained.output.contains("allowed by Default_Action, counted by bots"))
  }
}
