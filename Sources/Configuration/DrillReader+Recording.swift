import Primitives
import Replaying
import Simulation
import Traces

// `trace` of a workload: a file in place of demand that is drawn.

extension DrillReader {
  /// What a workload that has a trace says of it, and what only one without it may say.
  static let recordedKeys = ["url", "trace"]
  static let drawnKeys = ["requestsPerSecond", "objects", "zipf", "contents", "dailySwing", "startsAt"]

  /// The name of a file, or a map.
  func recording(_ node: ConfigurationNode, url: ConfigurationNode, _ parts: URLParts) -> Drill.Recording? {
    let isMap = node.has("file")
    let keys = [
      "file", "format", "columns", "speed", "unsorted", "responseHeaders", "builtInOrigins",
    ]
    let map = isMap ? node.map(keys: keys) : nil
    if isMap, map == nil { return nil }
    guard let file = map?["file"] ?? (isMap ? nil : node), let path = file.nonEmptyString() else {
      return nil
    }
    var recording = Drill.Recording(path: path)
    if !recording.isSynthetic, !path.hasPrefix("/") { recording.path = "\(directory)/\(path)" }
    recording.format = map?["format"].flatMap { known($0, "format", TraceFormat.names.map(\.name)) }
    recording.columns = map?["columns"].flatMap { columns($0) }
    if let speed = map?["speed"]?.number(in: Simulation.Limits.speed) { recording.speed = speed }
    if let isUnsorted = map?["unsorted"]?.boolean() { recording.isUnsorted = isUnsorted }
    if let headers = map?["responseHeaders"] {
      recording.responseHeaders = HeaderText.read(headers).map { .init(name: $0.name, value: $0.value) }
    }
    if let asks = map?["builtInOrigins"]?.boolean() { recording.asksOrigins = asks }
    guard !node.diagnostics.hasErrors else { return nil }
    return check(recording, file, url, parts) ? recording : nil
  }

  private func columns(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    if case .failure(let error) = CSVLayout.parse(text) {
      node.error("columns: \(error.reason)")
      return nil
    }
    return text
  }

  /// Looks at its beginning: what it is decides how its requests are asked for.
  private func check(
    _ recording: Drill.Recording, _ file: ConfigurationNode, _ url: ConfigurationNode, _ parts: URLParts
  ) -> Bool {
    let isLog: Bool
    do {
      isLog = try recording.open(as: RequestLine()).isLog
    } catch {
      file.error("\(error)")
      return false
    }
    let hasMark = parts.path.contains(Drill.Workload.objectMark)
    if isLog, parts.path != "/" {
      url.error("the path of url is \(parts.path.quoted), and an access log has paths of its own; expected /")
    } else if !isLog, !hasMark {
      url.error(
        "the path of url has no \(Drill.Workload.objectMark): all objects of the trace, which are numbers, would be one"
      )
    }
    return isLog ? parts.path == "/" : hasMark
  }
}

extension Drill.Recording {
  /// As `edgesim replay` opens it.
  func open(as line: RequestLine) throws -> any LineSource {
    if isSynthetic {
      do throws(SyntheticWorkload.Settings.TextError) {
        let settings = try SyntheticWorkload.Settings(parsing: path)
        return RequestLines(SyntheticSource(SyntheticWorkload(settings)), as: line)
      } catch {
        throw TraceError("\(path): \(error.description)")
      }
    }
    var format = self.format.flatMap { name in TraceFormat.names.first { $0.name == name }?.format }
    if let columns, case .success(let layout) = CSVLayout.parse(columns) { format = .csv(layout) }
    return try openLines(path: path, format: format, allowsUnsorted: isUnsorted, as: line)
  }
}
