import HTTPWire
import Primitives
import Traces

/// A line of a log as the request that the viewer had sent, read by the parser of the server: what that refuses is refused
/// here. One value for line after line.
package struct ViewerRequest: Sendable {
  private var text: [UInt8] = []
  /// Where the target begins and the line of Host ends.
  private var named = 0..<0
  private let host: [UInt8]?

  /// - Parameter host: of all requests; nil: as the log says.
  package init(host: String?) { self.host = host.map { Array($0.utf8) } }

  /// Hash of target and host.
  package var id: UInt64 {
    let text = text
    return KeyedHash(seed: 0)(text.span.extracting(named))
  }

  /// False: no such request would be taken.
  package mutating func read(_ line: LogLine, _ log: Span<UInt8>, into head: inout RequestHead) -> Bool {
    text.removeAll(keepingCapacity: true)
    if let method = line.method { append(log, method, line) } else { text.append("GET") }
    text.append(UInt8(ascii: " "))
    let start = text.count
    if line.method == nil, line.path.isEmpty || log[line.path.lowerBound] != UInt8(ascii: "/") {
      text.append(UInt8(ascii: "/"))
    }
    append(log, line.path, line)
    if let query = line.query {
      text.append(UInt8(ascii: "?"))
      append(log, query, line)
    }
    text.append(" HTTP/1.1\r\nHost: ")
    if let host {
      text.append(contentsOf: host)
    } else if let host = line.viewerHost ?? line.host {
      append(log, host, line)
    }
    named = start..<text.count
    append(log, "\r\nReferer: ", line.referrer, line)
    append(log, "\r\nUser-Agent: ", line.userAgent, line)
    append(log, "\r\nCookie: ", line.cookies, line)
    text.append("\r\n\r\n")
    var parser = RequestParser()
    let text = text
    return (try? parser.parse(text.span, into: &head)) == text.count
  }

  private mutating func append(
    _ log: Span<UInt8>, _ lead: StaticString, _ value: Range<Int>?, _ line: LogLine
  ) {
    guard let value else { return }
    text.append(lead)
    append(log, value, line)
  }

  /// Takes off the encoding of the log.
  private mutating func append(_ log: Span<UInt8>, _ range: Range<Int>, _ line: LogLine) {
    var index = range.lowerBound
    while index < range.upperBound {
      if line.isPercentEncoded, log[index] == UInt8(ascii: "%"), index + 2 < range.upperBound,
        let high = Self.digit(log[index + 1]), let low = Self.digit(log[index + 2])
      {
        text.append(high << 4 | low)
        index += 3
      } else {
        text.append(log[index])
        index += 1
      }
    }
  }

  private static func digit(_ octet: UInt8) -> UInt8? {
    if octet.isASCIIDigit { return octet - 48 }
    let letter = octet.asciiLowercased &- 97
    return letter < 6 ? letter + 10 : nil
  }
}
