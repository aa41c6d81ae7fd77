import CNghttp2
import HTTPWire
import Primitives

/// A response head of HTTP/1.1 as the field list of HTTP/2 (RFC 9113 sections 8.2.2 and 8.3.2). nghttp2 copies it and
/// makes the names lower case.
enum ResponseFields {
  /// Lends the list while `body` runs.
  static func with(_ head: Span<UInt8>, _ body: (UnsafeBufferPointer<nghttp2_nv>) -> Void) {
    head.withUnsafeBufferPointer { octets in
      guard let start = octets.baseAddress, octets.count >= statusLine else { return }
      // Only read: the types of nghttp2 know no constness.
      let bytes = UnsafeMutablePointer(mutating: start)
      withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: lines(octets) + 1) { fields in
        var count = 0
        do {
          let name = UnsafeBufferPointer(start: status.utf8Start, count: status.utf8CodeUnitCount)
          fields[count] = nghttp2_nv(
            name: UnsafeMutablePointer(mutating: name.baseAddress), value: bytes + 9, namelen: name.count,
            valuelen: 3, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue))
        }
        count += 1
        var lineStart = statusLine - 3
        while lineStart < octets.count, octets[lineStart] != 10 { lineStart += 1 }
        lineStart += 1
        while lineStart < octets.count, octets[lineStart] != 13 {
          var colon = lineStart
          while octets[colon] != UInt8(ascii: ":") { colon += 1 }
          var end = colon
          while octets[end] != 13 { end += 1 }
          let name = Span(_unsafeElements: UnsafeBufferPointer(rebasing: octets[lineStart..<colon]))
          if let flags = flags(name) {
            let valueStart = min(colon + 2, end)
            fields[count] = nghttp2_nv(
              name: bytes + lineStart, value: bytes + valueStart, namelen: colon - lineStart,
              valuelen: end - valueStart, flags: flags)
            count += 1
          }
          lineStart = end + 2
        }
        body(UnsafeBufferPointer(rebasing: fields[..<count]))
      }
    }
  }

  /// `HTTP/1.1 200 `
  private static let statusLine = 13
  private static let status: StaticString = ":status"

  private static func lines(_ octets: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    for octet in octets where octet == 10 { count += 1 }
    return count
  }

  /// Nil: the field is of the connection and has no place in HTTP/2. What is new in every response is kept out of the
  /// table of HPACK, where it would push out what comes again.
  private static func flags(_ name: Span<UInt8>) -> UInt8? {
    switch FieldName(name) {
    case .connection, .transferEncoding, .keepAlive, .proxyConnection, .upgrade: nil
    case .age: UInt8(NGHTTP2_NV_FLAG_NO_INDEX.rawValue)
    default:
      UInt8(
        (name.equalsIgnoringCase("x-amz-cf-id") ? NGHTTP2_NV_FLAG_NO_INDEX : NGHTTP2_NV_FLAG_NONE).rawValue)
    }
  }
}
