/// Numbers of RFC 5155, and how a hash is written.
package enum NSEC3 {
  /// The only hash algorithm (section 11).
  static let sha1: UInt8 = 1
  /// Octets of its hashes.
  package static let hashOctets = 20
  /// A hash as a label: 32 digits of base 32 (section 3.3), and their length.
  package static let labelOctets = 33

  /// The label of a hash with its length octet, lower case.
  package static func label(_ hash: Span<UInt8>) -> InlineArray<33, UInt8> {
    var label = InlineArray<33, UInt8>(repeating: UInt8(labelOctets - 1))
    // Eight digits for five octets.
    for group in 0..<hashOctets / 5 {
      var bits: UInt64 = 0
      for index in 0..<5 { bits = bits << 8 | UInt64(hash[group * 5 + index]) }
      for index in 0..<8 {
        let digit = UInt8(truncatingIfNeeded: bits >> UInt64(35 - 5 * index)) & 31
        label[1 + group * 8 + index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      }
    }
    return label
  }
}
