import DNSWire

/// What a zone has for a name.
public enum ZoneLookup: Sendable, BitwiseCopyable {
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

/// An entry of a zone's storage. Small enough to be handed around in registers, as `RecordSet` is.
public struct ZoneNode: Sendable, BitwiseCopyable {
  static let cut: UInt8 = 1
  static let occluded: UInt8 = 2
  static let wildcard: UInt8 = 4
  static let redirect: UInt8 = 8
  static let hidden: UInt8 = 16
  static let linked: UInt8 = occluded

  public let offset: Int
  /// The cut or DNAME above an occluded entry.
  let link: Int
  let flags: UInt8
  let nameLength: UInt8
  let sets: UInt16

  /// Has NS records and is not the apex.
  public var isCut: Bool { flags & Self.cut != 0 }
  /// Has a DNAME record, and no cut or DNAME is at or above it.
  var isRedirect: Bool { flags & Self.redirect != 0 }
  /// True for the cut itself and what it occludes.
  public func isBelow(_ cut: ZoneNode) -> Bool { offset == cut.offset || (isOccluded && link == cut.offset) }
  /// Below a cut, where it is glue or nothing, or below a DNAME.
  public var isOccluded: Bool { flags & Self.occluded != 0 }
  var hasWildcard: Bool { flags & Self.wildcard != 0 }
  private var nameStart: Int { offset + (flags & Self.linked == 0 ? 4 : 12) }
  /// Octets of the name without the apex.
  public var nameOctets: Int { Int(nameLength) }
  public var setCount: Int { Int(sets) }
  var nameRange: Range<Int> { nameStart..<nameStart + nameOctets }
  /// Where the first RRset stands.
  public var setStart: Int { nameStart + nameOctets }
}

/// An RRset in a zone's storage. The RRSIG records that cover a type are an RRset of their own, right behind what they sign.
public struct RecordSet: Sendable, BitwiseCopyable {
  @inlinable static var alias: UInt8 { 1 }
  @inlinable static var signed: UInt8 { 2 }
  @inlinable static var group: UInt8 { 4 }
  @inlinable static var member: UInt8 { 8 }

  /// Where RDLENGTH of the first record stands.
  public let start: Int
  public let ttlSeconds: UInt32
  public let type: RecordType
  @usableFromInline let records: UInt16
  @usableFromInline let length: UInt16
  public let layout: RecordLayout
  @usableFromInline let flags: UInt8

  @inlinable
  init(
    start: Int, ttlSeconds: UInt32, type: RecordType, records: UInt16, length: UInt16, layout: RecordLayout,
    flags: UInt8
  ) {
    (self.start, self.ttlSeconds, self.type, self.records) = (start, ttlSeconds, type, records)
    (self.length, self.layout, self.flags) = (length, layout, flags)
  }

  /// RDATA is the number of a `ZoneAlias`, four octets in machine order.
  @inlinable public var isAlias: Bool { flags & Self.alias != 0 }
  /// The RRset at `end` has its signatures.
  public var isSigned: Bool { flags & Self.signed != 0 }
  /// The same without signatures: for another owner than the one that they are good for.
  public var unsigned: RecordSet {
    RecordSet(
      start: start, ttlSeconds: ttlSeconds, type: type, records: records, length: length, layout: layout,
      flags: flags & ~Self.signed)
  }
  public var count: Int { Int(records) }
  public var end: Int { start + Int(length) }

  /// What stands before the first record's RDLENGTH.
  @inlinable static var headOctets: Int { 12 }
  /// Where the RRset stands in the zone, as `Zone.recordSet(at:)` takes it.
  @inlinable public var offset: Int { start &- Self.headOctets }
  /// Stands for a `RoutedGroup`, whose number is its RDATA, before the group's members; it has no records of its own.
  @inlinable public var isGroup: Bool { flags & Self.group != 0 }
  /// Belongs to the group that stands before it: not to be found by its type, only through the group.
  @inlinable public var isMember: Bool { flags & Self.member != 0 }
  /// Records as they are: no alias, no group.
  @inlinable public var isPlain: Bool { flags & (Self.alias | Self.group) == 0 }
}

/// An alias record (Route 53): answered with what its target has, under its own name.
public struct ZoneAlias: Sendable {
  /// The hosted zone id of all distributions (Route 53 API, AliasTarget).
  package static let distributionHostedZone = "Z2FDTNDATAQYW2"

  public enum Target: Sendable, Equatable {
    /// A record of the same zone (`$self`).
    case record(Name)
    /// The domain name of a distribution (hosted zone id Z2FDTNDATAQYW2).
    case distribution(Name)
    /// Another AWS resource, a load balancer say, and its hosted zone id. Nothing is known of it: it counts as healthy, and
    /// the answer has no records.
    case resource(Name, hostedZone: String)
  }
  public let name: Name
  public let type: RecordType
  public let target: Target
  public let evaluatesTargetHealth: Bool
  /// Where the line stands, for faults that only the caller can see: an unknown distribution.
  public let file: String
  public let line: Int
  public let column: Int
  /// Where the target's RRset stands in the zone, which may be an alias or a group itself; -1 for a distribution or another resource.
  public internal(set) var targetSet = -1
  /// The target's number in `Zone.aliases` or `Zone.groups` if it is one of those, else -1.
  public internal(set) var targetAlias = -1
  public internal(set) var targetGroup = -1
}
