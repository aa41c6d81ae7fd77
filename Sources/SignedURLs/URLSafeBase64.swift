/// Base64 (RFC 4648 section 4) with `-` for `+`, `_` for `=` and `~` for `/`, as CloudFront has it in URLs and cookies.
package enum URLSafeBase64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-~".utf8)
  private static let pad = UInt8(ascii: "_")

  package static func encode(_ octets: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    var start = 0
    while start < octets.count {
      let group = octets[start..<min(start + 3, octets.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for digit in 0..<4 {
        text.append(digit <= group.count ? digits[bits >> (18 - 6 * digit) & 63] : pad)
      }
      start += 3
    }
    return text
  }

  /// Nil unless `text` is whole groups of four digits, padded at the end alone.
  package static func decode(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 == 0 else { return nil }
    let padding = text.suffix(2).reversed().prefix { $0 == pad }.count
    var octets: [UInt8] = []
    octets.reserveCapacity(text.count / 4 * 3)
    var bits = 0
    for (index, character) in text.dropLast(padding).enumerated() {
      guard let digit = value(of: character) else { return nil }
      bits = (bits << 6 | digit) & 0xFF_FFFF
      switch index % 4 {
      case 1: octets.append(UInt8(truncatingIfNeeded: bits >> 4))
      case 2: octets.append(UInt8(truncatingIfNeeded: bits >> 2))
      case 3: octets.append(UInt8(truncatingIfNeeded: bits))
      default: break
      }
    }
    return octets
  }

  private static func value(of character: UInt8) -> Int? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(character) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(character) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(character) + 4
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "~"): 63
    default: nil
    }
  }
}
