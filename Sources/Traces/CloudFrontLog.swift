import Primitives

/// CloudFront's standard log: `#Version`, `#Fields`, then tab-separated lines in the order of `#Fields`.
///
/// An object is host and path. Size is `sc-content-len` where it is given, else `sc-bytes`, which counts the head too.
struct CloudFrontLog: LogFormat {
  private enum Field: Int, CaseIterable {
    case date, time, method, host, stem, query, status, octets, contentLength, address, viewerHost, scheme
    case referrer, userAgent, cookies, edgeLocation

    var name: StaticString {
      switch self {
      case .date: "date"
      case .time: "time"
      case .method: "cs-method"
      case .host: "cs(Host)"
      case .stem: "cs-uri-stem"
      case .query: "cs-uri-query"
      case .status: "sc-status"
      case .octets: "sc-bytes"
      case .contentLength: "sc-content-len"
      case .address: "c-ip"
      case .viewerHost: "x-host-header"
      case .scheme: "cs-protocol"
      case .referrer: "cs(Referer)"
      case .userAgent: "cs(User-Agent)"
      case .cookies: "cs(Cookie)"
      case .edgeLocation: "x-edge-location"
      }
    }
    var isOptional: Bool { ![.date, .time, .method, .host, .stem, .status, .octets].contains(self) }
  }

  /// Column of each field; empty before `#Fields`.
  private var columns: [Int?] = []
  /// Columns that `#Fields` names, those that are not looked at among them.
  private var named = 0
  private var ends: [Range<Int>] = []

  mutating func line(in text: Span<UInt8>) throws(BadRecord) -> LogLine? {
    if text.isEmpty { return nil }
    if text[0] == UInt8(ascii: "#") {
      if text.starts(with: "#Fields:") { try readFields(text) }
      return nil
    }
    guard !columns.isEmpty else { throw BadRecord("a request before the line #Fields:") }
    ends.removeAll(keepingCapacity: true)
    var start = 0
    while start <= text.count, ends.count < Limits.columns {
      let end = text.end(from: start, delimiter: 9)
      ends.append(start..<end)
      start = end + 1
    }
    // A line that was cut off may have all that is needed, and a number that is none.
    guard ends.count >= min(named, Limits.columns), let date = field(.date), let time = field(.time),
      let stem = field(.stem), let host = field(.host), let method = field(.method),
      let status = field(.status), let octets = field(.octets)
    else { throw BadRecord("\(ends.count) fields; #Fields names more") }
    guard let seconds = CalendarTime.seconds(date: text.extracting(date), time: text.extracting(time)) else {
      throw BadRecord(
        "date and time are \(text.extracting(date).quoted) and \(text.extracting(time).quoted); expected yyyy-mm-dd and hh:mm:ss"
      )
    }
    guard let code = text.extracting(status).decimal else {
      throw BadRecord("sc-status is \(text.extracting(status).quoted); expected a number")
    }
    guard let sent = text.extracting(octets).decimal else {
      throw BadRecord("sc-bytes is \(text.extracting(octets).quoted); expected a number")
    }
    let length = code == 206 ? nil : field(.contentLength).flatMap { text.extracting($0).decimal }
    var line = LogLine(time: seconds, method: method, path: stem, status: code, octets: length ?? sent)
    line.isPercentEncoded = true
    (line.host, line.viewerHost) = (host, said(.viewerHost, in: text))
    (line.query, line.client) = (said(.query, in: text), field(.address))
    line.isHTTPS = field(.scheme).map { text.extracting($0).isEqual(to: "https") } ?? false
    (line.referrer, line.userAgent) = (said(.referrer, in: text), said(.userAgent, in: text))
    (line.cookies, line.edgeLocation) = (said(.cookies, in: text), said(.edgeLocation, in: text))
    return line
  }

  /// Nil for a hyphen, too.
  private func said(_ field: Field, in text: Span<UInt8>) -> Range<Int>? {
    self.field(field).flatMap { text.extracting($0).isEqual(to: "-") ? nil : $0 }
  }

  private func field(_ field: Field) -> Range<Int>? {
    guard let column = columns[field.rawValue], column < ends.count else { return nil }
    return ends[column]
  }

  private mutating func readFields(_ line: Span<UInt8>) throws(BadRecord) {
    columns = Array(repeating: nil, count: Field.allCases.count)
    var (start, column) = (8, 0)
    while start < line.count {
      let end = line.end(from: start, delimiter: 32)
      if end > start {
        for field in Field.allCases where line.extracting(start..<end).isEqual(to: field.name) {
          columns[field.rawValue] = column
        }
        column += 1
      }
      start = end + 1
    }
    named = column
    for field in Field.allCases where columns[field.rawValue] == nil && !field.isOptional {
      throw BadRecord("#Fields does not name \(field.name)")
    }
  }
}
