import DNSWire
import Primitives

/// Writes the storage of a zone (see `Zone`) from names in canonical order.
struct ZoneLayout {
  let apex: Name
  private let hash: KeyedHash
  private(set) var storage: [UInt8] = []
  /// Where entries stand.
  private(set) var nodes: [(offset: Int, hash: UInt64)] = []
  private(set) var recordCount = 0
  private(set) var depth = 0
  /// Entries from the apex down to the last one: their ancestors.
  private var path: [Ancestor] = []

  private struct Ancestor {
    var offset: Int
    var name: [UInt8]
    /// The cut or DNAME at or above the entry, -1 for none.
    var cut: Int

    func isName(_ other: Span<UInt8>) -> Bool { name.span.equalsIgnoringCase(other) }
  }

  private var setStart = 0

  init(hash: KeyedHash, apex: Name, estimate: Int) {
    (self.hash, self.apex) = (hash, apex)
    storage.reserveCapacity(estimate * 32)
    nodes.reserveCapacity(estimate)
  }

  /// Begins the entry of `name`, after those of its ancestors that have none.
  mutating func enter(_ name: Span<UInt8>, isCut: Bool, isRedirect: Bool = false) {
    let relative = name.count - apex.wire.count
    var labels: [Int] = []
    var position = 0
    while position < relative {
      labels.append(position)
      position += Int(name[position]) + 1
    }
    var common = 0  // entries of `path` that are ancestors; the first is the apex
    while common < path.count, common <= labels.count {
      let start = common == 0 ? relative : labels[labels.count - common]
      if !path[common].isName(name.extracting(start..<relative)) { break }
      common += 1
    }
    path.removeSubrange(common...)
    for level in common...max(common, labels.count) where level <= labels.count {
      let start = level == 0 ? relative : labels[labels.count - level]
      push(
        name.extracting(start..<relative), isCut: isCut && level == labels.count,
        isRedirect: isRedirect && level == labels.count)
    }
    depth = max(depth, labels.count)
  }

  private mutating func push(_ relative: Span<UInt8>, isCut: Bool, isRedirect: Bool) {
    let offset = storage.count
    // At a cut the records belong to the child zone, a DNAME too.
    var flags = isCut ? ZoneNode.cut : isRedirect ? ZoneNode.redirect : 0
    var link = 0
    let above = path.isEmpty ? -1 : path[path.count - 1].offset
    var cut = path.isEmpty ? -1 : path[path.count - 1].cut
    if cut >= 0 {
      flags = ZoneNode.occluded
      link = cut
    } else if flags != 0 {
      cut = offset
    }
    storage.append(UInt8(relative.count))
    storage.append(flags)
    appendNumber(UInt16(0))
    if flags & ZoneNode.linked != 0 { appendNumber(UInt64(link)) }
    var folded: [UInt8] = []
    for index in relative.indices {
      storage.append(relative[index])
      folded.append(relative[index].asciiLowercased)
    }
    let isWildcard = relative.count > 1 && relative[0] == 1 && relative[1] == UInt8(ascii: "*")
    if isWildcard, above >= 0, flags & ZoneNode.occluded == 0 { storage[above + 1] |= ZoneNode.wildcard }
    nodes.append((offset, hash(folded.span)))
    path.append(Ancestor(offset: offset, name: folded, cut: cut))
  }

  private mutating func appendNumber<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value) { storage.append(contentsOf: $0) }
  }

  private mutating func setNumber<T: FixedWidthInteger>(_ value: T, at offset: Int) {
    withUnsafeBytes(of: value) { for (index, octet) in $0.enumerated() { storage[offset + index] = octet } }
  }

  mutating func beginSet(_ type: RecordType, ttl: UInt32, isAlias: Bool) {
    setStart = storage.count
    appendNumber(type.rawValue)
    appendNumber(UInt16(0))
    appendNumber(ttl)
    appendNumber(UInt16(0))
    storage.append(isAlias ? 0 : RecordLayout(type).rawValue)
    storage.append(isAlias ? 1 : 0)
  }

  mutating func append(_ data: Span<UInt8>) {
    appendNumber(UInt16(data.count))
    for index in data.indices { storage.append(data[index]) }
  }

  mutating func appendAlias(_ index: UInt32) { appendNumber(index) }

  mutating func endSet(count: Int) {
    setNumber(UInt16(count), at: setStart + 2)
    setNumber(UInt16(storage.count - setStart - 12), at: setStart + 8)
    recordCount += count
    guard let node = path.last?.offset else { return }
    setNumber(number(at: node + 2, as: UInt16.self) + 1, at: node + 2)
  }

  /// Where the RRset of `type` at `name` stands, and the alias it is, -1 for records.
  func set(_ type: RecordType, at name: Name) -> (offset: Int, alias: Int)? {
    guard name.isSubdomain(of: apex) else { return nil }
    let relative = name.wire.dropLast(apex.wire.count).map(\.asciiLowercased)
    let wanted = hash(relative.span)
    for node in nodes where node.hash == wanted && isEntry(node.offset, relative) {
      return set(type, inEntry: node.offset)
    }
    return nil
  }

  private func nameStart(_ entry: Int) -> Int { entry + (storage[entry + 1] & ZoneNode.linked == 0 ? 4 : 12) }

  private func isEntry(_ entry: Int, _ relative: [UInt8]) -> Bool {
    let start = nameStart(entry)
    return storage[start..<start + Int(storage[entry])].elementsEqual(relative) { $0.asciiLowercased == $1 }
  }

  private func set(_ type: RecordType, inEntry entry: Int) -> (offset: Int, alias: Int)? {
    var offset = nameStart(entry) + Int(storage[entry])
    for _ in 0..<number(at: entry + 2, as: UInt16.self) {
      if number(at: offset, as: UInt16.self) == type.rawValue {
        return (offset, storage[offset + 11] == 0 ? -1 : Int(number(at: offset + 12, as: UInt32.self)))
      }
      offset += 12 + Int(number(at: offset + 8, as: UInt16.self))
    }
    return nil
  }

  private func number<T: FixedWidthInteger & BitwiseCopyable>(at offset: Int, as type: T.Type) -> T {
    storage.span.load(at: offset, as: type)
  }

  /// The hash table, seven tenths full.
  func slots() -> [UInt64] {
    let count = nodes.count * 10 / 7 + 2
    var slots = [UInt64](repeating: ZoneSlots.empty, count: count)
    for node in nodes {
      var index = ZoneSlots.home(node.hash, count: count)
      while slots[index] != ZoneSlots.empty { index = index + 1 == count ? 0 : index + 1 }
      slots[index] = UInt64(node.offset) << 24 | node.hash & ZoneSlots.tagMask
    }
    return slots
  }
}
