import Primitives

/// `uri-host [":" port]`: the value of Host and the authority of a target (RFC 9110 sections 4.2 and 7.2).
package enum Host {
  /// Whether `bytes` name a host: letters, digits, `-`, `.`, `_`, or an IPv6 address in brackets, and a port of at
  /// most 65535. Empty names, user information and percent-encoding are refused: no http URI that can be fetched has
  /// the first, RFC 9110 section 4.2.4 wants the second treated as an error, and no host is called by the third.
  package static func isValid(_ bytes: Span<UInt8>) -> Bool {
    guard let end = nameEnd(bytes) else { return false }
    if end == bytes.count { return true }
    guard bytes[end] == UInt8(ascii: ":") else { return false }
    if end &+ 1 == bytes.count { return true }
    guard bytes.count &- end <= 6, let port = bytes.extracting((end &+ 1)...).decimal else { return false }
    return port <= 65_535
  }

  /// Where the name (with its brackets, if any) ends, or nil if `bytes` do not begin with one.
  package static func nameEnd(_ bytes: Span<UInt8>) -> Int? {
    guard !bytes.isEmpty else { return nil }
    guard bytes[0] == UInt8(ascii: "[") else {
      let end = OctetClass.host.firstOutside(in: bytes, from: 0)
      return end > 0 ? end : nil
    }
    // 45 octets hold the longest IPv6 address.
    var end = 1
    while end < bytes.count, end <= 46, bytes[end] != UInt8(ascii: "]") { end &+= 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "]"),
      let address = IPAddress(bytes.extracting(1..<end).text), address.family == .v6
    else { return nil }
    return end &+ 1
  }
}
