import ArgumentParser
import Replaying
import Traces

/// How traces are read.
struct TraceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The format, if it cannot be told from name and content.", valueName: "name"))
  var inputFormat: String?
  @Option(
    help: ArgumentHelp(
      "Columns of a CSV trace by number or name: time=1,id=url,size=3; also ttl, count, client, operation (which counts for nothing), delimiter, header.",
      valueName: "list")) var columns: String?
  @Flag(help: "Query strings are part of an object's name in logs.") var queryStrings = false
  @Flag(help: "Take records as they stand though time goes back.") var unsorted = false

  /// Made up as it is read.
  static func isSynthetic(_ path: String) -> Bool { path.hasPrefix(SyntheticWorkload.Settings.prefix) }

  /// - Parameters:
  ///   - seedStep: added to the seed of a workload that is made up.
  ///   - names: what names stand for; refused of a trace that has none.
  func open(_ path: String, seedStep: UInt64 = 0, names: TraceNames? = nil) throws -> sending any TraceSource
  {
    if Self.isSynthetic(path) {
      guard names == nil else {
        throw TraceError(
          "\(path): what is made up has no names; TTLs by path and countries need a log, csv or txt")
      }
      do throws(SyntheticWorkload.Settings.TextError) {
        var settings = try SyntheticWorkload.Settings(parsing: path)
        settings.seed &+= seedStep
        return SyntheticSource(SyntheticWorkload(settings))
      } catch {
        throw TraceError("\(path): \(error.description)")
      }
    }
    return try TraceFile(
      path: path, format: try format(of: path), keepsQuery: queryStrings, allowsUnsorted: unsorted,
      names: names)
  }

  /// Options that decide which requests a trace holds, as given.
  var rules: [String] {
    (inputFormat.map { ["--input-format \($0)"] } ?? []) + (columns.map { ["--columns \($0)"] } ?? [])
      + (queryStrings ? ["--query-strings"] : []) + (unsorted ? ["--unsorted"] : [])
  }

  func format(of path: String) throws -> TraceFormat? {
    var format = TraceFormat.detect(path: path)
    if let inputFormat {
      guard let known = TraceFormat.names.first(where: { $0.name.lowercased() == inputFormat.lowercased() })
      else {
        throw TraceError(
          "--input-format: '\(inputFormat)' is not known; expected one of \(ReplayCommand.formats)")
      }
      format = known.format
    }
    if let columns {
      switch CSVLayout.parse(columns) {
      case .success(let layout): format = .csv(layout)
      case .failure(let error): throw TraceError("--columns: \(error.reason)")
      }
    }
    return format
  }
}
