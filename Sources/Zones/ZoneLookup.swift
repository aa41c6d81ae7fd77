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
  static let hidden: UInt8 = 16
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

/// An RRset in a zone's storage. The RRSIG records that cover a type are an RRset of their own, right behind what they sign.
package struct RecordSet: Sendable, BitwiseCopyable {
  static let alias: UInt8 = 1
  static let signed: UInt8 = 2

  package let type: RecordType
  package let count: Int
  package let ttlSeconds: UInt32
  package let layout: RecordLayout
  let flags: UInt8
  /// Where RDLENGTH of the first record stands.
  package let start: Int
  package let octets: Int
  package var end: Int { start + octets }
  /// RDATA is the number of a `ZoneAlias`, four octets in machine order.
  package var isAlias: Bool { flags & Self.alias != 0 }
  /// The RRset at `end` has its signatures.
  package var isSigned: Bool { flags & Self.signed != 0 }
  /// The same without signatures: for another owner than the one that they are good for.
  package var unsigned: RecordSet {
    RecordSet(
      type: type, count: count, ttlSeconds: ttlSeconds, layout: layout, flags: flags & ~Self.signed,
      start: start, octets: octets)
  }
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
  /// Where the target's RRset stands in the zone, -1 for a distribution.
  package internal(set) var targetSet = -1
  /// The alias at the end of a chain of `$self` aliases, itself if there is no chain.
  package internal(set) var finalAlias = -1
}
