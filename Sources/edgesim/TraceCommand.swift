import ArgumentParser
import EventLoop
import Glibc
import Replaying
import Traces

/// `edgesim trace`: what a trace holds, in another format, or made up.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Look into traces, convert them, make them up.",
    subcommands: [TraceStat.self, TraceConvert.self])
}

struct TraceStat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat", abstract: "Requests, objects, octets, the footprint, and how much is asked for once."
  )

  @Argument(help: "Traces, as for edgesim replay.") var traces: [String]
  @OptionGroup var input: TraceOptions

  func run() throws {
    do {
      for trace in traces {
        var source = try input.open(trace)
        var statistics = TraceStatistics()
        var batch: [Request] = []
        var progress = ProgressLine(label: trace)
        while true {
          try source.next(&batch)
          if batch.isEmpty { break }
          statistics.count(batch)
          progress.tell(source.share)
        }
        progress.clear()
        guard statistics.requests > 0 else { throw TraceError("\(trace): no requests") }
        print(
          """
          \(trace)
            requests     \(statistics.requests)
            objects      \(statistics.objects), \(statistics.askedOnce) of them asked for once
            octets       \(statistics.octets)
            footprint    \(statistics.footprint) octets, sizes at the first request
            sizes        \(statistics.smallest) to \(statistics.largest)
            seconds      \(statistics.lastTime - statistics.firstTime), from \(statistics.firstTime)
          """)
      }
    } catch {
      printError("\(error)")
      throw ExitCode(2)
    }
  }
}

struct TraceConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a trace to standard output in another format; a workload, to make one up.",
    discussion: """
        edgesim trace convert synthetic:zipf,alpha=0.9,objects=1e5,requests=1e6 | zstd >made-up.oracleGeneral.zst
        edgesim trace convert access.log.gz --to csv

      The position of the next request, which oracleGeneral has a field for, is written with --next: that takes a pass \
      more and 8 octets of memory a request.
      """,
    aliases: ["generate"])

  @Argument(help: "A trace or a workload, as for edgesim replay.") var trace: String
  @Option(help: "oracleGeneral or csv.") var to = "oracleGeneral"
  @Flag(help: "Fill in the position of the next request for each object.") var next = false
  @OptionGroup var input: TraceOptions

  func run() throws {
    do {
      guard let encoder = TraceEncoder.allCases.first(where: { $0.rawValue.lowercased() == to.lowercased() })
      else {
        throw TraceError("--to: '\(to)' is not written; expected oracleGeneral or csv")
      }
      var positions: NextPositions?
      if next {
        var known = NextPositions()
        try each { known.count($0) }
        positions = known
      }
      var octets = Array(encoder.head.utf8)
      var number = 1
      try each { batch in
        var batch = batch
        positions?.fill(&batch, number: number)
        number += batch.count
        try encoder.append(batch, to: &octets)
        try Self.write(&octets)
      }
      try Self.write(&octets)
    } catch {
      printError("\(error)")
      throw ExitCode(2)
    }
  }

  private func each(_ body: ([Request]) throws -> Void) throws {
    var source = try input.open(trace)
    var batch: [Request] = []
    while true {
      try source.next(&batch)
      if batch.isEmpty { return }
      try body(batch)
    }
  }

  private static func write(_ octets: inout [UInt8]) throws {
    var start = 0
    while start < octets.count {
      let count = octets.withUnsafeBytes {
        Glibc.write(STDOUT_FILENO, $0.baseAddress! + start, $0.count - start)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw TraceError("standard output: \(String(cString: strerror(errno)))") }
      start += count
    }
    octets.removeAll(keepingCapacity: true)
  }
}
