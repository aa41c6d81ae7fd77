/// What a zone may hold.
package enum ZoneLimits {
  /// RDATA and lengths of one RRset: more would fit into no message.
  package static let recordSetOctets = 65_000
  /// RDATA of one record: RDLENGTH has 16 bits, and the RRset above must hold it.
  package static let dataOctets = 64_998
  /// Same-zone aliases that lead to each other (Route 53: three levels).
  package static let aliasDepth = 3
  /// SetIdentifier (Route 53 API).
  package static let identifierCharacters = 128
  /// Values of one record with a policy (Route 53 Developer Guide, "Quotas").
  package static let routedValues = 400
  /// Records of all groups: their numbers stand in four octets of the storage.
  package static let routedRecords = 1 << 24
  /// Faults reported for one zone: enough to fix, not enough to fill a disk.
  package static let diagnostics = 1000
  /// Text of one zone file: offsets are kept in 32 bits.
  package static let fileOctets = 0x7FFF_FFFF
  /// Records as read: where each stands is kept in 32 bits.
  package static let journalOctets = 0xF000_0000
  /// NSEC3 iterations that validators still believe (BIND and Unbound: 150; RFC 9276 recommends none). More are served, with a
  /// warning, as NSD, Knot and BIND do.
  package static let trustedIterations = 150
  /// NSEC3 iterations in all: the most RFC 5155 section 10.3 allows for any key. One denial hashes three names or more, and
  /// all zones would wait.
  package static let iterations = 2500
  /// Files that include each other; BIND and NSD stop at about as many.
  package static let includeDepth = 10
  /// Files that make up one zone: their numbers are kept in 15 bits.
  package static let files = 0x7FFF
  /// Records of one $GENERATE: a /8 of addresses.
  package static let generated = 1 << 24
}
