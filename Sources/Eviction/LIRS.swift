/// Low inter-reference recency set: most of the cache is for objects whose last two requests were close together (LIR);
/// the others (HIR) share a short queue, and become LIR when asked for again soon enough to be in the stack still.
///
/// Jiang, Zhang, "LIRS: an efficient low inter-reference recency set replacement policy to improve buffer cache
/// performance", SIGMETRICS 2002. As in libCacheSim a hit on an object only in the queue makes room among the LIR
/// first. Where that pushes this very object out of the queue, libCacheSim 0.3.5 goes on with the memory it has freed,
/// and so that counts agree to the last miss, this does what follows from that: the object stays, uncounted, as long as
/// the stack remembers it; also, who comes back while remembered has the size it had before. With `matchesLibCacheSim`
/// false, `lirs:counted=1`, it leaves instead, and the cache never holds more than its capacity; with one size for all
/// and more than one place in the queue there is no difference. An object larger than the queue does not enter.
public struct LIRS: EvictionPolicy {
  private enum Status: UInt8 { case lir, residentHIR, nonResidentHIR }

  private struct Entry: BitwiseCopyable {
    var size: Int
    /// Of the object, while it is cached.
    var slot: UInt32
    var status: Status
    var isInStack: Bool
    var isInQueue = false
  }

  private static let resident = 0
  private static let nonResident = 1

  public private(set) var capacity: Int
  /// Cached objects and those remembered by the stack.
  private var table = SlotTable()
  private var entries = PerSlot(Entry(size: 0, slot: 0, status: .lir, isInStack: false))
  private var entryOfSlot = PerSlot<UInt32>(0)
  /// S of the paper: by the last request.
  private var stack = SlotLists()
  /// Q of the paper, and the non-resident by when they became so.
  private var queues = SlotLists(2)
  private var lirOccupied = 0
  /// Asked for while only in the queue: leaves it without being forgotten at once.
  private var entryAtWork: UInt32?
  private let hirShare: Double
  private let matchesLibCacheSim: Bool

  /// - Parameters:
  ///   - hir: share of the cache for the queue.
  ///   - matchesLibCacheSim: to the last miss, at the price of a cache that can hold more than it counts.
  public init(capacity: Int, hir: Double = 0.01, matchesLibCacheSim: Bool = true) {
    self.capacity = min(capacity, Limits.largestCapacity)
    hirShare = hir
    self.matchesLibCacheSim = matchesLibCacheSim
  }

  public var occupied: Int { lirOccupied + queues.occupied(Self.resident) }

  private var hirLimit: Int { max(1, Int(hirShare * Double(capacity))) }
  private var lirLimit: Int { capacity - hirLimit }

  public mutating func hit(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) {
    let entry = entryOfSlot[slot]
    let (size, isInStack) = (entries[entry].size, entries[entry].isInStack)
    if isInStack { stack.moveToHead(entry) }
    if entries[entry].status == .lir {
      prune(&evicted)
    } else if isInStack {
      leaveQueue(entry)
      makeRoomForLIR(size, &evicted)
      entries[entry].status = .lir
      lirOccupied += size
    } else {
      hitInQueue(entry, &evicted)
    }
    limitStack()
  }

  /// Makes room as if the object became LIR, though it stays HIR.
  private mutating func hitInQueue(_ entry: UInt32, _ evicted: inout [UInt32]) {
    queues.moveToHead(entry, of: Self.resident)
    entryAtWork = entry
    var size = entries[entry].size
    while lirOccupied > lirLimit - size, lirOccupied > 0, let bottom = stack.tail() {
      let wasInQueue = entries[entry].isInQueue
      demote(&evicted)
      // The memory it had belongs to the one that came into the queue.
      if matchesLibCacheSim, wasInQueue, !entries[entry].isInQueue { size = entries[bottom].size }
    }
    entryAtWork = nil
    if entries[entry].isInQueue || matchesLibCacheSim {
      push(entry)
    } else {
      evicted.append(entries[entry].slot)
      table.remove(entry)
    }
  }

  public mutating func miss(_ slot: UInt32, _ request: CacheRequest, evicted: inout [UInt32]) -> Bool {
    if let entry = table.slot(of: request.id) {
      stack.moveToHead(entry)
      guard request.size <= (matchesLibCacheSim ? capacity : lirLimit) else { return false }
      let size = matchesLibCacheSim ? entries[entry].size : request.size
      makeRoomForLIR(size, &evicted)
      queues.remove(entry)
      while occupied > capacity - request.size, occupied > 0 {
        while queues.occupied(Self.resident) >= hirLimit { evictHIR(&evicted) }
        if lirOccupied > 0 { demote(&evicted) } else { evictHIR(&evicted) }
      }
      stack.remove(entry)
      entries[entry] = Entry(size: size, slot: slot, status: .lir, isInStack: false)
      entryOfSlot[slot] = entry
      push(entry)
      lirOccupied += size
    } else {
      guard request.size <= min(lirLimit, hirLimit) else { return false }
      let size = request.size
      while lirOccupied + size > lirLimit, queues.occupied(Self.resident) + size > hirLimit {
        evictHIR(&evicted)
      }
      let isLIR = lirOccupied + size <= lirLimit
      let entry = table.takeSlot()
      table.insert(request.id, at: entry)
      entries[entry] = Entry(size: size, slot: slot, status: isLIR ? .lir : .residentHIR, isInStack: false)
      entryOfSlot[slot] = entry
      push(entry)
      if isLIR { lirOccupied += size } else { enterQueue(entry) }
    }
    limitStack()
    return true
  }

  public mutating func resize(to capacity: Int, evicted: inout [UInt32]) {
    self.capacity = min(capacity, Limits.largestCapacity)
    makeRoomForLIR(0, &evicted)
    while queues.occupied(Self.resident) > hirLimit { evictHIR(&evicted) }
    while occupied > self.capacity { evictHIR(&evicted) }
    limitStack()
  }

  public mutating func remove(_ slot: UInt32) {
    let entry = entryOfSlot[slot]
    if entries[entry].isInStack { stack.remove(entry) }
    if entries[entry].status == .lir {
      lirOccupied -= entries[entry].size
    } else {
      leaveQueue(entry)
    }
    table.remove(entry)
  }

  /// To the top of the stack.
  private mutating func push(_ entry: UInt32) {
    stack.insert(entry, size: entries[entry].size)
    entries[entry].isInStack = true
  }

  private mutating func makeRoomForLIR(_ size: Int, _ evicted: inout [UInt32]) {
    while lirOccupied > lirLimit - size, lirOccupied > 0 { demote(&evicted) }
  }

  /// The bottom of the stack, a LIR object, goes to the queue.
  private mutating func demote(_ evicted: inout [UInt32]) {
    // Its bottom may have been taken away.
    prune(&evicted)
    guard let entry = stack.tail() else { return }
    let size = entries[entry].size
    stack.remove(entry)
    entries[entry].isInStack = false
    lirOccupied -= size
    if size <= hirLimit {
      while queues.occupied(Self.resident) > hirLimit - size { evictHIR(&evicted) }
      entries[entry].status = .residentHIR
      enterQueue(entry)
    } else {
      evicted.append(entries[entry].slot)
      table.remove(entry)
    }
    prune(&evicted)
  }

  /// So that the bottom of the stack is LIR.
  private mutating func prune(_ evicted: inout [UInt32]) {
    while let bottom = stack.tail(), entries[bottom].status != .lir, stack.head() != bottom {
      stack.remove(bottom)
      entries[bottom].isInStack = false
      if entries[bottom].status == .nonResidentHIR {
        forget(bottom)
      } else if !entries[bottom].isInQueue {
        evicted.append(entries[bottom].slot)
        table.remove(bottom)
      }
    }
  }

  private mutating func enterQueue(_ entry: UInt32) {
    queues.insert(entry, size: entries[entry].size, atHeadOf: Self.resident)
    entries[entry].isInQueue = true
  }

  private mutating func leaveQueue(_ entry: UInt32) {
    if entries[entry].isInQueue { queues.remove(entry) }
    entries[entry].isInQueue = false
  }

  /// The queue's tail leaves the cache; the stack may remember it.
  private mutating func evictHIR(_ evicted: inout [UInt32]) {
    guard let entry = queues.tail(Self.resident) else { return }
    leaveQueue(entry)
    guard entry != entryAtWork else { return }
    evicted.append(entries[entry].slot)
    if entries[entry].isInStack {
      entries[entry].status = .nonResidentHIR
      queues.insert(entry, size: entries[entry].size, atHeadOf: Self.nonResident)
    } else {
      table.remove(entry)
    }
  }

  private mutating func forget(_ entry: UInt32) {
    queues.remove(entry)
    table.remove(entry)
  }

  /// The stack holds twice the cache at most, as far as forgetting can do it.
  private mutating func limitStack() {
    while stack.occupied() > 2 * capacity, let oldest = queues.tail(Self.nonResident) {
      stack.remove(oldest)
      forget(oldest)
    }
  }
}
