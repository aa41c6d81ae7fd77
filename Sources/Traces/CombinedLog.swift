import Primitives

/// The combined and the common log format of Apache and nginx:
/// `client ident user [day/Mon/year:hh:mm:ss +zone] "METHOD target HTTP/1.1" status octets ...`.
struct CombinedLog: LineFormat {
  private var log: LoggedRequests

  init(keepsQuery: Bool) { log = LoggedRequests(keepsQuery: keepsQuery) }

  mutating func request(in line: Span<UInt8>) throws(BadRecord) -> (request: Request, count: Int)? {
    if line.isEmpty { return nil }
    let clientEnd = line.end(from: 0, delimiter: 32)
    guard let open = line.first(UInt8(ascii: "[")), let close = line.first(UInt8(ascii: "]"), from: open)
    else {
      throw BadRecord("no time in brackets; expected client ident user [time] \"request\" status octets")
    }
    let when = line.extracting(open + 1..<close)
    guard let time = CalendarTime.seconds(logged: when) else {
      throw BadRecord("the time is \(when.quoted); expected dd/Mon/yyyy:hh:mm:ss +zone")
    }
    guard let quote = line.first(UInt8(ascii: "\""), from: close),
      let end = Self.closingQuote(line, from: quote + 1)
    else {
      throw BadRecord("no request in double quotes after the time")
    }
    let statusStart = end + 2
    let statusEnd = line.end(from: min(statusStart, line.count), delimiter: 32)
    let octetsStart = min(statusEnd + 1, line.count)
    let octetsEnd = line.end(from: octetsStart, delimiter: 32)
    guard statusStart <= statusEnd, let status = line.extracting(statusStart..<statusEnd).decimal else {
      throw BadRecord("no status after the request")
    }
    let octetsText = line.extracting(octetsStart..<octetsEnd)
    guard let octets = octetsText.isEqual(to: "-") ? 0 : octetsText.decimal else {
      throw BadRecord("the number of octets is \(octetsText.quoted); expected a number or -")
    }
    // What is no request line (a TLS hello, say) was answered 400: no cache's business.
    let text = line.extracting(quote + 1..<end)
    let methodEnd = text.end(from: 0, delimiter: 32)
    guard LoggedRequests.isRead(text.extracting(0..<methodEnd)), methodEnd < text.count else { return nil }
    var targetEnd = text.end(from: methodEnd + 1, delimiter: 32)
    if !log.keepsQuery {
      targetEnd = min(targetEnd, text.end(from: methodEnd + 1, delimiter: UInt8(ascii: "?")))
    }
    let id = text.extracting(methodEnd + 1..<targetEnd).objectID
    let client = UInt32(truncatingIfNeeded: line.extracting(0..<clientEnd).objectID)
    return log.request(id: id, status: status, octets: octets, time: time, client: client).map { ($0, 1) }
  }

  /// Quotes inside the request are escaped with a backslash.
  private static func closingQuote(_ line: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < line.count {
      if line[index] == UInt8(ascii: "\"") { return index }
      index += line[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}
