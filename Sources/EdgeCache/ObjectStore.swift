import Eviction
import HTTPWire
import Primitives

/// Stored responses by key, bounded in octets.
///
/// A table of slot numbers with open addressing beside an array of objects: a look-up compares 64 bits of hash and
/// then the key, and allocates nothing. Not copyable, so that no use of it retains its parts. An object that leaves lives on for those who are reading it.
struct ObjectStore: ~Copyable {
  private static let empty: UInt32 = .max

  private var policy: any EvictionPolicy
  /// At most half full; a power of two long.
  private var table: [UInt32]
  private var objects: [StoredResponse?] = []
  private var hashes: [UInt64] = []
  private var order = KeyOrder()
  private var tags = TagIndex()
  private var freeSlots: [UInt32] = []
  private var evicted: [UInt32] = []
  /// Requests the policy was told of.
  private var requests = 0
  private(set) var evictions = 0
  private(set) var count = 0

  init(policy: any EvictionPolicy) {
    self.policy = policy
    table = Array(repeating: Self.empty, count: 64)
  }

  var capacity: Int { policy.capacity }
  /// Octets, overhead included.
  var bytes: Int { policy.occupied }

  /// The copy under `key` that answers all requests, else the newest of the others that `isSelected`.
  func find(_ key: [UInt8], hash: UInt64, where isSelected: (StoredResponse) -> Bool) -> StoredResponse? {
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    var newest: StoredResponse?
    while table[place] != Self.empty {
      let slot = Int(table[place])
      place = (place + 1) & (table.count - 1)
      guard hashes[slot] == hash, let object = objects[slot], object.key == key else { continue }
      if object.answersAll { return object }
      if isSelected(object), object.responseTime > newest?.responseTime ?? .distantPast { newest = object }
    }
    return newest
  }

  /// Every copy under `key`.
  func all(_ key: [UInt8], hash: UInt64) -> [StoredResponse] {
    var found: [StoredResponse] = []
    var place = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[place] != Self.empty {
      let slot = Int(table[place])
      if hashes[slot] == hash, let object = objects[slot], object.key == key { found.append(object) }
      place = (place + 1) & (table.count - 1)
    }
    return found
  }

  /// Tells the policy that `object` was asked for and found.
  mutating func touch(_ object: StoredResponse) {
    guard object.isInStore else { return }
    let request = request(for: object)
    policy.hit(object.slot, request, evicted: &evicted)
    removeEvicted()
  }

  /// Puts in `object` under its key, in place of what is there. It may be turned away.
  mutating func insert(_ object: StoredResponse) {
    makeRoom(for: object)
    let slot = freeSlots.popLast() ?? UInt32(objects.count)
    if Int(slot) == objects.count {
      objects.append(nil)
      hashes.append(0)
    }
    let request = request(for: object)
    let isAdmitted = policy.miss(slot, request, evicted: &evicted)
    removeEvicted()
    guard isAdmitted else {
      freeSlots.append(slot)
      return
    }
    (objects[Int(slot)], hashes[Int(slot)]) = (object, object.hash)
    (object.slot, object.isInStore) = (slot, true)
    order.insert(slot, objects)
    if let objectTags = object.tags { tags.insert(slot, objectTags) }
    count += 1
    if count * 2 > table.count { grow() } else { place(slot) }
  }

  /// Takes out what `object` replaces.
  private mutating func makeRoom(for object: StoredResponse) {
    var others: [StoredResponse] = []
    for old in all(object.key, hash: object.hash) {
      if object.replaces(old) { remove(old) } else { others.append(old) }
    }
    guard others.count >= Limits.copiesOfKey else { return }
    if let oldest = others.min(by: { $0.responseTime < $1.responseTime }) { remove(oldest) }
  }

  /// Takes out every copy under `key`.
  mutating func removeAll(_ key: [UInt8], hash: UInt64) {
    for object in all(key, hash: hash) { remove(object) }
  }

  /// Another policy: it meets the objects in the order of their slots, and what it does not take leaves.
  mutating func adopt(_ newPolicy: any EvictionPolicy) {
    policy = newPolicy
    for slot in objects.indices {
      guard let object = objects[slot] else { continue }
      let request = request(for: object)
      if !policy.miss(UInt32(slot), request, evicted: &evicted) { evicted.append(UInt32(slot)) }
      removeEvicted()
    }
  }

  /// Objects leave by the policy's rule until the rest fits.
  mutating func resize(to capacity: Int) {
    policy.resize(to: capacity, evicted: &evicted)
    removeEvicted()
  }

  mutating func remove(_ object: StoredResponse) {
    guard object.isInStore else { return }
    policy.remove(object.slot)
    forget(object)
  }

  /// Takes out every object for which `isDropped` holds.
  mutating func removeAll(where isDropped: (StoredResponse) -> Bool) {
    for slot in objects.indices {
      if let object = objects[slot], isDropped(object) { remove(object) }
    }
  }

  /// Takes out what an invalidation names; returns how many objects that were.
  mutating func removeAll(_ target: InvalidationTarget) -> Int {
    let before = count
    let slots =
      switch target {
      case .keys(let prefix, _): order.slots(withPrefix: prefix, objects)
      case .tag(let tag): tags.slots(tag)
      }
    for slot in slots {
      if let object = objects[Int(slot)], target.matches(object.key, object.tags) { remove(object) }
    }
    return before - count
  }

  private mutating func request(for object: StoredResponse) -> CacheRequest {
    requests += 1
    return CacheRequest(id: object.hash, size: object.cost, number: requests)
  }

  private mutating func removeEvicted() {
    guard !evicted.isEmpty else { return }
    for slot in evicted {
      if let object = objects[Int(slot)] { forget(object) }
    }
    evictions += evicted.count
    evicted.removeAll(keepingCapacity: true)
  }

  // MARK: Table

  private mutating func forget(_ object: StoredResponse) {
    erase(object.slot)
    order.remove(object.slot, objects)
    objects[Int(object.slot)] = nil
    if let objectTags = object.tags { tags.remove(objectTags, objects) }
    object.isInStore = false
    freeSlots.append(object.slot)
    count -= 1
  }

  private mutating func place(_ slot: UInt32) {
    var place = Int(truncatingIfNeeded: hashes[Int(slot)]) & (table.count - 1)
    while table[place] != Self.empty { place = (place + 1) & (table.count - 1) }
    table[place] = slot
  }

  /// Closes the gap, so that no marks of the dead are needed (Knuth, volume 3, section 6.4, algorithm R).
  private mutating func erase(_ slot: UInt32) {
    let mask = table.count - 1
    var gap = Int(truncatingIfNeeded: hashes[Int(slot)]) & mask
    while table[gap] != slot { gap = (gap + 1) & mask }
    var next = (gap + 1) & mask
    while table[next] != Self.empty {
      let home = Int(truncatingIfNeeded: hashes[Int(table[next])]) & mask
      if (next &- home) & mask >= (next &- gap) & mask {
        table[gap] = table[next]
        gap = next
      }
      next = (next + 1) & mask
    }
    table[gap] = Self.empty
  }

  private mutating func grow() {
    table = Array(repeating: Self.empty, count: table.count * 2)
    for slot in objects.indices where objects[slot] != nil { place(UInt32(slot)) }
  }
}
