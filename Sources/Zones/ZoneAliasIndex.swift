import DNSWire
import Primitives

/// Finds RRsets by name in a layout, for the targets of aliases.
struct ZoneAliasIndex {
  private let apex: Name
  private let hash: KeyedHash
  /// Borrowed: the layout outlives the index.
  private let storage: ZoneStorage
  /// The entries, sorted by hash.
  private let entries: [(hash: UInt64, offset: Int)]

  init(_ layout: borrowing ZoneLayout) {
    (apex, hash, storage) = (layout.apex, layout.hash, layout.storage)
    var entries: [(hash: UInt64, offset: Int)] = []
    var entry = 0
    while entry < storage.count {
      entries.append((storage.hash(ofEntry: entry, hash), entry))
      entry = storage.end(ofEntry: entry)
    }
    self.entries = entries.sorted { $0.hash < $1.hash }
  }

  /// An RRset: where it stands, and the number of the alias or group it is, -1 for neither.
  struct Found {
    var offset: Int
    var alias = -1
    var group = -1
  }

  /// The RRset of `type` at `name`.
  func set(_ type: RecordType, at name: Name) -> Found? {
    guard name.isSubdomain(of: apex) else { return nil }
    let relative = name.wire.dropLast(apex.wire.count).map(\.asciiLowercased)
    let wanted = hash(relative.span)
    var index = entries.indices.partitioningIndex { entries[$0].hash >= wanted }
    while index < entries.count, entries[index].hash == wanted {
      let offset = entries[index].offset
      if storage.name(ofEntry: offset).equalsIgnoringCase(relative.span) {
        return set(type, inEntry: offset)
      }
      index += 1
    }
    return nil
  }

  private func set(_ type: RecordType, inEntry entry: Int) -> Found? {
    guard let offset = storage.set(type, ofEntry: entry) else { return nil }
    let flags = storage.load(at: offset + 11, as: UInt8.self)
    var found = Found(offset: offset)
    guard flags & (RecordSet.alias | RecordSet.group) != 0 else { return found }
    let number = Int(storage.load(at: offset + 12, as: UInt32.self))
    if flags & RecordSet.alias != 0 { found.alias = number } else { found.group = number }
    return found
  }
}
