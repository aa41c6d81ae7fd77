import ArgumentParser
import EventLoop
import Reports
import Serving
import Simulation

/// `edgesim sweep merge`: shares of a sweep put together.
struct SweepMerge: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Put the results of all shares of a sweep together.",
    discussion: """
      Gives what the sweep would have given in one piece, octet for octet, in whatever order the files come.

        edgesim sweep merge share-*.json --report page.html

      Exits with 2 when a file is of another sweep, or tasks are missing.
      """)

  @Argument(help: "What --task wrote.") var files: [String]
  @OptionGroup var output: SweepOutput

  func run() throws {
    var parts: [SweepResult] = []
    for file in files {
      do {
        parts.append(try SweepReport.decode(TextFile.read(file)))
      } catch let error as SweepReport.Unreadable {
        printError("\(file): \(error)")
        throw ExitCode(2)
      } catch let error as TextFile.Failure {
        printError("\(error)")
        throw ExitCode(2)
      }
    }
    do {
      guard let whole = try SweepResult.merged(parts) else { return }
      try output.write(whole)
    } catch let fault as SweepResult.Fault {
      printError("\(fault)")
      for (number, file) in files.enumerated() { printError("part \(number + 1): \(file)") }
      throw ExitCode(2)
    }
  }
}
