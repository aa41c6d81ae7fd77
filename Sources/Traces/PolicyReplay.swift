import Eviction

/// A policy, the table of what it holds, and the count of what it does. Specialised for each policy.
///
/// Common rules as in libCacheSim: every request is counted, the cold ones too; an object keeps the size it came in
/// with; one that the policy turns away is a miss and no more.
struct PolicyReplay<Policy: EvictionPolicy> {
  var policy: Policy
  let rules: ReplayRules
  private let expires: Bool
  var table = BatchTable()
  /// The second the object came in, counted from the first request; the top bit is set by a hit.
  private var arrivals = PerSlot<UInt32>(0)
  /// The second from which on the object is stale, never if 0. Empty without TTLs.
  var expiries = PerSlot(0)
  /// What the object was when it came. Empty unless requests come by `ask`.
  var versions = PerSlot(ObjectVersion(size: 0, number: 0))
  var flights = Flights()
  private var evicted: [UInt32] = []
  var figures = ReplayFigures()
  private var start: Int?

  private static var wasHit: UInt32 { 1 << 31 }

  init(_ policy: Policy, _ rules: ReplayRules) {
    (self.policy, self.rules) = (policy, rules)
    expires = rules.ttl != .none
    for request in policy.initialContent {
      insert(request, Request(id: request.id, size: request.size, time: 0), arrival: 0)
    }
    figures = ReplayFigures()
  }

  var objects: Int { table.count }
  var occupied: Int { policy.occupied }

  mutating func takeFigures() -> ReplayFigures {
    defer { figures = ReplayFigures() }
    return figures
  }

  /// - Parameter objects: those of the batch that is open, if one is.
  mutating func replay(_ requests: [Request], _ objects: BatchObjects?, in range: Range<Int>, number: Int) {
    guard let first = range.first else { return }
    let start = start ?? begin(at: requests[first].time)
    let numbers = objects?.numbers ?? []
    for index in range {
      let request = requests[index]
      let asked = asked(request, number: number + index - range.lowerBound)
      let object = numbers.isEmpty ? nil : numbers[index]
      let slot = if let object { table.slot(at: object) } else { table.slot(of: request.id) }
      if let slot {
        if expires, let end = expiry(of: slot), request.time >= end {
          expire(slot)
        } else {
          hit(slot, asked, elapsed: request.time - start)
          continue
        }
      }
      figures.misses += 1
      figures.missedOctets += request.size
      insert(asked, request, object: object, arrival: request.time - start)
    }
  }

  /// Begins a batch.
  mutating func open(_ requests: [Request], _ objects: BatchObjects) {
    // What is there before the first request is found by its id yet.
    if let first = requests.first { _ = elapsed(at: first.time) }
    table.open(objects.ids)
  }

  mutating func close() { table.close() }

  @inline(__always)
  func asked(_ request: Request, number: Int) -> CacheRequest {
    CacheRequest(
      id: request.id, size: rules.ignoresSizes ? 1 : request.size, number: number,
      next: request.next == 0 ? CacheRequest.never : request.next)
  }

  @inline(__always)
  mutating func hit(_ slot: UInt32, _ asked: CacheRequest, elapsed: Int) {
    if arrivals[slot] & Self.wasHit == 0 { arrivals[slot] |= Self.wasHit }
    policy.hit(slot, asked, evicted: &evicted)
    if !evicted.isEmpty { reclaim(at: elapsed) }
  }

  /// The first request: content that was there before it is as old as the trace.
  private mutating func begin(at time: Int) -> Int {
    start = time
    for content in policy.initialContent {
      guard let slot = table.slot(of: content.id) else { continue }
      expiries[slot] += expires && expiries[slot] != 0 ? time : 0
      versions[slot] = ObjectVersion(
        size: content.size, number: rules.changes?.version(of: content.id, at: time) ?? 0)
    }
    return time
  }

  /// Seconds since the first request.
  mutating func elapsed(at time: Int) -> Int { time - (start ?? begin(at: time)) }

  /// - Parameter object: its number, while a batch is open.
  mutating func insert(_ asked: CacheRequest, _ request: Request, object: UInt32? = nil, arrival: Int) {
    let slot = table.takeSlot()
    if policy.miss(slot, asked, evicted: &evicted) {
      if let object { table.insert(number: object, at: slot) } else { table.insert(asked.id, at: slot) }
      arrivals[slot] = UInt32(truncatingIfNeeded: arrival) & ~Self.wasHit
      figures.insertions += 1
      figures.writtenOctets += request.size
      if expires { setExpiry(of: slot, request, size: request.size) }
    } else {
      table.giveBack(slot)
    }
    if !evicted.isEmpty { reclaim(at: arrival) }
  }

  private mutating func reclaim(at time: Int) {
    while let slot = evicted.popLast() {
      let arrival = arrivals[slot]
      figures.evictions += 1
      figures.evictedUnused += arrival & Self.wasHit == 0 ? 1 : 0
      figures.add(evictedAge: time - Int(arrival & ~Self.wasHit))
      table.remove(slot)
    }
  }

  // MARK: TTLs

  private func expiry(of slot: UInt32) -> Int? {
    let end = expiries[slot]
    return end == 0 ? nil : end
  }

  private mutating func setExpiry(of slot: UInt32, _ request: Request, size: Int) {
    let seconds = rules.ttl.seconds(for: request, size: size)
    expiries[slot] = seconds == 0 ? 0 : request.time + Int(seconds)
  }

  private mutating func expire(_ slot: UInt32) {
    remove(slot)
    figures.expired += 1
  }

  mutating func remove(_ slot: UInt32) {
    policy.remove(slot)
    table.remove(slot)
  }
}
