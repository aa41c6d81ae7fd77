import ArgumentParser

/// `edgesim zone check`.
struct ZoneCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Report every fault of zone files.",
    discussion: """
      Faults are printed as `file:line:column: message`, what was found and what was expected. Exits with 1 if one of
      them is an error, with 2 if a file cannot be read, with 0 if there are only warnings or none.
      """)

  @OptionGroup var options: ZoneFileOptions
  @Argument(help: "Zone files.") var files: [String]

  func run() throws {
    var worst: Int32 = 0
    for file in files {
      do {
        let zone = try options.zone(file, failure: 1)
        print("\(zone.apex) serial \(zone.serial), \(zone.recordCount) records: fine")
      } catch let code as ExitCode { worst = max(worst, code.rawValue) }
    }
    if worst > 0 { throw ExitCode(worst) }
  }
}
