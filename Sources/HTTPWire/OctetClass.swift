import Primitives

/// What an octet may be part of: one table look-up answers for all classes.
package struct OctetClass: OptionSet, Sendable, BitwiseCopyable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `tchar` of RFC 9110 section 5.6.2.
  package static let token = OctetClass(rawValue: 1)
  /// What a request target may hold. RFC 3986 without `#`, and those of ``[]\^`{|}`` besides, which browsers send
  /// unencoded (WHATWG URL, query percent-encode set).
  package static let target = OctetClass(rawValue: 2)
  /// `VCHAR`, `obs-text`, SP and HTAB: RFC 9110 section 5.5.
  package static let fieldValue = OctetClass(rawValue: 4)
  /// Letters, digits, `-`, `.`, `_`: a host as it is found in practice, and nothing that can be mistaken for a path.
  package static let host = OctetClass(rawValue: 8)

  package static func contains(_ octet: UInt8, _ class: OctetClass) -> Bool {
    table[Int(octet)] & `class`.rawValue != 0
  }

  /// Whether `bytes` are all of `class`; true for none.
  package static func all(_ bytes: Span<UInt8>, are class: OctetClass) -> Bool {
    firstOutside(`class`, bytes, from: 0) == bytes.count
  }

  /// The first index from `start` whose octet is not of `class`, or the end.
  static func firstOutside(_ class: OctetClass, _ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while index < bytes.count, contains(bytes[index], `class`) { index &+= 1 }
    return index
  }

  private static let table = FrozenArray((0...255).map { classes(of: UInt8($0)).rawValue })

  private static func classes(of octet: UInt8) -> OctetClass {
    var classes: OctetClass = []
    let character = Character(UnicodeScalar(octet))
    let isAlphanumeric = octet.isASCIIDigit || (97...122).contains(octet.asciiLowercased)
    if isAlphanumeric || "!#$%&'*+-.^_`|~".contains(character) { classes.insert(.token) }
    if (0x21...0x7E).contains(octet), !"\"#<>".contains(character) { classes.insert(.target) }
    if octet == 9 || (octet >= 0x20 && octet != 0x7F) { classes.insert(.fieldValue) }
    if isAlphanumeric || "-._".contains(character) { classes.insert(.host) }
    return classes
  }
}
