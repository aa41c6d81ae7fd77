/// What a zone may hold.
package enum ZoneLimits {
  /// RDATA and lengths of one RRset: more would fit into no message.
  package static let recordSetOctets = 65_000
  /// RFC 2181 section 8.
  package static let ttlSeconds: UInt64 = 0x7FFF_FFFF
  /// Same-zone aliases that lead to each other (Route 53: three levels).
  package static let aliasDepth = 3
  /// Faults reported for one file: enough to fix, not enough to fill a disk.
  package static let diagnostics = 1000
  /// Text of one zone file: offsets are kept in 32 bits.
  package static let fileOctets = 0x7FFF_FFFF
}
