/// A text format of traces in which objects have names.
protocol KeyFormat: LineFormat {
  /// Where the latest line had the object's name.
  var name: Range<Int> { get }
  /// And who asked; nil: it does not say.
  var client: Range<Int>? { get }
}

/// The lines of such a trace as those of a log: a GET answered 200 for what the object's name says, an address (over HTTP or
/// HTTPS) or a path (over HTTPS, as any other name).
struct KeyLog<Format: KeyFormat>: LogFormat {
  private var format: Format

  init(_ format: Format) { self.format = format }

  mutating func line(in text: Span<UInt8>) throws(BadRecord) -> LogLine? {
    guard let found = try format.request(in: text) else { return nil }
    let name = format.name
    let key = text.extracting(name)
    var line = LogLine(
      time: found.request.time, method: nil, path: name, status: 200, octets: found.request.size)
    (line.isHTTPS, line.client, line.count) = (!key.starts(with: "http://"), format.client, found.count)
    line.ttl = found.request.ttl
    var start = name.lowerBound
    if key.starts(with: "http://") || key.starts(with: "https://") {
      start += line.isHTTPS ? 8 : 7
      let hostEnd = Self.end(of: start..<name.upperBound, in: text) { $0 == "/" || $0 == "?" || $0 == "#" }
      line.host = start..<hostEnd
      start = hostEnd
    }
    let fragment = Self.end(of: start..<name.upperBound, in: text) { $0 == "#" }
    let pathEnd = Self.end(of: start..<fragment, in: text) { $0 == "?" }
    line.path = start..<pathEnd
    line.query = pathEnd < fragment ? pathEnd + 1..<fragment : nil
    return line
  }

  private static func end(
    of range: Range<Int>, in text: Span<UInt8>, where ends: (Unicode.Scalar) -> Bool
  ) -> Int {
    var end = range.lowerBound
    while end < range.upperBound, !ends(Unicode.Scalar(text[end])) { end += 1 }
    return end
  }
}
