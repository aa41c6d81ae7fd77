import Primitives

/// Octets as `%2F` (RFC 3986 section 2.1).
extension String {
  /// With all but ASCII letters, digits and `others` encoded.
  package func percentEncoded(keeping others: String) -> String {
    let kept = Array(others.utf8)
    let digits = Array("0123456789ABCDEF".utf8)
    var octets: [UInt8] = []
    for octet in utf8 {
      if octet.isASCIIDigit || (97...122).contains(octet | 0x20) || kept.contains(octet) {
        octets.append(octet)
      } else {
        octets += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
      }
    }
    return String(decoding: octets, as: UTF8.self)
  }

  /// Nil where two hexadecimal digits do not follow a percent sign, or what comes out is not UTF-8.
  package var percentDecoded: String? {
    var octets: [UInt8] = []
    var rest = Array(utf8)[...]
    while let octet = rest.popFirst() {
      guard octet == UInt8(ascii: "%") else {
        octets.append(octet)
        continue
      }
      let digits = rest.prefix(2).map { Character(UnicodeScalar($0)).hexDigitValue }
      guard digits.count == 2, let high = digits[0], let low = digits[1] else { return nil }
      octets.append(UInt8(high << 4 | low))
      rest = rest.dropFirst(2)
    }
    return String(validating: octets, as: UTF8.self)
  }
}
