import Foundation
import Testing

/// `edgesim explain dns` and `edgesim serve --explain`.
@Suite struct ExplainTests {
  private static let primaryCheck = "6bb57c41-879a-42d0-acdd-ed6472f08eb9"

  /// The example lab's files.
  private func explain(_ arguments: String...) throws -> Command {
    try Command(
      LabProcess.program.path, ["explain", "dns"] + arguments, in: LabProcess.repository)
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let command = try Command(
      LabProcess.program.path, ["explain", "dns", "--format", "json", "--seed", "1"] + arguments,
      in: LabProcess.repository)
    #expect(command.status == 0, "\(command.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
  }

  /// The answer's records as text.
  private func answers(_ explanation: [String: Any]) throws -> [String] {
    let answer = try #require(explanation["answer"] as? [String: Any])
    return try #require(answer["answers"] as? [[String: Any]]).map { "\($0["ttl"]!) \($0["data"]!)" }
  }

  private func levels(_ explanation: [String: Any]) throws -> [[String: Any]] {
    let steps = try #require(explanation["steps"] as? [[String: Any]])
    return try steps.flatMap { try #require($0["choices"] as? [[String: Any]]) }.flatMap {
      try #require($0["levels"] as? [[String: Any]])
    }
  }

  private func candidates(_ level: [String: Any]) throws -> [String: [String: Any]] {
    let list = try #require(level["candidates"] as? [[String: Any]])
    return Dictionary(uniqueKeysWithValues: list.map { ($0["identifier"] as? String ?? "", $0) })
  }

  // MARK: text

  @Test func `the text shows every candidate, the choice and the answer`() throws {
    let command = try explain("latency.policies.example", "--client", "seoul-office", "--seed", "1")
    #expect(command.status == 0, "\(command.errors)")
    #expect(
      command.output == """
        question  latency.policies.example. A
        client    seoul-office: the client subnet 10.1.2.0/24, asked for by 127.0.0.1
        location  AS KR 37.57,126.98: clients.yaml has it for 10.1.0.0/16
        zone      policies.example.
        draw      10451216379200822465, the first of seed 1

        name      latency.policies.example. has A
          LATENCY latency.policies.example. A
               IDENTIFIER  REGION          LATENCY  HEALTH  RECORDS
               frankfurt   eu-central-1    175 ms   -       192.0.2.21
            >  seoul       ap-northeast-2  6 ms     -       192.0.2.22
               virginia    us-east-1       178 ms   -       192.0.2.20
            chosen seoul: lowest latency, 6 ms

        answer    NOERROR, client subnet scope /16
          latency.policies.example. 60 IN A 192.0.2.22

        why       LATENCY latency.policies.example. 'seoul': lowest latency, 6 ms

        """)
  }

  @Test(
    arguments: [
      // Names without policies.
      (["ns1.policies.example"], "ns1.policies.example. has A"),
      (["nobody.policies.example", "MX"], "nobody.policies.example. does not exist"),
      (
        ["x.any.policies.example", "TXT"],
        "the wildcard *.any.policies.example. stands for it and has A, no TXT"
      ),
      (["www.tree.example", "MX"], "www.tree.example. has A, no MX"),
      // A distribution.
      (["www.example.com", "--client", "10.5.1.1"], ">  FRA56-C1"),
      // What may have been meant.
      (["wieghted.policies.example"], "did you mean weighted.policies.example.?"),
      (
        ["www.exmple.com"],
        "served are example.com., policies.example., shop.example., tree.example., cloudfront.net."
      ),
      // Whose place it is.
      (["geo.policies.example", "--resolver", "53.1.1.1"], "the embedded table has it for 53.0.0.0/8"),
      (["near.policies.example", "--client", "10.5.0.0/16", "--geoproximity", "original"], "bias"),
    ] as [([String], String)])
  func `it says what it is about`(arguments: [String], expected: String) throws {
    let command = try Command(
      LabProcess.program.path, ["explain", "dns"] + arguments, in: LabProcess.repository)
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains(expected), "\(command.output)")
  }

  @Test(
    arguments: [
      (
        ["www.tree.example", "--client", "lagos"],
        "which has 'lagos-phone', 'london-office' or 'seoul-office'"
      ),
      (["www.tree.example", "--client", "seol-office"], "did you mean 'seoul-office'?"),
      (["www.tree.example", "--down", "api-answer"], "did you mean 'api-answers'?"),
      (["www.tree.example", "NONSENSE"], "'NONSENSE' is no record type"),
      (["www..example"], "'www..example' is no domain name"),
      (["www.tree.example", "ANY", "--draws", "10"], "give one in place of ANY"),
      (["www.tree.example", "--draws", "0"], "--draws is a number from 1"),
      (["www.tree.example", "--zones", "/nonexistent"], "/nonexistent"),
    ] as [([String], String)])
  func `usage errors exit with 2 and say what to do`(arguments: [String], expected: String) throws {
    let command = try Command(
      LabProcess.program.path, ["explain", "dns"] + arguments, in: LabProcess.repository)
    #expect(command.status == 2)
    #expect(command.errors.contains(expected), "\(command.errors)")
  }

  // MARK: JSON, TSV

  @Test func `a branch with nothing healthy is left, and the JSON says so`() throws {
    let explanation = try json(
      "app.tree.example", "--client", "10.7.1.1", "--down", Self.primaryCheck)
    #expect(try answers(explanation) == ["60 192.0.2.92"])
    let levels = try levels(explanation)
    #expect(levels.map { $0["policy"] as? String } == ["FAILOVER", "LATENCY", "SIMPLE"])
    let regions = try candidates(levels[1])
    #expect(regions["eu"]?["state"] as? String == "chosen")
    #expect(regions["us"]?["state"] as? String == "left")
    #expect(regions["us"]?["isTargetHealthy"] as? Bool == false)
    #expect(regions["us"]?["milliseconds"] as? Int == 11)
    let below = try #require(regions["us"]?["below"] as? [[String: Any]])
    #expect(below.map { $0["state"] as? String } == ["left", "left"])
    let check = try #require(below[0]["healthCheck"] as? [String: Any])
    #expect(check["id"] as? String == Self.primaryCheck)
    #expect(check["isHealthy"] as? Bool == false)
  }

  @Test func `nothing healthy: fail-open, or closed for contrast`() throws {
    let down = ["--down", Self.primaryCheck, "--health", "0a1b2c3d-0000-4000-8000-000000000002=down"]
    let open = try json("www.tree.example", "--client", "10.7.1.1", down[0], down[1], down[2], down[3])
    #expect(try levels(open)[0]["failedOpen"] as? Bool == true)
    #expect(try answers(open).count == 1)
    let closed = try json(
      "www.tree.example", "--client", "10.7.1.1", "--fail-closed", down[0], down[1], down[2], down[3])
    #expect(try answers(closed).isEmpty)
  }

  @Test func `draws come with what is to be expected`() throws {
    let explanation = try json("weighted.policies.example", "--draws", "4000")
    let draws = try #require(explanation["draws"] as? [String: Any])
    let outcomes = try #require(draws["outcomes"] as? [[String: Any]])
    #expect(outcomes.map { $0["expectedShare"] as? Double } == [0.75, 0.25])
    #expect(outcomes.compactMap { $0["observed"] as? Int }.reduce(0, +) == 4000)
    for outcome in outcomes {
      let (seen, expected) = (outcome["observedShare"] as? Double, outcome["expectedShare"] as? Double)
      // Five standard deviations.
      #expect(abs((seen ?? 0) - (expected ?? 1)) < 0.035)
    }
    let table = try explain("weighted.policies.example", "--draws", "100", "--seed", "1", "--format", "tsv")
    #expect(table.output.hasPrefix("OUTCOME\tRECORDS\tOBSERVED\tSHARE\tEXPECTED\n"))
  }

  @Test func `TSV has a row for each candidate`() throws {
    let command = try explain("failover.policies.example", "--format", "tsv")
    #expect(
      command.output == """
        NAME\tTYPE\tPOLICY\tIDENTIFIER\tSTATE\tODDS\tHEALTHCHECK\tHEALTHY\tRECORDS\tMILLISECONDS
        failover.policies.example.\tA\tFAILOVER\tprimary\tchosen\t1.0\t\(Self.primaryCheck)\ttrue\t192.0.2.50\t
        failover.policies.example.\tA\tFAILOVER\tsecondary\tpassed\t0.0\t\ttrue\t192.0.2.51\t

        """)
  }

  @Test(arguments: ["www.example.com", "d111111abcdef8.cloudfront.net"])
  func `the choice of the point of presence is explained in every format`(name: String) throws {
    let reason = "lowest latency from KR, 7 ms; next NRT57-C1, 30 ms"
    let text = try explain(name, "--client", "seoul-office").output
    #expect(text.contains("    chosen ICN57-C1: \(reason)\n"), "\(text)")
    let why = "ALIAS \(name). > DISTRIBUTION d111111abcdef8.cloudfront.net. 'ICN57-C1': \(reason)"
    #expect(text.contains("why       \(why)\n"), "\(text)")
    #expect(try json(name, "--client", "seoul-office")["summary"] as? String == why)
    let table = try explain(name, "--client", "seoul-office", "--format", "tsv").output
    let row = "d111111abcdef8.cloudfront.net.\tA\tDISTRIBUTION\tICN57-C1\tchosen\t1.0\t\ttrue\t\t6.7\n"
    #expect(table.contains(row), "\(table)")
    #expect(table.split(separator: "\n").count == 11, "\(table)")
  }

  // MARK: beside a lab

  @Test func `dig shows the reason, and explain has the statuses of the lab`() throws {
    let lab = try LabProcess(["--explain"])
    func reply() throws -> String { try lab.dig("failover.policies.example", "A") }
    #expect(
      try reply().contains("; EDE: 0 (Other): (FAILOVER failover.policies.example. 'primary': PRIMARY)"))
    let edge = try lab.dig("www.example.com", "A", "+subnet=10.1.2.0/24")
    #expect(edge.contains("EDE: 0 (Other): (ALIAS www.example.com. > DISTRIBUTION"), "\(edge)")
    #expect(edge.contains("'ICN57-C1': lowest latency from KR, 7 ms; next NRT57-C1, 30 ms)"), "\(edge)")
    let admin = "127.0.0.1:\(try lab.adminPort())"
    let forced = try Command(
      LabProcess.program.path, ["health", "force", Self.primaryCheck, "down", "--admin", admin])
    #expect(forced.status == 0, "\(forced.errors)")
    let explanation = try json("failover.policies.example", "--admin", admin)
    #expect(try answers(explanation) == ["60 192.0.2.51"])
    try eventually("the workers have heard of it") {
      try reply().contains("'secondary': SECONDARY, 1 unhealthy left out")
    }
    // Without a lab there it says so.
    #expect(lab.stop() == 0)
    let alone = try explain("failover.policies.example", "--admin", admin)
    #expect(alone.status == 2)
    #expect(alone.errors.contains("no lab answers at \(admin)"))
  }

  @Test func `without --explain an answer says nothing of it`() throws {
    let lab = try LabProcess()
    #expect(try !lab.dig("weighted.policies.example", "A").contains("EDE"))
  }
}
