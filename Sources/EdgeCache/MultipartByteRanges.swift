import HTTPCaching
import HTTPWire
import Primitives

/// The content of a 206 with several ranges (RFC 9110 section 14.6).
struct MultipartByteRanges {
  let parts: [BodyPart]
  /// Octets of all parts with what stands between them.
  let count: Int

  /// - Parameter contentType: of the representation; empty for none.
  init(_ ranges: [Range<Int>], of length: Int, contentType: Span<UInt8>, boundary: [UInt8]) {
    var parts: [BodyPart] = []
    var count = 0
    for range in ranges {
      var lines = Array("\r\n--".utf8)
      lines.append(contentsOf: boundary)
      lines.append("\r\n")
      if !contentType.isEmpty { lines.append(fieldLine: "Content-Type", contentType) }
      lines.append(contentRange: range, of: length)
      lines.append("\r\n")
      parts.append(BodyPart(preamble: ByteBlock(lines), range: range))
      count += lines.count + range.count
    }
    let end = Array("\r\n--".utf8) + boundary + Array("--\r\n".utf8)
    parts.append(BodyPart(preamble: ByteBlock(end), range: 0..<0))
    (self.parts, self.count) = (parts, count + end.count)
  }
}

extension [UInt8] {
  /// `Content-Range: bytes first-last/length` (RFC 9110 section 14.4).
  mutating func append(contentRange range: Range<Int>, of length: Int) {
    append("Content-Range: bytes ")
    append(decimal: range.lowerBound)
    append(UInt8(ascii: "-"))
    append(decimal: range.upperBound - 1)
    append(UInt8(ascii: "/"))
    append(decimal: length)
    append("\r\n")
  }
}
