import Eviction

// Objects that stay until they are taken out: the policy does not know of them, and has so much less room.

extension ObjectStore {
  /// Whether an object with the hash `isWanted`.
  func contains(hash: UInt64, where isWanted: (StoredResponse) -> Bool) -> Bool {
    var found = false
    forEach(hash: hash) { if isWanted($0) { found = true } }
    return found
  }

  /// Objects with the hash are static no more, and the policy's again.
  mutating func release(hash: UInt64) {
    var released: [StoredResponse] = []
    forEach(hash: hash) { if $0.isStatic { released.append($0) } }
    for object in released {
      let wasPinned = isPinned(object)
      if wasPinned { remove(object) }
      object.isStatic = false
      if wasPinned { insert(object) }
    }
  }

  /// An object of the policy's is to stay.
  mutating func pin(_ object: StoredResponse) {
    guard !isPinned(object) else { return }
    remove(object)
    insert(object, isPinned: true)
  }
}
