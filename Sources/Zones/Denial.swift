/// How a zone proves that a name or a type does not exist.
public enum Denial: Sendable, BitwiseCopyable {
  /// It is not signed, or has no chain.
  case none
  /// NSEC records (RFC 4035).
  case names
  /// NSEC3 records (RFC 5155).
  case hashes(HashParameters)

  /// How names are hashed: what the NSEC3PARAM record says. The algorithm is SHA-1, the only one there is.
  public struct HashParameters: Sendable, BitwiseCopyable {
    /// Hashes of the hash.
    public let iterations: Int
    let saltStart: Int
    let saltOctets: Int

    /// Where the salt stands in the octets of the zone.
    public var salt: Range<Int> { saltStart..<saltStart + saltOctets }
  }
}
