import ArgumentParser
import EventLoop
import Glibc
import Simulation
import World

/// Whose doings `edgesim drill` tells, and where.
struct TraceClientOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tell what happens to one client of the population, from 0: each query, connection and answer, a line each.",
      valueName: "client=k"))
  var trace: Client?
  @Option(help: ArgumentHelp("Where to; default: standard error.", valueName: "file")) var traceFile: String?

  struct Client: ExpressibleByArgument {
    let number: Int

    init?(argument: String) {
      let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[0] == "client", let number = Int(parts[1]), number >= 0 else {
        return nil
      }
      self.number = number
    }
  }

  func validate() throws {
    if trace == nil, traceFile != nil { throw ValidationError("--trace-file: only with --trace client=k.") }
  }

  /// Nil: nothing is to be told. A client that no drill has is refused.
  func clientTrace(_ drills: [Drill]) throws -> ClientTrace? {
    guard let trace else { return nil }
    for drill in drills where !(0..<(drill.population?.clients ?? 0)).contains(trace.number) {
      let count = drill.population.map { "\($0.clients) clients, 0 to \($0.clients - 1)" } ?? "no population"
      throw ValidationError("--trace client=\(trace.number): \(drill.name) has \(count).")
    }
    guard let traceFile else { return ClientTrace(client: trace.number) { printError($0) } }
    try ReportFile.save("", traceFile)
    return ClientTrace(client: trace.number) { line in
      // Opened for each line: a client has a few a minute, and what is told stands there at once.
      guard let file = fopen(traceFile, "a") else { return }
      fputs("\(line)\n", file)
      fclose(file)
    }
  }
}
