import Zones

/// A name as its NSEC3 record is called: the label of its hash in base 32, lower case (RFC 5155 sections 3.3 and 5).
struct HashedName: BitwiseCopyable {
  /// The label with its length octet.
  private(set) var label = InlineArray<33, UInt8>(repeating: 0)

  /// `name` is a whole name on the wire, lower case.
  init(_ name: Span<UInt8>, salt: Span<UInt8>, iterations: Int) {
    var hash = SHA1()
    hash.append(name)
    hash.append(salt)
    var digest = hash.digest()
    for _ in 0..<iterations {
      hash = SHA1()
      hash.append(digest.span)
      hash.append(salt)
      digest = hash.digest()
    }
    label[0] = UInt8(NSEC3.labelOctets - 1)
    // Eight digits for five octets.
    for group in 0..<SHA1.digestOctets / 5 {
      var bits: UInt64 = 0
      for index in 0..<5 { bits = bits << 8 | UInt64(digest[group * 5 + index]) }
      for index in 0..<8 {
        let digit = UInt8(truncatingIfNeeded: bits >> UInt64(35 - 5 * index)) & 31
        label[1 + group * 8 + index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit
      }
    }
  }
}
