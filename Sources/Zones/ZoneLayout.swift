import DNSWire
import Primitives

/// Writes the storage of a zone (see `Zone`) from names in canonical order.
///
/// Not copyable: it owns the memory, and the zone takes that over.
struct ZoneLayout: ~Copyable {
  /// What a record adds at most to its name and RDATA: the heads of an entry, of an RRset and of RDATA.
  static let recordOverhead = 12 + 12 + 2

  let apex: Name
  private let apexOctets: Int
  let hash: KeyedHash
  private(set) var storage: ZoneStorage
  private(set) var recordCount = 0
  private(set) var nodeCount = 0
  /// Entries that no look-up finds.
  private var hiddenCount = 0
  private(set) var depth = 0
  /// Entries from the apex down to the last one: their ancestors.
  private var path: [Ancestor] = []
  private var setStart = 0

  private struct Ancestor {
    var offset: Int
    /// The cut or DNAME at or above the entry, -1 for none.
    var cut: Int
  }

  init(hash: KeyedHash, apex: Name, capacity: Int) {
    (self.hash, self.apex, apexOctets) = (hash, apex, apex.wire.count)
    storage = ZoneStorage(capacity: max(capacity, 64))
  }

  deinit { storage.deallocate() }

  /// Begins the entry of `name`, after those of its ancestors that have none. A look-up does not find a hidden one.
  mutating func enter(
    _ name: Span<UInt8>, isCut: Bool, isRedirect: Bool = false, isHidden: Bool = false
  ) {
    let relative = name.count - apexOctets
    var starts = InlineArray<128, UInt8>(repeating: 0)
    var labels = 0
    var position = 0
    while position < relative {
      starts[labels] = UInt8(position)
      labels += 1
      position += Int(name[position]) + 1
    }
    func start(_ level: Int) -> Int { level == 0 ? relative : Int(starts[labels - level]) }
    var common = 0  // entries of `path` that are ancestors; the first is the apex
    while common < path.count, common <= labels,
      storage.name(ofEntry: path[common].offset).equalsIgnoringCase(name.extracting(start(common)..<relative))
    {
      common += 1
    }
    path.removeSubrange(common...)
    for level in stride(from: common, through: labels, by: 1) {
      push(
        name.extracting(start(level)..<relative), isCut: isCut && level == labels,
        isRedirect: isRedirect && level == labels, isHidden: isHidden && level == labels)
    }
    depth = max(depth, labels)
  }

  private mutating func push(_ relative: Span<UInt8>, isCut: Bool, isRedirect: Bool, isHidden: Bool) {
    let offset = storage.count
    let above = path.last
    // At a cut the records belong to the child zone, a DNAME too.
    var flags = isCut ? ZoneNode.cut : isRedirect ? ZoneNode.redirect : 0
    var cut = above?.cut ?? -1
    if cut >= 0 { flags = ZoneNode.occluded }
    storage.append(UInt8(relative.count))
    storage.append(flags | (isHidden ? ZoneNode.hidden : 0))
    storage.append(UInt16(0))
    if flags & ZoneNode.linked != 0 { storage.append(UInt64(cut)) } else if flags != 0 { cut = offset }
    storage.append(relative)
    let isWildcard = relative.count > 1 && relative[0] == 1 && relative[1] == UInt8(ascii: "*")
    if isWildcard, let above, flags & ZoneNode.occluded == 0 {
      let flags = storage.load(at: above.offset + 1, as: UInt8.self)
      storage.set(flags | ZoneNode.wildcard, at: above.offset + 1)
    }
    if let above { show(above.offset) }
    nodeCount += 1
    if isHidden { hiddenCount += 1 }
    path.append(Ancestor(offset: offset, cut: cut))
  }

  /// What has names below it exists, whatever else it is.
  private mutating func show(_ entry: Int) {
    let flags = storage.load(at: entry + 1, as: UInt8.self)
    guard flags & ZoneNode.hidden != 0 else { return }
    storage.set(flags & ~ZoneNode.hidden, at: entry + 1)
    hiddenCount -= 1
  }

  /// The RRset that comes next has the signatures of the one before.
  mutating func signLastSet() {
    let flags = storage.load(at: setStart + 11, as: UInt8.self)
    storage.set(flags | RecordSet.signed, at: setStart + 11)
  }

  /// Where the RRset begun last stands.
  var set: Int { setStart }

  mutating func beginSet(_ type: RecordType, ttl: UInt32, flags: UInt8) {
    setStart = storage.count
    storage.append(type.rawValue)
    storage.append(UInt16(0))
    storage.append(ttl)
    storage.append(UInt16(0))
    storage.append(flags & (RecordSet.alias | RecordSet.group) != 0 ? 0 : RecordLayout(type).rawValue)
    storage.append(flags)
  }

  mutating func append(_ data: Span<UInt8>) {
    storage.append(UInt16(data.count))
    storage.append(data)
  }

  /// The number of an alias or a group, in place of RDATA.
  mutating func appendNumber(_ index: UInt32) { storage.append(index) }

  mutating func endSet(count: Int) {
    storage.set(UInt16(count), at: setStart + 2)
    storage.set(UInt16(storage.count - setStart - 12), at: setStart + 8)
    recordCount += count
    guard let node = path.last?.offset else { return }
    storage.set(storage.load(at: node + 2, as: UInt16.self) + 1, at: node + 2)
  }

  /// The hash table, seven tenths full; to be freed by whoever gets it.
  private func slots() -> UnsafeMutableBufferPointer<UInt64> {
    let count = (nodeCount - hiddenCount) * 10 / 7 + 2
    let slots = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
    slots.initialize(repeating: ZoneSlots.empty)
    var entry = 0
    while entry < storage.count {
      defer { entry = storage.end(ofEntry: entry) }
      if storage.load(at: entry + 1, as: UInt8.self) & ZoneNode.hidden != 0 { continue }
      let hash = storage.hash(ofEntry: entry, hash)
      var index = ZoneSlots.home(hash, count: count)
      while slots[index] != ZoneSlots.empty { index = index + 1 == count ? 0 : index + 1 }
      slots[index] = UInt64(entry) << 24 | hash & ZoneSlots.tagMask
    }
    return slots
  }

  /// The zone; takes the storage.
  mutating func zone(
    serial: UInt32, negativeTTLSeconds: UInt32, aliases: [ZoneAlias], groups: [RoutedGroup]
  ) -> Zone {
    let slots = slots()
    let chain = ZoneChain(storage)
    return Zone(
      apex: apex, serial: serial, negativeTTLSeconds: negativeTTLSeconds, recordCount: recordCount,
      aliases: aliases, groups: groups, storage: storage.release(), slots: slots, hash: hash, depth: depth,
      nodeCount: nodeCount, chain: chain)
  }
}
