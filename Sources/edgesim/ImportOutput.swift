import ArgumentParser
import Configuration
import EventLoop
import Primitives

/// Where imported files go.
struct ImportOutput: ParsableArguments {
  @Option(help: ArgumentHelp("The directory that the files are written to.", valueName: "dir"))
  var zones = "zones"

  @Flag(help: "Replace files that are there.") var force = false

  func read(_ path: String) throws -> [UInt8] {
    do { return try TextFile.read(path) } catch {
      printError("\(error)")
      throw ExitCode(2)
    }
  }

  /// Prints the faults, then writes all files or none.
  func write(_ files: [ImportedFile], _ diagnostics: [Diagnostic]) throws {
    for diagnostic in diagnostics { printError("\(diagnostic)") }
    guard !diagnostics.contains(where: { $0.severity == .error }), !files.isEmpty else { throw ExitCode(2) }
    do {
      try TextFile.write(files.map { ($0.name, $0.text) }, into: zones, replacing: force)
    } catch {
      let hint = error.isExisting ? "; --force replaces it, --zones DIR writes elsewhere" : ""
      printError("\(error)\(hint)")
      throw ExitCode(2)
    }
    for file in files { print("wrote \(zones)/\(file.name): \(file.summary)") }
    print("check it with: edgesim check --zones \(zones)")
  }
}
