import Primitives

/// CloudFront's standard log: `#Version`, `#Fields`, then tab-separated lines in the order of `#Fields`.
///
/// An object is host and path. Size is `sc-content-len` where it is given, else `sc-bytes`, which counts the head too.
struct CloudFrontLog: LineFormat {
  private enum Field: Int, CaseIterable {
    case date, time, method, host, stem, query, status, octets, contentLength, address

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
      }
    }
    var isOptional: Bool { [.query, .contentLength, .address].contains(self) }
  }

  private var log: LoggedRequests
  /// Column of each field; empty before `#Fields`.
  private var columns: [Int?] = []
  private var ends: [Range<Int>] = []
  private var name: [UInt8] = []

  init(keepsQuery: Bool) { log = LoggedRequests(keepsQuery: keepsQuery) }

  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    if line.isEmpty { return nil }
    if line[0] == UInt8(ascii: "#") {
      if line.starts(with: "#Fields:") { try readFields(line) }
      return nil
    }
    guard !columns.isEmpty else { throw BadRecord("a request before the line #Fields:") }
    ends.removeAll(keepingCapacity: true)
    var start = 0
    while start <= line.count, ends.count < Limits.columns {
      let end = line.end(from: start, delimiter: 9)
      ends.append(start..<end)
      start = end + 1
    }
    guard let date = field(.date), let time = field(.time), let stem = field(.stem), let host = field(.host),
      let method = field(.method), let status = field(.status), let octets = field(.octets)
    else { throw BadRecord("\(ends.count) fields; #Fields names more") }
    guard let seconds = CalendarTime.seconds(date: line.extracting(date), time: line.extracting(time)) else {
      throw BadRecord(
        "date and time are \(line.extracting(date).quoted) and \(line.extracting(time).quoted); expected yyyy-mm-dd and hh:mm:ss"
      )
    }
    guard LoggedRequests.isRead(line.extracting(method)) else { return nil }
    guard let code = line.extracting(status).decimal else {
      throw BadRecord("sc-status is \(line.extracting(status).quoted); expected a number")
    }
    guard let sent = line.extracting(octets).decimal else {
      throw BadRecord("sc-bytes is \(line.extracting(octets).quoted); expected a number")
    }
    let length = field(.contentLength).flatMap { line.extracting($0).decimal }
    name.removeAll(keepingCapacity: true)
    append(line.extracting(host))
    append(line.extracting(stem))
    if log.keepsQuery, let query = field(.query), !line.extracting(query).isEqual(to: "-") {
      name.append(UInt8(ascii: "?"))
      append(line.extracting(query))
    }
    let client = field(.address).map { UInt32(truncatingIfNeeded: line.extracting($0).objectID) } ?? 0
    let whole = name
    let id = whole.span.objectID
    let size = code == 200 ? length ?? sent : sent
    return log.request(id: id, status: code, octets: size, time: seconds, client: client).map { ($0, 1) }
  }

  private mutating func append(_ text: Span<UInt8>) { for index in text.indices { name.append(text[index]) } }

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
    for field in Field.allCases where columns[field.rawValue] == nil && !field.isOptional {
      throw BadRecord("#Fields does not name \(field.name)")
    }
  }
}
