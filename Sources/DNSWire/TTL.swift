import Primitives

/// TTL text: seconds, or numbers with the units w d h m s, added up.
package enum TTL {
  /// The most a TTL may be; more counts as 0 (RFC 2181 section 8).
  package static let limitSeconds: UInt32 = 0x7FFF_FFFF
  private static let maximum = UInt64(UInt32.max)

  /// Nil if the text is not a time or above 2^32 - 1. A TTL is at most `limitSeconds`, the timers of SOA take all.
  package static func seconds(_ text: Span<UInt8>) -> UInt32? {
    var total: UInt64 = 0
    var number: UInt64?
    var hasUnit = false
    for index in text.indices {
      let octet = text[index]
      if octet.isASCIIDigit {
        let value = (number ?? 0) * 10 + UInt64(octet &- 48)
        if value > maximum { return nil }
        number = value
        continue
      }
      guard let value = number, let unit = seconds(in: octet.asciiLowercased) else { return nil }
      (total, number, hasUnit) = (total + value * unit, nil, true)
      if total > maximum { return nil }
    }
    if let number {
      guard !hasUnit else { return nil }
      total = number
    }
    return !text.isEmpty && total <= maximum ? UInt32(total) : nil
  }

  private static func seconds(in letter: UInt8) -> UInt64? {
    switch letter {
    case UInt8(ascii: "w"): 604_800
    case UInt8(ascii: "d"): 86400
    case UInt8(ascii: "h"): 3600
    case UInt8(ascii: "m"): 60
    case UInt8(ascii: "s"): 1
    default: nil
    }
  }
}
