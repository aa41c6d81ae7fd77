import Primitives

/// The slots of a store in the order of their objects' keys, so that all keys that begin alike stand together.
///
/// A sorted list of sorted blocks: a search halves first the blocks, then one block; an insertion moves the rest of one
/// block. Four octets an object and a fifth to a half of them again for room.
struct KeyOrder {
  /// None is empty but the only one.
  private var blocks: [[UInt32]] = [[]]
  /// False: nobody has asked for a part of it yet, and it is made when somebody does.
  private var isKept: Bool

  init(isKept: Bool) { self.isKept = isKept }

  mutating func insert(_ slot: UInt32, _ objects: borrowing [StoredResponse?]) {
    guard isKept, let object = objects[Int(slot)] else { return }
    let block = block(of: object, slot, objects)
    let place = place(of: object, slot, in: block, objects)
    blocks[block].insert(slot, at: place)
    if blocks[block].count >= Limits.keysInBlock { split(block) }
  }

  /// - Precondition: the object is still in its slot.
  mutating func remove(_ slot: UInt32, _ objects: borrowing [StoredResponse?]) {
    guard isKept, let object = objects[Int(slot)] else { return }
    let block = block(of: object, slot, objects)
    let place = place(of: object, slot, in: block, objects)
    guard place < blocks[block].count, blocks[block][place] == slot else { return }
    blocks[block].remove(at: place)
    if blocks[block].isEmpty, blocks.count > 1 { blocks.remove(at: block) }
  }

  /// The slots of all keys that begin with `prefix`.
  mutating func slots(withPrefix prefix: [UInt8], _ objects: borrowing [StoredResponse?]) -> [UInt32] {
    if !isKept {
      isKept = true
      for slot in objects.indices { insert(UInt32(slot), objects) }
    }
    // The last block that begins before the prefix; keys with the prefix may begin in it.
    var block = (1..<blocks.count).partitioningIndex { !precedes(blocks[$0][0], prefix, objects) } - 1
    var place = blocks[block].indices.partitioningIndex { !precedes(blocks[block][$0], prefix, objects) }
    var found: [UInt32] = []
    while block < blocks.count {
      while place < blocks[block].count {
        let slot = blocks[block][place]
        guard let object = objects[Int(slot)], object.key.starts(with: prefix.span) else { return found }
        found.append(slot)
        place += 1
      }
      (block, place) = (block + 1, 0)
    }
    return found
  }

  // MARK: Search

  /// The block an object is in, or belongs in.
  private func block(of object: StoredResponse, _ slot: UInt32, _ objects: borrowing [StoredResponse?]) -> Int
  {
    (1..<blocks.count).partitioningIndex { precedes(object, slot, blocks[$0][0], objects) } - 1
  }

  /// How many slots of the block come before.
  private func place(
    of object: StoredResponse, _ slot: UInt32, in block: Int, _ objects: borrowing [StoredResponse?]
  ) -> Int {
    blocks[block].indices.partitioningIndex { index in
      let other = blocks[block][index]
      return other == slot || precedes(object, slot, other, objects)
    }
  }

  /// By key; copies under one key by slot.
  private func precedes(
    _ object: StoredResponse, _ slot: UInt32, _ other: UInt32, _ objects: borrowing [StoredResponse?]
  ) -> Bool {
    guard slot != other, let second = objects[Int(other)] else { return false }
    let order = object.key.compare(second.key)
    return order == 0 ? slot < other : order < 0
  }

  private func precedes(_ slot: UInt32, _ prefix: [UInt8], _ objects: borrowing [StoredResponse?]) -> Bool {
    guard let object = objects[Int(slot)] else { return true }
    return object.key.compare(prefix.span) < 0
  }

  private mutating func split(_ block: Int) {
    let half = blocks[block].count / 2
    // Copies of their own size: what an array has grown to stays allocated.
    let (lower, upper) = (Array(blocks[block][..<half]), Array(blocks[block][half...]))
    blocks[block] = lower
    blocks.insert(upper, at: block + 1)
  }
}

extension Span where Element == UInt8 {
  func starts(with prefix: Span<UInt8>) -> Bool {
    count >= prefix.count && extracting(0..<prefix.count).equals(prefix)
  }

  /// Below zero if it comes before `other`, octet by octet.
  fileprivate func compare(_ other: Span<UInt8>) -> Int {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      return Int(self[index]) - Int(other[index])
    }
    return count - other.count
  }
}
