import ArgumentParser
import Configuration
import Primitives

/// Where imported files go.
struct ImportOutput: ParsableArguments {
  @Option(help: ArgumentHelp("The directory that the files are written to.", valueName: "dir"))
  var zones = "zones"

  @Flag(help: "Replace files that are there.") var force = false

  func read(_ path: String) throws -> [UInt8] { try ImportDirectory.read(path) }

  /// Prints the faults, then writes all files or none.
  func write(_ files: [ImportedFile], _ diagnostics: [Diagnostic]) throws {
    try ImportDirectory(path: zones, option: "--zones", isForced: force).write(files, diagnostics)
  }
}
