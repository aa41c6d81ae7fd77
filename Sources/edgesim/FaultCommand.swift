import ArgumentParser
import Serving
import Simulation

/// `edgesim fault`: breaks built-in origins of a running lab on purpose.
struct FaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fault", abstract: "Break built-in origins of a running lab, and mend them.",
    subcommands: [FaultSet.self, FaultClear.self, FaultList.self])
}

/// `edgesim fault set`.
struct FaultSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Give a built-in origin faults, in place of those it has.",
    discussion: """
      refuse                       connections are refused; open ones end
      hang                         connections are accepted, requests never answered
      delay=200ms                  before every answer
      status=503                   of every answer, or with share=0.1 of that share
      reset                        every request ends with a reset connection
      drop=0.3                     this share of the requests ends with a reset connection
      partition=us-east-1,...      health checkers of these regions cannot reach it (all: none can; us-east-1/0: one)

      Viewers and health checkers see all but the partition: checkers share the addresses of this machine, so those of a \
      region that is cut off send nothing and wait for their time-out.
      """)

  @OptionGroup var options: AdminOptions
  @Argument(help: "The name of a built-in origin.") var origin: String
  @Argument(help: "Faults, any of them together.") var faults: [String]

  func run() throws {
    let words: [String]
    do {
      words = try ServerFault(words: faults).words
    } catch {
      throw ValidationError("\(error)")
    }
    let path = AdminOptions.path("faults", origin)
    let query = words.map(AdminOptions.escaped).joined(separator: "&")
    try options.showFaults(options.ask("POST", "\(path)?\(query)"))
  }
}

/// `edgesim fault clear`.
struct FaultClear: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Mend a built-in origin.")

  @OptionGroup var options: AdminOptions
  @Argument(help: "The name of a built-in origin.") var origin: String

  func run() throws {
    try options.showFaults(options.ask("DELETE", AdminOptions.path("faults", origin)))
  }
}

/// `edgesim fault list`.
struct FaultList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Show the built-in origins that have faults.")

  @OptionGroup var options: AdminOptions

  func run() throws { try options.showFaults(options.ask("GET", "/faults")) }
}

extension AdminOptions {
  fileprivate func showFaults(_ json: String) throws {
    if format == .json { return print(json, terminator: "") }
    let faults = try Self.parse([String: [String]].self, json)
    printTable(
      ["ORIGIN", "FAULTS"],
      faults.sorted { $0.key < $1.key }.map { [$0.key, $0.value.joined(separator: " ")] })
  }
}
