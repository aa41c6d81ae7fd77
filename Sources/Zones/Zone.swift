import DNSWire
import Primitives

/// An immutable zone, indexed for lookups by name; read by all workers at once.
///
/// All names and records stand in one block of octets, entry after entry in canonical order (RFC 4034 section 6.1):
///
///     octets of the name without the apex (1) | flags (1) | RRsets (2) | link (8, if flagged) | name | RRset ...
///     RRset: TYPE (2) | records (2) | TTL (4) | octets that follow (2) | layout (1) | flags (1) | RDLENGTH, RDATA ...
///
/// Records of one name and type with a routing policy stand as one RRset that names the group, then one for each member.
/// A table of 64-bit slots (40 bits where the entry stands, 24 bits of its hash) finds an entry with one probe. A name
/// with one address costs about 45 octets in all. Empty non-terminals have entries, so ancestors are always there. Entries
/// of NSEC3 records alone stand in no slot: they are no names (RFC 5155 section 7.2.8).
public final class Zone: Sendable {
  public let apex: Name
  /// SERIAL of the SOA record.
  public let serial: UInt32
  public let recordCount: Int
  /// Names, empty non-terminals included.
  public let nodeCount: Int
  public let aliases: [ZoneAlias]
  /// Records with routing policies, one group for each name and type.
  package let groups: [RoutedGroup]
  /// min(TTL of the SOA record, its MINIMUM): how long "no" may be remembered (RFC 2308 section 5).
  public let negativeTTLSeconds: UInt32

  /// Owned, taken over in `init` and never written again. Not a `FrozenArray`: a class cannot lend out the span of a property.
  @usableFromInline nonisolated(unsafe) let storage: UnsafeMutableBufferPointer<UInt8>
  /// The apex on the wire; owned like `storage`.
  private nonisolated(unsafe) let apexWire: UnsafeMutableBufferPointer<UInt8>
  private let slots: FrozenArray<UInt64>
  @usableFromInline let resolutions: FrozenArray<AliasResolution>
  private let hash: KeyedHash
  public let apexLabels: Int
  public let apexOctets: Int
  /// How a signed zone proves what it has not; `chain` has its entries with NSEC or NSEC3 records, in canonical order.
  public let denial: Denial
  let chain: FrozenArray<UInt64>
  /// The SOA record is signed.
  public let isSigned: Bool
  /// The most labels below the apex that any name has: no probe for longer ones.
  private let depth: Int

  init(
    apex: Name, serial: UInt32, negativeTTLSeconds: UInt32, recordCount: Int, aliases: [ZoneAlias],
    groups: [RoutedGroup], storage: UnsafeMutableBufferPointer<UInt8>,
    slots: UnsafeMutableBufferPointer<UInt64>, hash: KeyedHash, depth: Int, nodeCount: Int, chain: ZoneChain
  ) {
    (self.apex, self.serial, self.negativeTTLSeconds) = (apex, serial, negativeTTLSeconds)
    (self.recordCount, self.aliases, self.nodeCount) = (recordCount, aliases, nodeCount)
    self.groups = groups
    self.storage = storage
    apexWire = .allocate(capacity: apex.wire.count)
    _ = apexWire.initialize(from: apex.wire)
    self.slots = FrozenArray(adopting: slots)
    resolutions = FrozenArray(
      aliases.indices.map {
        AliasResolution(
          targetSet: aliases[$0].targetSet, index: $0,
          evaluatesTargetHealth: aliases[$0].evaluatesTargetHealth)
      })
    (self.hash, self.depth) = (hash, depth)
    (denial, isSigned) = (chain.denial, chain.isSigned)
    self.chain = FrozenArray(chain.entries)
    (apexLabels, apexOctets) = (apex.labelCount, apex.wire.count)
  }

  deinit {
    storage.deallocate()
    apexWire.deallocate()
  }

  /// All entries, as octets.
  @inlinable
  public var octets: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      _overrideLifetime(Span(_unsafeElements: UnsafeBufferPointer(storage)), borrowing: self)
    }
  }

  public var apexNode: ZoneNode { node(at: 0) }

  /// What the zone holds for a name at or below its apex (RFC 1034 section 4.3.2 step 3).
  public func lookUp(_ name: borrowing FoldedName) -> ZoneLookup {
    let below = name.labelCount - apexLabels
    if below <= depth, let node = probe(name, label: 0) {
      if node.isOccluded { return occlusion(self.node(at: node.link)) }
      return node.isCut ? .delegation(node, isExact: true) : .node(node)
    }
    let (encloser, high) = encloser(name, from: 1)
    if encloser.isOccluded { return occlusion(node(at: encloser.link)) }
    if encloser.isCut || encloser.isRedirect { return occlusion(encloser) }
    guard encloser.hasWildcard else { return .noSuchName }
    let wildcard = name.withWildcard(besideLabel: high - 1) { probe(name, start: $0) }
    return wildcard.map { .wildcard($0) } ?? .noSuchName
  }

  /// The label of `name` where its closest encloser begins, 0 if the name exists.
  package func closestEncloser(of name: borrowing FoldedName) -> Int { encloser(name, from: 0).label }

  /// The longest ancestor that has an entry, and the label where it begins, `first` or behind it.
  ///
  /// Ancestors of an entry are entries: halve the labels to find the closest encloser (RFC 4592 section 3.3.1).
  @inline(__always)
  private func encloser(_ name: borrowing FoldedName, from first: Int) -> (node: ZoneNode, label: Int) {
    var high = name.labelCount - apexLabels
    var low = max(first, high - depth)
    var encloser = apexNode
    while low < high {
      let middle = (low + high) / 2
      if let node = probe(name, label: middle) { (encloser, high) = (node, middle) } else { low = middle + 1 }
    }
    return (encloser, high)
  }

  /// What a name below the cut or DNAME `node` gets.
  private func occlusion(_ node: ZoneNode) -> ZoneLookup {
    node.isRedirect ? .redirection(node) : .delegation(node, isExact: false)
  }

  /// The entry for exactly this name, cuts or not: for glue and additional addresses.
  public func node(for name: borrowing FoldedName) -> ZoneNode? {
    name.labelCount - apexLabels <= depth ? probe(name, label: 0) : nil
  }

  /// True if `name` is the apex or below it.
  public func contains(_ name: borrowing FoldedName) -> Bool {
    guard name.labelCount >= apexLabels else { return false }
    let start = name.offset(ofLabel: name.labelCount - apexLabels)
    return isApex(name.span.extracting(start..<name.count))
  }

  /// True if `name`, on the wire, is the apex.
  public func isApex(_ name: Span<UInt8>) -> Bool {
    name.equalsIgnoringCase(Span(_unsafeElements: UnsafeBufferPointer(apexWire)))
  }

  private func probe(_ name: borrowing FoldedName, label: Int) -> ZoneNode? {
    probe(name, start: name.offset(ofLabel: label))
  }

  /// The entry whose name is that of `name` from `start` on.
  private func probe(_ name: borrowing FoldedName, start: Int) -> ZoneNode? {
    let end = name.count - apexOctets
    let key = name.span.extracting(start..<max(start, end))
    let hash = hash(key)
    let tag = hash & ZoneSlots.tagMask
    let count = slots.count
    var index = ZoneSlots.home(hash, count: count)
    while true {
      let slot = slots[index]
      if slot == ZoneSlots.empty { return nil }
      if slot & ZoneSlots.tagMask == tag {
        let node = node(at: Int(slot >> 24))
        if octets.extracting(node.nameRange).equalsIgnoringCase(key) { return node }
      }
      index += 1
      if index == count { index = 0 }
    }
  }

  @inline(__always)
  public func node(at offset: Int) -> ZoneNode {
    let octets = octets
    let flags = octets[offset + 1]
    let header = flags & ZoneNode.linked == 0 ? 4 : 12
    let link = header == 4 ? 0 : Int(truncatingIfNeeded: octets.load(at: offset + 4, as: UInt64.self))
    return ZoneNode(
      offset: offset, link: link, flags: flags, nameLength: octets[offset],
      sets: octets.load(at: offset + 2, as: UInt16.self))
  }

  /// The RRset that stands at `offset`.
  @inlinable @inline(__always)
  public func recordSet(at offset: Int) -> RecordSet {
    let octets = octets
    precondition(offset >= 0 && offset <= octets.count &- 12)
    // Checked once for all of the head.
    let head = octets.bytes
    return RecordSet(
      start: offset &+ 12,
      ttlSeconds: head.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 4, as: UInt32.self),
      type: RecordType(rawValue: head.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt16.self)),
      records: head.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 2, as: UInt16.self),
      length: head.unsafeLoadUnaligned(fromUncheckedByteOffset: offset &+ 8, as: UInt16.self),
      layout: RecordLayout(rawValue: head.unsafeLoad(fromUncheckedByteOffset: offset &+ 10, as: UInt8.self)),
      flags: head.unsafeLoad(fromUncheckedByteOffset: offset &+ 11, as: UInt8.self))
  }

  /// Where the alias `set` leads.
  @inlinable @inline(__always)
  public func resolve(_ set: RecordSet) -> AliasResolution { resolutions[number(of: set)] }

  /// The number of an alias in `aliases`, or of a group in `groups`.
  @inlinable @inline(__always)
  public func number(of set: RecordSet) -> Int { Int(octets.load(at: set.start, as: UInt32.self)) }

  /// The RRset of `type` at `node`.
  public func recordSet(_ type: RecordType, at node: ZoneNode) -> RecordSet? {
    var offset = node.setStart
    var left = node.sets
    while left > 0 {
      let set = recordSet(at: offset)
      if set.type == type { return set }
      offset = set.end
      left &-= 1
    }
    return nil
  }
}

/// Where an alias leads.
public struct AliasResolution: Sendable, BitwiseCopyable {
  /// Where the target's RRset stands in the zone; it may be an alias or a group. -1: a distribution or another resource.
  public let targetSet: Int
  /// The alias in `Zone.aliases`.
  public let index: Int
  public let evaluatesTargetHealth: Bool
}

/// How slots of the hash table are made: entry offset above, 24 bits of the hash below.
enum ZoneSlots {
  static let tagMask: UInt64 = 0xFF_FFFF
  static let empty = UInt64.max

  static func home(_ hash: UInt64, count: Int) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(count)).high)
  }
}

extension Span where Element == UInt8 {
  /// A number of the zone's own storage, in the order of this machine.
  @inlinable @inline(__always)
  func load<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as: T.Type) -> T {
    precondition(offset >= 0 && offset <= count &- MemoryLayout<T>.size)
    return bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: T.self)
  }
}
