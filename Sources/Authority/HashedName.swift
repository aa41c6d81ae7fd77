import Zones

/// A name as its NSEC3 record is called: the label of its hash in base 32, lower case (RFC 5155 sections 3.3 and 5).
struct HashedName: BitwiseCopyable {
  /// The label with its length octet.
  let label: InlineArray<33, UInt8>

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
    label = NSEC3.label(digest.span)
  }
}
