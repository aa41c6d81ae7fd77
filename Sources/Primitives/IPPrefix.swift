/// A block of addresses in CIDR notation (RFC 4632): `192.0.2.0/24`, `2001:db8::/32`.
public struct IPPrefix: Hashable, Sendable, BitwiseCopyable, CustomStringConvertible {
  /// The first address of the block; bits past `length` are zero.
  public let address: IPAddress
  /// Leading bits that count: 0...32 or 0...128.
  public let length: Int

  /// The block of `length` bits that holds `address`; nil if the family has fewer bits.
  @inlinable public init?(_ address: IPAddress, length: Int) {
    guard (0...address.bitWidth).contains(length) else { return nil }
    self.address = IPAddress(family: address.family, bits: address.bits & Self.mask(address, length))
    self.length = length
  }

  /// Reads `address/length`; a plain address is a block of one.
  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(address, length: address.bitWidth)
      return
    }
    guard parts[1].utf8.allSatisfy(\.isASCIIDigit), let length = Int(parts[1]) else { return nil }
    self.init(address, length: length)
  }

  public func contains(_ other: IPAddress) -> Bool {
    other.family == address.family && other.bits & Self.mask(other, length) == address.bits
  }

  public var description: String { "\(address)/\(length)" }

  @usableFromInline
  @inline(__always)
  static func mask(_ address: IPAddress, _ length: Int) -> UInt128 {
    let hostBits = address.bitWidth &- length
    return hostBits == 128 ? 0 : .max &<< UInt128(hostBits)
  }
}
