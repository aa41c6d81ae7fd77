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
  public var addressOctets: Int { (Int(sourcePrefixLength) &+ 7) &>> 3 }

  /// Reads the option's data, `start..<end` of the message `packet`; nil where RFC 7871 section 7.1.2 asks for
  /// FORMERR.
  @inline(__always)
  init?(_ packet: Span<UInt8>, from start: Int, to end: Int) {
    guard end &- start >= 4 else { return nil }
    // FAMILY, SOURCE PREFIX-LENGTH, and SCOPE PREFIX-LENGTH, which is 0 in a query.
    let head = packet.bigEndianUInt32(at: start)
    guard head & 0xFF == 0 else { return nil }
    self.init(
      family: UInt16(truncatingIfNeeded: head >> 16),
      sourcePrefixLength: UInt8(truncatingIfNeeded: head >> 8),
      bits: 0)
    let octets = addressOctets
    guard end &- start == 4 &+ octets else { return nil }
    let width: Int
    switch family {
    case 0: width = 0
    case 1: width = 32
    case 2: width = 128
    default: return nil
    }
    guard Int(sourcePrefixLength) <= width else { return nil }
    if octets == 0 { return }
    // The last octet may have bits past the prefix; those must be zero.
    let bitsOfLast = sourcePrefixLength & 7
    guard bitsOfLast == 0 || packet[end &- 1] &<< bitsOfLast == 0 else { return nil }
    // All at once, by the octets that end where the address does: what stands before them is shifted out. The header alone
    // has twelve octets, and OPT has more.
    if width == 32 {
      bits = UInt128(packet.bigEndianUInt32(at: end &- 4) &<< UInt32(truncatingIfNeeded: 32 &- 8 &* octets))
    } else {
      let high = UInt128(packet.bigEndianUInt64(at: end &- 16)) &<< 64
      bits =
        (high | UInt128(packet.bigEndianUInt64(at: end &- 8)))
        &<< UInt128(truncatingIfNeeded: 128 &- 8 &* octets)
    }
  }
}
