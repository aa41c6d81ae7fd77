import Primitives

/// Entity tags on bytes (RFC 9110 section 8.8.3): `"opaque"` strong, `W/"opaque"` weak.
package enum EntityTag {
  /// Whether `bytes` are one entity tag and nothing else.
  package static func isValid(_ bytes: Span<UInt8>) -> Bool {
    let start = isWeak(bytes) ? 2 : 0
    guard bytes.count >= start + 2, bytes[start] == UInt8(ascii: "\""),
      bytes[bytes.count - 1] == UInt8(ascii: "\"")
    else { return false }
    for index in (start + 1)..<(bytes.count - 1) {
      // etagc: all visible characters but the double quote, and obs-text
      let byte = bytes[index]
      guard byte == 0x21 || (0x23...0x7E).contains(byte) || byte >= 0x80 else { return false }
    }
    return true
  }

  package static func isWeak(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == UInt8(ascii: "W") && bytes[1] == UInt8(ascii: "/")
  }

  /// Both strong, and the same bytes.
  package static func stronglyEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    isValid(a) && isValid(b) && !isWeak(a) && a.equals(b)
  }

  /// The same opaque part, weak or not: what `If-None-Match` asks for.
  package static func weaklyEqual(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool {
    guard isValid(a), isValid(b) else { return false }
    return a.extracting((isWeak(a) ? 2 : 0)..<a.count).equals(b.extracting((isWeak(b) ? 2 : 0)..<b.count))
  }
}
