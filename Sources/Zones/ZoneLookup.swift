import DNSWire

/// What a zone has for a name.
package enum ZoneLookup: Sendable, BitwiseCopyable {
  /// The name exists; it may have no records (an empty non-terminal).
  case node(ZoneNode)
  /// The name does not exist, and this wildcard stands for it (RFC 4592).
  case wildcard(ZoneNode)
  /// The name is at (`isExact`) or below this zone cut.
  case delegation(ZoneNode, isExact: Bool)
  /// The name is below this entry, which has a DNAME record.
  case redirection(ZoneNode)
  case noSuchName
}

/// An entry of a zone's storage.
package struct ZoneNode: Sendable, BitwiseCopyable {
  static let cut: UInt8 = 1
  static let occluded: UInt8 = 2
  static let wildcard: UInt8 = 4
  static let redirect: UInt8 = 8
  static let linked: UInt8 = occluded

  package let offset: Int
  let flags: UInt8
  let nameStart: Int
  /// Octets of the name without the apex.
  package let nameOctets: Int
  package let setCount: Int
  /// The cut or DNAME above an occluded entry.
  let link: Int

  /// Has NS records and is not the apex.
  package var isCut: Bool { flags & Self.cut != 0 }
  /// Has a DNAME record, and no cut or DNAME is at or above it.
  var isRedirect: Bool { flags & Self.redirect != 0 }
  /// True for the cut itself and what it occludes.
  package func isBelow(_ cut: ZoneNode) -> Bool { offset == cut.offset || (isOccluded && link == cut.offset) }
  /// Below a cut, where it is glue or nothing, or below a DNAME.
  package var isOccluded: Bool { flags & Self.occluded != 0 }
  var hasWildcard: Bool { flags & Self.wildcard != 0 }
  var nameRange: Range<Int> { nameStart..<nameStart + nameOctets }
  /// Where the first RRset stands.
  package var setStart: Int { nameStart + nameOctets }
}

/// An RRset in a zone's storage.
package struct RecordSet: Sendable, BitwiseCopyable {
  package let type: RecordType
  package let count: Int
  package let ttlSeconds: UInt32
  package let layout: RecordLayout
  let flags: UInt8
  /// Where RDLENGTH of the first record stands.
  package let start: Int
  package let octets: Int
  package var end: Int { start + octets }

  /// What stands before the first record's RDLENGTH.
  static let headOctets = 12
  /// Where the RRset stands in the zone, as `Zone.recordSet(at:)` takes it.
  package var offset: Int { start &- Self.headOctets }

  static let alias: UInt8 = 1
  static let group: UInt8 = 2
  static let member: UInt8 = 4

  /// RDATA is the number of a `ZoneAlias`, four octets in machine order.
  package var isAlias: Bool { flags & Self.alias != 0 }
  /// Stands for a `RoutedGroup`, whose number is its RDATA, before the group's members; it has no records of its own.
  package var isGroup: Bool { flags & Self.group != 0 }
  /// Belongs to the group that stands before it: not to be found by its type, only through the group.
  package var isMember: Bool { flags & Self.member != 0 }
  /// Records as they are: no alias, no group.
  package var isPlain: Bool { flags & (Self.alias | Self.group) == 0 }
}

/// An alias record (Route 53): answered with what its target has, under its own name.
package struct ZoneAlias: Sendable {
  package enum Target: Sendable, Equatable {
    /// A record of the same zone (`$self`).
    case record(Name)
    /// The domain name of a distribution (hosted zone id Z2FDTNDATAQYW2).
    case distribution(Name)
  }
  package let name: Name
  package let type: RecordType
  package let target: Target
  package let evaluatesTargetHealth: Bool
  /// Where the line stands, for faults that only the caller can see: an unknown distribution.
  package let file: String
  package let line: Int
  package let column: Int
  /// Where the target's RRset stands in the zone, which may be an alias or a group itself; -1 for a distribution.
  package internal(set) var targetSet = -1
  /// The target's number in `Zone.aliases` or `Zone.groups` if it is one of those, else -1.
  package internal(set) var targetAlias = -1
  package internal(set) var targetGroup = -1
}
