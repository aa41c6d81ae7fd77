import Primitives

/// The client subnet option (RFC 7871 section 6), as it stands in a query.
public struct ClientSubnet: Sendable, BitwiseCopyable, Equatable {
  /// 1 IPv4, 2 IPv6; 0 only with a prefix of 0.
  public var family: UInt16
  public var sourcePrefixLength: UInt8
  /// The address, bits past the prefix zero; IPv4 in the low 32 bits.
  public var bits: UInt128

  public init(family: UInt16, sourcePrefixLength: UInt8, bits: UInt128) {
    (self.family, self.sourcePrefixLength, self.bits) = (family, sourcePrefixLength, bits)
  }

  /// The subnet that stands for the client, nil where the client asked for privacy with a prefix of 0.
  public var address: IPAddress? {
    guard sourcePrefixLength > 0 else { return nil }
    return IPAddress(family: family == 1 ? .v4 : .v6, bits: bits)
  }

  /// Octets of the address in the option.
  public var addressOctets: Int { (Int(sourcePrefixLength) + 7) / 8 }

  /// Reads the option's data; nil where RFC 7871 section 7.1.2 asks for FORMERR.
  init?(_ data: Span<UInt8>) {
    guard data.count >= 4 else { return nil }
    self.init(family: data.bigEndianUInt16(at: 0), sourcePrefixLength: data[2], bits: 0)
    let width = family == 1 ? 32 : family == 2 ? 128 : 0
    guard family <= 2, data[3] == 0, Int(sourcePrefixLength) <= width, data.count == 4 + addressOctets
    else { return nil }
    if width == 0 { return }
    for index in 4..<data.count { bits = bits << 8 | UInt128(data[index]) }
    // The last octet may have bits past the prefix; those must be zero.
    let spare = UInt8(8 * addressOctets - Int(sourcePrefixLength))
    if UInt8(truncatingIfNeeded: bits) & ((1 << spare) - 1) != 0 { return nil }
    bits <<= UInt128(width - 8 * addressOctets)
  }
}
