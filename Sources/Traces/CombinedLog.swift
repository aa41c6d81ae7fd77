import Primitives

/// The combined and the common log format of Apache and nginx:
/// `client ident user [day/Mon/year:hh:mm:ss +zone] "METHOD target HTTP/1.1" status octets ...`.
struct CombinedLog: LogFormat {
  mutating func line(in line: Span<UInt8>) throws(BadRecord) -> LogLine? {
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
    guard methodEnd < text.count else { return nil }
    let targetEnd = text.end(from: methodEnd + 1, delimiter: 32)
    let pathEnd = min(targetEnd, text.end(from: methodEnd + 1, delimiter: UInt8(ascii: "?")))
    let start = quote + 1
    var found = LogLine(
      time: time, method: start..<start + methodEnd, path: start + methodEnd + 1..<start + pathEnd,
      status: status, octets: octets)
    if pathEnd < targetEnd { found.query = start + pathEnd + 1..<start + targetEnd }
    found.client = 0..<clientEnd
    if let referrer = Self.quoted(line, from: octetsEnd) {
      if !line.extracting(referrer).isEqual(to: "-") { found.referrer = referrer }
      if let agent = Self.quoted(line, from: referrer.upperBound + 1),
        !line.extracting(agent).isEqual(to: "-")
      {
        found.userAgent = agent
      }
    }
    return found
  }

  /// What is between the next two quotes; nil if nothing is quoted any more.
  private static func quoted(_ line: Span<UInt8>, from start: Int) -> Range<Int>? {
    guard let open = line.first(UInt8(ascii: "\""), from: min(start, line.count)) else { return nil }
    return closingQuote(line, from: open + 1).map { open + 1..<$0 }
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
