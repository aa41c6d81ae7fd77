import HTTPCaching
import HTTPWire
import Primitives

/// What the access log takes from a response head, as the viewer got it.
struct LoggedResponse {
  private let head: [UInt8]
  private(set) var contentType = 0..<0
  private(set) var contentLength = 0..<0
  private(set) var requestID = 0..<0
  /// First and last octet (RFC 9110 section 14.4), both included.
  private(set) var contentRange: ClosedRange<Int>?

  init(_ head: [UInt8]) {
    self.head = head
    let bytes = head.span
    var start = bytes.firstIndex(of: 0x0A, in: bytes.indices).map { $0 + 1 } ?? bytes.count
    while let end = bytes.firstIndex(of: 0x0D, in: start..<bytes.count), end > start {
      if let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end) {
        take(bytes, start..<colon, min(colon + 2, end)..<end)
      }
      start = end + 2
      if start > bytes.count { break }
    }
  }

  private mutating func take(_ bytes: Span<UInt8>, _ name: Range<Int>, _ value: Range<Int>) {
    switch name.count {
    case 12 where bytes.extracting(name).equalsIgnoringCase("content-type"): contentType = value
    case 14 where bytes.extracting(name).equalsIgnoringCase("content-length"): contentLength = value
    case 13 where bytes.extracting(name).equalsIgnoringCase("content-range"):
      contentRange = Self.range(bytes.extracting(value))
    case 11 where bytes.extracting(name).equalsIgnoringCase("x-amz-cf-id"): requestID = value
    default: break
    }
  }

  /// `bytes 0-499/1234`
  private static func range(_ value: Span<UInt8>) -> ClosedRange<Int>? {
    guard value.count > 6, value.extracting(..<6).equalsIgnoringCase("bytes "),
      let dash = value.firstIndex(of: UInt8(ascii: "-"), in: value.indices),
      let slash = value.firstIndex(of: UInt8(ascii: "/"), in: dash..<value.count),
      let first = value.extracting(6..<dash).decimal, let last = value.extracting(dash + 1..<slash).decimal,
      first <= last
    else { return nil }
    return first...last
  }

  func append(_ value: Range<Int>, to text: inout [UInt8]) {
    text.append(logged: head.span.extracting(value))
  }
}
