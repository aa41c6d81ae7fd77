import ArgumentParser
import EventLoop
import FoundationEssentials
import Serving

/// `edgesim health`: the health checks of a running lab.
struct HealthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "health", abstract: "Show and override the health checks of a running lab.",
    discussion: """
      Asks the admin interface of `edgesim serve`.
      """,
    subcommands: [HealthList.self, HealthStatus.self, HealthForce.self, HealthAlarm.self, HealthSwitch.self])
}

/// Which lab, and how what it says is printed.
struct AdminOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The admin interface of the lab.", valueName: "address:port"))
  var admin: SocketAddress = SocketAddress("127.0.0.1:8081")!

  @Option(help: "table, json or tsv.")
  var format: Format = .table

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json, tsv }

  /// The content of a good answer; what was refused is printed and ends the command with 2.
  func ask(_ method: String, _ target: String, body: String = "", expecting status: UInt16 = 200) throws
    -> String
  {
    let answer: (status: UInt16, body: String)
    do {
      answer = try AdminClient.request(method, target, body: body, at: admin)
    } catch let error as AdminClient.Unreachable {
      printError("\(error)")
      throw ExitCode(2)
    }
    guard answer.status == status else {
      printError(answer.body.hasSuffix("\n") ? String(answer.body.dropLast()) : answer.body)
      throw ExitCode(2)
    }
    return answer.body
  }

  func printTable(_ header: [String], _ rows: [[String]]) {
    guard format == .table else {
      for row in [header] + rows { print(row.joined(separator: "\t")) }
      return
    }
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    for row in [header] + rows {
      let cells = zip(row, widths).map {
        $0 + String(repeating: " ", count: max(0, $1 - $0.count))
      }
      print(cells.joined(separator: "  ").replacing(#/ +$/#, with: ""))
    }
  }

  static func parse<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(json.utf8))
  }

  static func path(_ collection: String, _ name: String) -> String {
    "/\(collection)/\(escaped(name))"
  }

  static func escaped(_ text: String) -> String { text.percentEncoded(keeping: "-._~=,") }
}

/// `edgesim health list`.
struct HealthList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show every health check and its status.",
    discussion: """
      CHECKERS is how many of the checkers find the endpoint healthy; more than 18 % of them make it healthy. FORCED says \
      that the operator overrides the check.
      """)

  @OptionGroup var options: AdminOptions

  func run() throws {
    let json = try options.ask("GET", "/health-checks")
    if options.format == .json { return print(json, terminator: "") }
    let checks = try AdminOptions.parse([HealthCheckStatus].self, json)
    options.printTable(
      ["ID", "TYPE", "TARGET", "STATUS", "CHECKERS", "FORCED", "CHANGED", "LAST FAILURE"],
      checks.map { check in
        [
          check.id, check.type, check.target, check.status, check.checkerText,
          check.forced == "obey" ? "-" : check.forced, check.changed, check.lastFailureReason ?? "-",
        ]
      })
  }
}

/// `edgesim health status`.
struct HealthStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show one health check: what each checker saw, and how it came to its status.")

  @OptionGroup var options: AdminOptions
  @Argument(help: "The id of a health check.") var id: String

  func run() throws {
    try options.show(options.ask("GET", AdminOptions.path("health-checks", id)))
  }
}

/// `edgesim health force`.
struct HealthForce: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "force", abstract: "Override a status: up, down, or obey what the check says.",
    discussion: """
      Checkers go on probing, and `health status` shows what they see. Records and calculated checks see the forced \
      status. It does not outlive the lab.
      """)

  enum Status: String, ExpressibleByArgument, CaseIterable { case up, down, obey }

  @OptionGroup var options: AdminOptions
  @Argument(help: "The id of a health check.") var id: String
  @Argument(help: "up, down or obey.") var status: Status
  @Option(
    name: .customLong("for"), help: ArgumentHelp("How long; else until it is to obey.", valueName: "5m"))
  var period: String?

  func run() throws {
    let path = AdminOptions.path("health-checks", id)
    let period = period.map { "&for=\(AdminOptions.escaped($0))" } ?? ""
    try options.show(options.ask("POST", "\(path)?force=\(status.rawValue)\(period)"))
  }
}

/// `edgesim health alarm`.
struct HealthAlarm: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alarm", abstract: "Say what the metric of a CLOUDWATCH_METRIC check says.")

  enum State: String, ExpressibleByArgument, CaseIterable {
    case ok = "OK"
    case alarm = "ALARM"
    case insufficientData = "INSUFFICIENT_DATA"
  }

  @OptionGroup var options: AdminOptions
  @Argument(help: "The id of a health check.") var id: String
  @Argument(help: "OK, ALARM or INSUFFICIENT_DATA.") var state: State

  func run() throws {
    let path = AdminOptions.path("health-checks", id)
    try options.show(options.ask("POST", "\(path)?alarm=\(state.rawValue)"))
  }
}

/// `edgesim health switch`.
struct HealthSwitch: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "switch", abstract: "Turn the routing control of a RECOVERY_CONTROL check on or off.")

  enum State: String, ExpressibleByArgument, CaseIterable { case on, off }

  @OptionGroup var options: AdminOptions
  @Argument(help: "The id of a health check.") var id: String
  @Argument(help: "on or off.") var state: State

  func run() throws {
    let path = AdminOptions.path("health-checks", id)
    try options.show(options.ask("POST", "\(path)?routing-control=\(state.rawValue)"))
  }
}

extension AdminOptions {
  /// One check in full.
  fileprivate func show(_ json: String) throws {
    if format == .json { return print(json, terminator: "") }
    let check = try Self.parse(HealthCheckStatus.self, json)
    if format == .table {
      print("\(check.id)  \(check.type)  \(check.target)")
      print("\(check.status) since \(check.changed): \(check.reason)")
      if check.forced != "obey" {
        print("forced \(check.forced)\(check.forcedUntil.map { " until \($0)" } ?? "")")
      }
      if check.disabled { print("disabled: not probed") }
      if check.inverted { print("inverted") }
      for change in check.history ?? [] { print("  \(change.time)  \(change.status): \(change.reason)") }
    }
    guard let observations = check.observations, !observations.isEmpty else { return }
    if format == .table { print("\nCheckers: \(check.checkerText)") }
    printTable(
      ["REGION", "CHECKER", "OPINION", "CHECKED", "STATUS", "LAST FAILURE"],
      observations.map { seen in
        [
          seen.region, "\(seen.checker)", seen.opinion, seen.checkedTime ?? "-", seen.status ?? "-",
          seen.lastFailure.map { "\(seen.lastFailureTime ?? "") \($0)" } ?? "-",
        ]
      })
  }
}

extension HealthCheckStatus {
  /// `14/16`; `-` where nobody probes.
  fileprivate var checkerText: String { checkers == 0 ? "-" : "\(healthyCheckers)/\(checkers)" }
}
