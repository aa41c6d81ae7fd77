import Eviction
import HTTPWire
import Primitives

/// Stored responses by key, bounded in octets.
///
/// An index from hashes to slots beside an array of objects: a look-up compares 32 bits of hash and then the key, and
/// allocates nothing. Not copyable, so that no use of it retains its parts. An object that leaves lives on for those who
/// are reading it.
struct ObjectStore: ~Copyable {
  private var policy: any EvictionPolicy
  private var index = SlotIndex()
  private var objects: [StoredResponse?] = []
  private var order: KeyOrder
  private var tags = TagIndex()
  private var freeSlots: [UInt32] = []
  private var evicted: [UInt32] = []
  /// Requests the policy was told of.
  private var requests = 0
  /// The octets of objects that the policy does not know of, by slot (`ObjectStore+Pinned.swift`).
  private var pinned: [UInt32: Int] = [:]
  private var pinnedBytes = 0
  /// Where the bodies of some objects are; told when they leave.
  var coldStore: (any ColdStore)?
  /// Octets that objects with cold bodies take of memory.
  private(set) var coldIndexBytes = 0
  private(set) var evictions = 0
  private(set) var count = 0

  /// `keepsOrder`: an invalidation is not to wait until objects are in the order of their keys.
  init(policy: any EvictionPolicy, keepsOrder: Bool) {
    self.policy = policy
    order = KeyOrder(isKept: keepsOrder)
  }

  var capacity: Int { policy.capacity + pinnedBytes }
  /// Octets, overhead included.
  var bytes: Int { policy.occupied + pinnedBytes }

  /// The copy under `key` that answers all requests, else the newest of the others that `isSelected`.
  func find(_ key: [UInt8], hash: UInt64, where isSelected: (StoredResponse) -> Bool) -> StoredResponse? {
    var newest: StoredResponse?
    var place = index.home(of: hash)
    while let slot = index.next(hash, &place) {
      guard let object = objects[Int(slot)], object.key.equals(key.span) else { continue }
      if object.answersAll { return object }
      if isSelected(object), object.responseTime > newest?.responseTime ?? .distantPast { newest = object }
    }
    return newest
  }

  /// Every copy under `key`.
  func all(_ key: [UInt8], hash: UInt64) -> [StoredResponse] {
    var found: [StoredResponse] = []
    var place = index.home(of: hash)
    while let slot = index.next(hash, &place) {
      if let object = objects[Int(slot)], object.key.equals(key.span) { found.append(object) }
    }
    return found
  }

  /// Tells the policy that `object` was asked for and found.
  mutating func touch(_ object: StoredResponse) {
    guard object.isInStore, !isPinned(object) else { return }
    let request = request(for: object)
    policy.hit(object.slot, request, evicted: &evicted)
    removeEvicted()
  }

  func isPinned(_ object: StoredResponse) -> Bool {
    object.isStatic && object.isInStore && pinned[object.slot] != nil
  }

  func forEach(hash: UInt64, _ visit: (StoredResponse) -> Void) {
    var place = index.home(of: hash)
    while let slot = index.next(hash, &place) {
      if let object = objects[Int(slot)], object.hash == hash { visit(object) }
    }
  }

  /// Puts in `object` under its key, in place of what is there. It may be turned away. `isPinned`: it stays, as long as
  /// others are left a part of the room.
  mutating func insert(_ object: StoredResponse, isPinned: Bool = false) {
    makeRoom(for: object)
    let cost = object.cost
    if isPinned, pinnedBytes + cost <= capacity / Limits.pinnedShareOfStore * (Limits.pinnedShareOfStore - 1)
    {
      return pin(object, cost)
    }
    let slot = freeSlots.popLast() ?? UInt32(objects.count)
    if Int(slot) == objects.count { objects.append(nil) }
    let request = request(for: object)
    let isAdmitted = policy.miss(slot, request, evicted: &evicted)
    removeEvicted()
    guard isAdmitted else {
      freeSlots.append(slot)
      return
    }
    place(object, slot)
  }

  private mutating func pin(_ object: StoredResponse, _ cost: Int) {
    let slot = freeSlots.popLast() ?? UInt32(objects.count)
    if Int(slot) == objects.count { objects.append(nil) }
    let whole = capacity
    pinned[slot] = cost
    pinnedBytes += cost
    policy.resize(to: whole - pinnedBytes, evicted: &evicted)
    removeEvicted()
    place(object, slot)
  }

  private mutating func unpin(_ slot: UInt32, _ cost: Int) {
    let whole = capacity
    pinned[slot] = nil
    pinnedBytes -= cost
    policy.resize(to: whole - pinnedBytes, evicted: &evicted)
    removeEvicted()
  }

  private mutating func place(_ object: StoredResponse, _ slot: UInt32) {
    objects[Int(slot)] = object
    object.enter(slot)
    index.insert(slot, hash: object.hash)
    order.insert(slot, objects)
    if let objectTags = object.tags { tags.insert(slot, objectTags) }
    if let body = object.coldBody {
      body.object = object
      coldIndexBytes += object.cost
    }
    count += 1
  }

  /// Takes out what `object` replaces, and the oldest copy under its key where there would be too many.
  private mutating func makeRoom(for object: StoredResponse) {
    var replaced: [StoredResponse] = []
    var oldest: StoredResponse?
    var others = 0
    var place = index.home(of: object.hash)
    while let slot = index.next(object.hash, &place) {
      guard let old = objects[Int(slot)], old.key.equals(object.key) else { continue }
      if object.replaces(old) {
        replaced.append(old)
      } else {
        others += 1
        if old.responseTime < oldest?.responseTime ?? .distantFuture { oldest = old }
      }
    }
    for old in replaced { remove(old) }
    if others >= Limits.copiesOfKey, let oldest { remove(oldest) }
  }

  /// Takes out every copy under `key`.
  mutating func removeAll(_ key: [UInt8], hash: UInt64) {
    for object in all(key, hash: hash) { remove(object) }
  }

  /// Another policy: it meets the objects in the order of their slots, and what it does not take leaves.
  mutating func adopt(_ newPolicy: any EvictionPolicy) {
    policy = newPolicy
    policy.resize(to: newPolicy.capacity - pinnedBytes, evicted: &evicted)
    for slot in objects.indices {
      guard let object = objects[slot], pinned[UInt32(slot)] == nil else { continue }
      let request = request(for: object)
      if !policy.miss(UInt32(slot), request, evicted: &evicted) { evicted.append(UInt32(slot)) }
      removeEvicted()
    }
  }

  /// Objects leave by the policy's rule until the rest fits; pinned ones do where they would take more than their part.
  mutating func resize(to capacity: Int) {
    for (slot, _) in pinned.sorted(by: { $0.key > $1.key })
    where pinnedBytes > capacity / Limits.pinnedShareOfStore * (Limits.pinnedShareOfStore - 1) {
      if let object = objects[Int(slot)] { remove(object) }
    }
    policy.resize(to: capacity - pinnedBytes, evicted: &evicted)
    removeEvicted()
  }

  mutating func remove(_ object: StoredResponse) {
    guard object.isInStore else { return }
    let slot = object.slot
    let cost = object.isStatic ? pinned[slot] : nil
    if cost == nil { policy.remove(slot) }
    forget(object)
    if let cost { unpin(slot, cost) }
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

  private mutating func forget(_ object: StoredResponse) {
    let slot = object.slot
    index.remove(slot, hash: object.hash)
    order.remove(slot, objects)
    objects[Int(slot)] = nil
    if let objectTags = object.tags { tags.remove(objectTags, objects) }
    object.leave()
    freeSlots.append(slot)
    count -= 1
    if let body = object.coldBody {
      coldIndexBytes -= object.cost
      body.object = nil
      coldStore?.forget(body)
    }
  }
}
