/// What an octet may be part of: a bit for each ASCII octet, tested without a branch or a look into memory.
package struct OctetClass: Sendable, BitwiseCopyable {
  /// A bit for each of octets 0...63 and 64...127.
  private let low: UInt64
  private let high: UInt64
  /// Whether octets above 127 belong.
  private let includesNonASCII: Bool

  /// `tchar` of RFC 9110 section 5.6.2: letters, digits, and ``!#$%&'*+-.^_`|~``.
  package static var token: OctetClass {
    OctetClass(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE, includesNonASCII: false)
  }

  /// What a request target may hold: visible ASCII but `"`, `#`, `<` and `>`. RFC 3986 has less, but browsers send
  /// ``\^`{|}`` unencoded in queries (WHATWG URL, query percent-encode set).
  package static var target: OctetClass {
    OctetClass(low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF, includesNonASCII: false)
  }

  /// `VCHAR`, `obs-text`, SP and HTAB: RFC 9110 section 5.5.
  package static var fieldValue: OctetClass {
    OctetClass(low: 0xFFFF_FFFF_0000_0200, high: 0x7FFF_FFFF_FFFF_FFFF, includesNonASCII: true)
  }

  /// Letters, digits, `-`, `.`, `_`: a host as it is found in practice, and nothing that can be mistaken for a path.
  package static var host: OctetClass {
    OctetClass(low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE, includesNonASCII: false)
  }

  @inline(__always)
  package func contains(_ octet: UInt8) -> Bool {
    guard octet < 128 else { return includesNonASCII }
    return (octet < 64 ? low : high) &>> UInt64(octet & 63) & 1 != 0
  }

  /// Whether all of `octets` belong; true for none.
  package func containsAll(_ octets: Span<UInt8>) -> Bool {
    firstOutside(in: octets, from: 0) == octets.count
  }

  /// The first index from `start` whose octet does not belong, or the end.
  @inline(__always)
  func firstOutside(in octets: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < octets.count, contains(octets[index]) { index &+= 1 }
    return index
  }
}
