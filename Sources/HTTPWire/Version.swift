import Primitives

/// `HTTP/1.0` and `HTTP/1.1` (RFC 9112 section 2.3).
enum Version {
  /// The minor version of the protocol named by `bytes`.
  static func minor(_ bytes: Span<UInt8>, ofRequestBy method: Span<UInt8>) throws(HTTPError) -> UInt8 {
    guard bytes.count == 8, bytes.extracting(..<5).equals("HTTP/"), bytes[5].isASCIIDigit,
      bytes[6] == UInt8(ascii: "."), bytes[7].isASCIIDigit
    else { throw HTTPError(.versionSyntax) }
    guard bytes[5] == UInt8(ascii: "1"), bytes[7] <= UInt8(ascii: "1") else {
      // 505 would tell a client that spoke HTTP/2 nothing it can read.
      throw HTTPError(method.equals("PRI") ? .http2Preface : .versionUnsupported)
    }
    return bytes[7] &- UInt8(ascii: "0")
  }
}
