/// Adaptive replacement cache: one list for what was asked for once, one for the rest, and ghosts of both, whose hits
/// move the border between the two.
///
/// Megiddo, Modha, "ARC: a self-tuning, low overhead replacement cache", FAST 2003. With sizes all lists and the
/// target p are in octets, and the rule runs once for each object that leaves.
public struct ARC: EvictionPolicy {
  private static let once = 0
  private static let often = 1

  public private(set) var capacity: Int
  /// T1 and T2 of the paper.
  private var cached = SlotLists(2)
  /// B1 and B2.
  private var ghosts = GhostLists(2)
  private var ids = PerSlot<UInt64>(0)
  /// p: what T1 should occupy.
  private var target = 0.0
  /// The request at work came from B2; stays if that one could not enter, until some list knows an id again.
  private var isFromB2 = false

  public init(capacity: Int) { self.capacity = min(capacity, Limits.largestCapacity) }

  public var occupied: Int { cached.occupied(Self.once) + cached.occupied(Self.often) }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    isFromB2 = false
    cached.move(slot, toHeadOf: Self.often)
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    let wasRemembered = adapt(to: request.id)
    guard request.size <= capacity else { return false }
    while occupied > capacity - request.size {
      if wasRemembered { replace(&evicted) } else { makeRoom(for: request.size, &evicted) }
    }
    isFromB2 = false
    ids[slot] = request.id
    cached.insert(slot, size: request.size, atHeadOf: wasRemembered ? Self.often : Self.once)
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    target = min(target, Double(self.capacity))
    while occupied > self.capacity { replace(&evicted) }
    for list in [Self.once, Self.often] { ghosts.trim(to: self.capacity, list: list) }
  }

  public mutating func remove(_ slot: UInt32) { cached.remove(slot) }

  /// A ghost's hit moves the target towards its list; whether there was one.
  private mutating func adapt(to id: UInt64) -> Bool {
    guard let ghost = ghosts.find(id) else { return false }
    let b1 = Double(ghosts.occupied(Self.once))
    let b2 = Double(ghosts.occupied(Self.often))
    isFromB2 = ghosts.list(of: ghost) == Self.often
    target = isFromB2 ? max(target - max(b1 / b2, 1), 0) : min(target + max(b2 / b1, 1), Double(capacity))
    ghosts.remove(ghost)
    return true
  }

  /// REPLACE of the paper.
  private mutating func replace(_ evicted: inout [UInt32]) {
    let t1 = Double(cached.occupied(Self.once))
    let isOnce =
      (!cached.isEmpty(Self.once) && (t1 > target || (t1 == target && isFromB2)))
      || cached.isEmpty(Self.often)
    let list = isOnce ? Self.once : Self.often
    guard let slot = cached.tail(list) else { return }
    ghosts.insert(ids[slot], size: cached.size(of: slot), atHeadOf: list)
    cached.remove(slot)
    evicted.append(slot)
  }

  /// Case IV of the paper: the id is in none of the lists.
  private mutating func makeRoom(for size: Int, _ evicted: inout [UInt32]) {
    let l1 = cached.occupied(Self.once) + ghosts.occupied(Self.once)
    if l1 + size > capacity {
      if ghosts.isEmpty(Self.once), let slot = cached.tail(Self.once) {
        cached.remove(slot)
        evicted.append(slot)
        return
      }
      ghosts.removeTail(Self.once)
    } else if l1 + cached.occupied(Self.often) + ghosts.occupied(Self.often) >= 2 * capacity {
      ghosts.removeTail(Self.often)
    }
    replace(&evicted)
  }
}
