/// The slots of a store by the tags of their objects.
///
/// Slots stay in a list when their object leaves, until half of the list is of no use: taking one out of a long list
/// would cost its length. Who reads a list looks at the objects again.
struct TagIndex {
  private struct Entry {
    var slots: [UInt32] = []
    var live = 0
  }

  /// Looked up only; never walked through.
  private var entries: [UInt64: Entry] = [:]

  mutating func insert(_ slot: UInt32, _ tags: CacheTags) {
    for tag in tags.hashes {
      entries[tag, default: Entry()].slots.append(slot)
      entries[tag, default: Entry()].live += 1
    }
  }

  /// The object has left its slot in `objects`.
  mutating func remove(_ tags: CacheTags, _ objects: borrowing [StoredResponse?]) {
    for tag in tags.hashes {
      guard var entry = entries.removeValue(forKey: tag) else { continue }
      entry.live -= 1
      guard entry.live > 0 else { continue }
      if entry.live * 2 < entry.slots.count {
        var seen: Set<UInt32> = []
        var slots: [UInt32] = []
        for slot in entry.slots where objects[Int(slot)]?.tags?.hashes.contains(tag) == true {
          if seen.insert(slot).inserted { slots.append(slot) }
        }
        entry.slots = slots
      }
      entries[tag] = entry
    }
  }

  /// Slots that may hold objects with the tag.
  func slots(_ tag: UInt64) -> [UInt32] { entries[tag]?.slots ?? [] }
}
