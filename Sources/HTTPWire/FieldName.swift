import Primitives

/// A field name the edge acts on, as a small number: found once when the field line is read, compared for free after.
///
/// Names outside the table are `.other` and are told apart by their bytes.
@frozen public enum FieldName: UInt8, Sendable, BitwiseCopyable {
  case other, accept, acceptEncoding, age, authorization, cacheControl, connection, contentEncoding
  case contentLength, contentRange, contentType, cookie, date, etag, expect, expires, host, ifMatch
  case ifModifiedSince, ifNoneMatch, ifRange, ifUnmodifiedSince, keepAlive, lastModified, location
  case pragma, proxyConnection, range, referer, server, setCookie, te, trailer, transferEncoding
  case upgrade, userAgent, vary, via, warning, xCache, xForwardedFor, acceptRanges, allow
  case acceptLanguage, acceptCharset, origin, cdnCacheControl, contentLocation

  /// The spellings in the order of the raw values, as RFC 9110 and its kin write them.
  package static let spellings: [StaticString] = [
    "", "Accept", "Accept-Encoding", "Age", "Authorization", "Cache-Control", "Connection",
    "Content-Encoding", "Content-Length", "Content-Range", "Content-Type", "Cookie", "Date", "ETag",
    "Expect", "Expires", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
    "If-Unmodified-Since", "Keep-Alive", "Last-Modified", "Location", "Pragma", "Proxy-Connection",
    "Range", "Referer", "Server", "Set-Cookie", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    "User-Agent", "Vary", "Via", "Warning", "X-Cache", "X-Forwarded-For", "Accept-Ranges", "Allow",
    "Accept-Language", "Accept-Charset", "Origin", "CDN-Cache-Control", "Content-Location",
  ]

  package var spelling: StaticString { Self.spellings[Int(rawValue)] }

  /// Finds `name`, ASCII case ignored (RFC 9110 section 5.1).
  package init(_ name: Span<UInt8>) {
    self = FieldName(rawValue: Self.table.find(name)) ?? .other
  }

  /// Lends its slots, so that no reader on any thread counts a reference.
  private static let table = LookupTable()

  /// Open addressing over (length, first, last byte): one probe for nearly every name.
  private struct LookupTable: ~Copyable, Sendable {
    /// Raw values; 0 for an empty slot.
    private let slots: FrozenArray<UInt8>
    /// All spellings in lower case, one after the other, and where each begins.
    private let letters: FrozenArray<UInt8>
    private let starts: FrozenArray<Int>

    init() {
      var slots = [UInt8](repeating: 0, count: 256)
      var letters: [UInt8] = []
      var starts: [Int] = []
      for (index, spelling) in FieldName.spellings.enumerated() {
        let bytes = spelling.description.utf8.map(\.asciiLowercased)
        starts.append(letters.count)
        letters += bytes
        guard index > 0 else { continue }
        var slot = Self.slot(bytes.span)
        while slots[slot] != 0 { slot = (slot + 1) & 255 }
        slots[slot] = UInt8(index)
      }
      starts.append(letters.count)
      self.slots = FrozenArray(slots)
      self.letters = FrozenArray(letters)
      self.starts = FrozenArray(starts)
    }

    func find(_ name: Span<UInt8>) -> UInt8 {
      guard !name.isEmpty else { return 0 }
      let slots = slots.span
      var slot = Self.slot(name)
      while case let candidate = slots[slot], candidate != 0 {
        if isSpelling(Int(candidate), of: name) { return candidate }
        slot = (slot &+ 1) & 255
      }
      return 0
    }

    private func isSpelling(_ candidate: Int, of name: Span<UInt8>) -> Bool {
      let starts = starts.span
      let start = starts[candidate]
      guard starts[candidate &+ 1] &- start == name.count else { return false }
      let spelling = letters.span.extracting(start..<(start &+ name.count))
      for index in name.indices {
        let octet = name[index]
        guard (octet &- 65 < 26 ? octet | 0x20 : octet) == spelling[index] else { return false }
      }
      return true
    }

    private static func slot(_ name: Span<UInt8>) -> Int {
      let first = Int(name[0] | 0x20)
      let last = Int(name[name.count &- 1] | 0x20)
      return (name.count &* 31 &+ first &* 7 &+ last &* 13) & 255
    }
  }
}

extension Span where Element == UInt8 {
  /// Equality with a literal, ASCII case ignored.
  package func equalsIgnoringCase(_ literal: StaticString) -> Bool {
    count == literal.utf8CodeUnitCount && hasPrefixIgnoringCase(literal)
  }

  package func hasPrefixIgnoringCase(_ literal: StaticString) -> Bool {
    guard count >= literal.utf8CodeUnitCount else { return false }
    let other = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    for index in other.indices where self[index].asciiLowercased != other[index].asciiLowercased {
      return false
    }
    return true
  }

  /// Equality with a literal, octet for octet.
  package func equals(_ literal: StaticString) -> Bool {
    guard count == literal.utf8CodeUnitCount else { return false }
    let other = UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount)
    for index in other.indices where self[index] != other[index] { return false }
    return true
  }
}
