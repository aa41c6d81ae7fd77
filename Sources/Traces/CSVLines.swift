import Primitives

/// Columns by number or name, values plain or in double quotes (RFC 4180; a value does not span lines).
///
/// A line of size 0 is dropped. Without a size column every size is 1, without a time column every time is 0.
struct CSVLines: KeyFormat {
  private let layout: CSVLayout
  private let names: TraceNames
  private var delimiter: UInt8 = 0
  /// The field of each column, once the first line was seen.
  private var fields: [CSVLayout.Field?]?
  private var ends: [Range<Int>] = []
  private(set) var name = 0..<0
  private(set) var client: Range<Int>?

  init(_ layout: CSVLayout, _ names: TraceNames) { (self.layout, self.names) = (layout, names) }

  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    if line.isEmpty { return nil }
    if fields == nil, try begin(line) { return nil }
    guard let fields else { return nil }
    try split(line)
    guard ends.count >= fields.count else {
      throw BadRecord("\(ends.count) columns; expected \(fields.count) at least")
    }
    var request = Request(id: 0, size: 1, time: 0)
    var (count, isGet, keySize, pathTTL) = (1, true, 0, UInt32(0))
    for (column, field) in fields.enumerated() {
      guard let field else { continue }
      let value = line.extracting(ends[column])
      switch field {
      case .id:
        request.id = value.objectID
        name = ends[column]
        if let ttl = names.ttl { pathTTL = ttl(value) }
      case .time: request.time = try Self.number(value, "time", 0...Int(UInt32.max) * 1_000_000)
      case .size: request.size = try Self.number(value, "size", 0...Int(Int64.max >> 16))
      case .ttl: request.ttl = UInt32(clamping: try Self.number(value, "TTL", -1...Int.max >> 16))
      case .count: count = try Self.number(value, "count", 0...Limits.repeats)
      case .client:
        request.client = names.client(value)
        client = ends[column]
      case .operation: isGet = TwitterOperation.isGet(value)
      }
    }
    if pathTTL != 0 { request.ttl = pathTTL }
    if layout.isTwitter {
      keySize = try Self.number(line.extracting(ends[2]), "key size", 0...Int(Int64.max >> 16))
      return request.size == 0 && isGet ? nil : (Self.adding(keySize, to: request), 1)
    }
    return request.size == 0 || count == 0 ? nil : (request, count)
  }

  private static func adding(_ octets: Int, to request: Request) -> Request {
    var request = request
    request.size += octets
    return request
  }

  private static func number(_ text: Span<UInt8>, _ name: String, _ range: ClosedRange<Int>) throws(BadRecord)
    -> Int
  {
    guard let number = text.trimmed.wholeNumber, range.contains(number) else {
      throw BadRecord(
        "the \(name) is \(text.quoted); expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// Learns the columns from the first line.
  ///
  /// - Returns: the line is a header.
  private mutating func begin(_ line: Span<UInt8>) throws(BadRecord) -> Bool {
    delimiter = layout.delimiter ?? Self.delimiter(of: line)
    try split(line)
    let isHeader = layout.hasHeader ?? Self.isHeader(line)
    var header: [String] = []
    if isHeader {
      for range in ends { header.append(line.extracting(range).trimmed.text) }
    }
    var columns: [(field: CSVLayout.Field, index: Int)] = []
    for field in CSVLayout.Field.allCases {
      switch layout.columns[field] {
      case .number(let number): columns.append((field, number - 1))
      case .name(let name):
        guard let index = header.firstIndex(of: name) else {
          throw BadRecord(
            isHeader
              ? "no column is named “\(name)”; there are \(header.joined(separator: ", "))"
              : "the column “\(name)” is asked for by name, and the first line is no header")
        }
        columns.append((field, index))
      case nil where isHeader && layout.columns[.id] == nil:
        if let index = header.firstIndex(where: { field.names.contains($0.lowercased()) }) {
          columns.append((field, index))
        }
      case nil: break
      }
    }
    guard columns.contains(where: { $0.field == .id }) else {
      throw BadRecord(
        "which column holds the object is not known; say it, as in --columns time=1,id=2,size=3")
    }
    let width = max((columns.map(\.index).max() ?? 0) + 1, layout.isTwitter ? 7 : 0)
    var fields = [CSVLayout.Field?](repeating: nil, count: width)
    for column in columns { fields[column.index] = column.field }
    self.fields = fields
    return isHeader
  }

  private mutating func split(_ line: Span<UInt8>) throws(BadRecord) {
    ends.removeAll(keepingCapacity: true)
    var start = 0
    while true {
      if start < line.count, line[start] == UInt8(ascii: "\"") {
        guard let quote = line.first(UInt8(ascii: "\""), from: start + 1) else {
          throw BadRecord("a double quote in column \(ends.count + 1) is not closed")
        }
        var end = quote
        // Doubled quotes stay doubled: they are part of the object's name all the same.
        while end + 1 < line.count, line[end + 1] == UInt8(ascii: "\"") {
          guard let next = line.first(UInt8(ascii: "\""), from: end + 2) else {
            throw BadRecord("a double quote in column \(ends.count + 1) is not closed")
          }
          end = next
        }
        ends.append(start + 1..<end)
        guard end + 1 == line.count || line[end + 1] == delimiter else {
          throw BadRecord("text after the closing double quote of column \(ends.count)")
        }
        start = end + 1
      } else {
        let end = line.end(from: start, delimiter: delimiter)
        ends.append(start..<end)
        start = end
      }
      guard start < line.count else { return }
      guard ends.count < Limits.columns else { throw BadRecord("more than \(Limits.columns) columns") }
      start += 1
    }
  }

  /// Counted with weights, as the common tools do: tab 4, comma 3, bar 2, colon 1.
  static func delimiter(of line: Span<UInt8>) -> UInt8 {
    var best: (score: Int, delimiter: UInt8) = (0, UInt8(ascii: ","))
    for (delimiter, weight) in [(UInt8(9), 4), (44, 3), (124, 2), (58, 1)] {
      var score = 0
      for index in line.indices where line[index] == delimiter { score += weight }
      if score > best.score { best = (score, delimiter) }
    }
    return best.delimiter
  }

  static func isHeader(_ line: Span<UInt8>) -> Bool {
    var (digits, letters) = (0, 0)
    for index in line.indices {
      if line[index].isASCIIDigit { digits += 1 }
      if line[index].asciiLowercased &- 97 < 26 { letters += 1 }
    }
    return digits <= letters
  }
}
