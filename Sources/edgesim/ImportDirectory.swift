import ArgumentParser
import Configuration
import EventLoop
import Primitives

/// A directory that imported files go to.
struct ImportDirectory {
  let path: String
  /// The option that names it.
  let option: String
  /// Files that are there are replaced.
  let isForced: Bool

  static func read(_ path: String) throws -> [UInt8] {
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
      try TextFile.write(files.map { ($0.name, $0.text) }, into: path, replacing: isForced)
    } catch {
      let hint = error.isExisting ? "; --force replaces it, \(option) DIR writes elsewhere" : ""
      printError("\(error)\(hint)")
      throw ExitCode(2)
    }
    for file in files { print("wrote \(path)/\(file.name): \(file.summary)") }
    print("check it with: edgesim check \(option) \(path)")
  }
}
