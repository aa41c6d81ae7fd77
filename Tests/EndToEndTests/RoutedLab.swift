import Foundation
import Testing

/// A lab of one zone, `r53.test`, made for one table: records with policies, and the files they refer to.
///
/// Of its health checks `good` is healthy and `bad` is not, for ever: Disabled, and Disabled and Inverted. So the rows of a
/// table are names side by side. Others are RECOVERY_CONTROL checks that a test forces.
final class RoutedLab {
  let lab: LabProcess
  private let files: TestFiles

  init(
    _ records: String, clients: String = "", collections: String? = nil, checks: [String] = [],
    _ extra: [String] = []
  ) throws {
    var files = [
      "r53.test.zone":
        "$TTL 60\n@ 900 SOA ns1 hostmaster 1 7200 900 1209600 60\n@ NS ns1\nns1 A 192.0.2.53\n\(records)\n",
      "clients.yaml": "networks:\n\(Self.clients)\(clients)\n",
      "health-checks.yaml": """
      HealthChecks:
        good: {Type: TCP, IPAddress: 192.0.2.1, Port: 80, Disabled: true}
        bad: {Type: TCP, IPAddress: 192.0.2.1, Port: 80, Disabled: true, Inverted: true}
      \(checks.map { "  \($0): {Type: RECOVERY_CONTROL, RoutingControlArn: \"arn:aws:\($0)\"}\n" }.joined())
      """,
    ]
    files["cidr-collections.yaml"] = collections
    self.files = try TestFiles(files)
    lab = try LabProcess(zones: self.files.url, extra)
  }

  /// Where 10.N.0.0/16 is.
  private static let clients = """
      10.1.0.0/16: {country: KR}
      10.2.0.0/16: {country: US, subdivision: VA}
      10.3.0.0/16: {country: US, subdivision: CA}
      10.4.0.0/16: {country: US}
      10.5.0.0/16: {country: DE}
      10.6.0.0/16: {country: CN}
      10.7.0.0/16: {country: EG}
      10.8.0.0/16: {country: MX}
      10.9.0.0/16: {country: AU}

    """

  static let seoul = "10.1.2.0/24"
  static let virginia = "10.2.2.0/24"
  static let california = "10.3.2.0/24"
  static let unitedStates = "10.4.2.0/24"
  static let germany = "10.5.2.0/24"
  static let china = "10.6.2.0/24"
  static let egypt = "10.7.2.0/24"
  static let mexico = "10.8.2.0/24"
  static let australia = "10.9.2.0/24"
  /// For documentation, so on no map.
  static let nowhere = "192.0.2.0/24"

  /// A reply as `dig` shows it.
  struct Reply {
    let code: String
    /// The last octets of the A records, sorted.
    let addresses: [Int]
    /// `name TTL type data` of the answer section.
    let answers: [String]
    /// Types in the authority section.
    let authority: [String]
    /// SCOPE PREFIX-LENGTH, nil without a client subnet.
    let scope: Int?

    init(_ text: String) {
      var (answers, authority): ([String], [String]) = ([], [])
      var section = ""
      var (code, scope): (String, Int?) = ("", nil)
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if let status = line.range(of: "status: ") {
          code = String(line[status.upperBound...].prefix { $0 != "," })
        }
        if line.contains("CLIENT-SUBNET: ") { scope = line.split(separator: "/").last.flatMap { Int($0) } }
        if line.hasPrefix(";; ") || line.isEmpty { section = String(line) }
        guard !line.hasPrefix(";"), !line.isEmpty else { continue }
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        if section.contains("ANSWER") {
          answers.append(([words[0], words[1]] + words[3...]).joined(separator: " "))
        } else if section.contains("AUTHORITY") {
          authority.append(words[3])
        }
      }
      (self.code, self.scope, self.answers, self.authority) = (code, scope, answers, authority)
      addresses = answers.compactMap { $0.contains(" A ") ? Int($0.split(separator: ".").last ?? "") : nil }
        .sorted()
    }
  }

  /// Asks once, over UDP and over TCP if `tcp`.
  func ask(_ name: String, _ type: String = "A", from subnet: String? = nil, tcp: Bool = false) throws
    -> Reply
  {
    Reply(
      try lab.dig(
        ["\(name).r53.test", type] + (subnet.map { ["+subnet=\($0)"] } ?? []) + (tcp ? ["+tcp"] : [])))
  }

  /// The last octets of all addresses that forty queries get, sorted: with two records of equal weight the odds that one of
  /// them is missed are 2 in 10^12.
  func seen(_ name: String, from subnet: String? = nil) throws -> [Int] {
    let query = ["\(name).r53.test", "A"] + (subnet.map { ["+subnet=\($0)"] } ?? [])
    let text = try lab.dig(["+short"] + Array(repeating: query, count: 40).joined())
    return Set(text.split(separator: "\n").compactMap { Int($0.split(separator: ".").last ?? "") }).sorted()
  }

  func force(_ check: String, _ status: String) throws {
    let command = try Command(
      LabProcess.program.path,
      ["health", "force", check, status, "--admin", "127.0.0.1:\(lab.adminPort())"])
    #expect(command.status == 0, "\(command.errors)")
  }
}
