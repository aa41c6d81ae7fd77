import Eviction
import Primitives
import Testing
import Traces

/// Requests for objects of skewed popularity, sizes that change, a second every ten requests.
func skewedRequests(_ count: Int, seed: UInt64 = 1, sizes: ClosedRange<Int> = 1...9) -> [Request] {
  var generator = SplitMix64(seed: seed)
  return (0..<count).map { index in
    let wide = Int(generator.next() % 400)
    let id = wide * wide / 800
    return Request(
      id: UInt64(id), size: Int(generator.next() % UInt64(sizes.count)) + sizes.lowerBound,
      time: 100 + index / 10)
  }
}

/// A cache as one would write it on a blackboard.
struct PlainCache {
  let capacity: Int
  let isLRU: Bool
  var ttl: Int?
  /// Newest first.
  var objects: [(request: Request, wasHit: Bool)] = []
  var figures = ReplayFigures()

  mutating func ask(_ request: Request) {
    if let index = objects.firstIndex(where: { $0.request.id == request.id }) {
      if let ttl, request.time - objects[index].request.time >= ttl {
        objects.remove(at: index)
        figures.expired += 1
      } else {
        objects[index].wasHit = true
        if isLRU { objects.insert(objects.remove(at: index), at: 0) }
        return
      }
    }
    figures.misses += 1
    figures.missedOctets += request.size
    guard request.size <= capacity else { return }
    while objects.reduce(0, { $0 + $1.request.size }) + request.size > capacity {
      let last = objects.removeLast()
      figures.evictions += 1
      figures.evictedUnused += last.wasHit ? 0 : 1
      figures.evictedAge += request.time - last.request.time
    }
    objects.insert((request, false), at: 0)
    figures.insertions += 1
    figures.writtenOctets += request.size
  }
}

@Suite struct ReplayTests {
  @Test(
    "A cache counts as one on a blackboard does",
    arguments: [("fifo", 3), ("fifo", 40), ("lru", 3), ("lru", 200)], [nil, 1])
  func figures(cache: (policy: String, capacity: Int), ttl: Int?) throws {
    let requests = skewedRequests(2_000)
    var plain = PlainCache(capacity: cache.capacity, isLRU: cache.policy == "lru", ttl: ttl)
    for request in requests { plain.ask(request) }
    let rules = ReplayRules(ttl: ttl.map { .fixed(seconds: UInt32($0)) } ?? .none)
    var replay = try PolicySpecification(parsing: cache.policy).replayCache(
      capacity: cache.capacity, seed: 1, rules)
    for start in stride(from: 0, to: requests.count, by: 1_000) {
      replay.replay(requests, in: start..<start + 1_000, number: start + 1)
    }
    #expect(replay.takeFigures() == plain.figures)
    #expect(replay.objects == plain.objects.count)
    #expect(plain.figures.misses < requests.count && plain.figures.evictions > 0)
    #expect((plain.figures.expired > 0) == (ttl != nil))
  }

  @Test(
    "With numbers for the objects of batches of any length, and without, caches count alike",
    arguments: PolicyName.allCases, [false, true])
  func batches(name: PolicyName, hasTTL: Bool) {
    var requests = skewedRequests(3_000)
    var next = NextPositions()
    next.count(requests)
    next.fill(&requests, number: 1)
    let rules = ReplayRules(ttl: hasTTL ? .fixed(seconds: 20) : .none)
    var cache = PolicySpecification(name).replayCache(capacity: 300, seed: 1, rules)
    cache.replay(requests, in: 0..<3_000, number: 1)
    let figures = cache.takeFigures()
    #expect(figures.misses > 100)
    for length in [1, 7, 400, 3_000] {
      var numbered = PolicySpecification(name).replayCache(capacity: 300, seed: 1, rules)
      for start in stride(from: 0, to: requests.count, by: length) {
        let batch = Array(requests[start..<min(start + length, requests.count)])
        let (objects, half) = (BatchObjects(of: batch), batch.count / 2)
        numbered.open(batch, objects)
        numbered.replay(batch, objects, in: 0..<half, number: start + 1)
        numbered.replay(batch, objects, in: half..<batch.count, number: start + half + 1)
        numbered.close()
      }
      #expect(numbered.takeFigures() == figures, "batches of \(length)")
      #expect(numbered.objects == cache.objects && numbered.occupied == cache.occupied)
    }
  }

  @Test("Ages that add up to more than an Int are as many as it holds, and those of a sample, too")
  func longAges() {
    let requests = (0..<6_000).map {
      Request(id: UInt64($0), size: 1, time: $0 < 3_000 ? 0 : Int(UInt32.max) * 1_000_000)
    }
    var replay = PolicySpecification(.lru).replayCache(capacity: 3_000, seed: 1, ReplayRules())
    replay.replay(requests, in: 0..<6_000, number: 1)
    let figures = replay.takeFigures()
    #expect(figures.evictions == 3_000 && figures.evictedAge == .max)
    #expect((figures + figures).evictedAge == .max && figures.scaled(by: 10).evictedAge == .max)
    #expect(figures.scaled(by: 10).evictions == 30_000)
  }

  @Test("TTLs: by size, and from the trace; an object is stale at the very second")
  func ttl() {
    func misses(_ rule: TTLRule, size: Int, after seconds: Int) -> Int {
      var cache = PolicySpecification(.lru).replayCache(capacity: 100, seed: 1, ReplayRules(ttl: rule))
      let requests = [0, seconds].map { Request(id: 1, size: size, time: $0, ttl: 5) }
      cache.replay(requests, in: 0..<2, number: 1)
      return cache.takeFigures().misses
    }
    let bands = TTLRule.bySize([.init(below: 10, seconds: 60), .init(below: .max, seconds: 5)])
    #expect(misses(bands, size: 9, after: 59) == 1)
    #expect(misses(bands, size: 9, after: 60) == 2)
    #expect(misses(bands, size: 10, after: 4) == 1)
    #expect(misses(bands, size: 10, after: 5) == 2)
    #expect(misses(.fromTrace, size: 9, after: 4) == 1)
    #expect(misses(.fromTrace, size: 9, after: 5) == 2)
    #expect(misses(.none, size: 9, after: 1_000_000) == 1)
  }

  @Test(
    "Reuse distances are what LRU of every size does, in objects and in octets of one size",
    arguments: [1, 7])
  func reuseDistances(size: Int) {
    let requests = skewedRequests(4_000, sizes: size...size)
    var distances = ReuseDistances(ignoresSizes: size == 1)
    distances.count(requests, in: 0..<1_500)
    distances.count(requests, in: 1_500..<requests.count)
    for objects in [1, 2, 3, 10, 50, 100, 150, 199, 1_000] {
      var cache = PolicySpecification(.lru).replayCache(capacity: objects * size, seed: 1, ReplayRules())
      cache.replay(requests, in: 0..<requests.count, number: 1)
      #expect(distances.curve.misses(at: objects * size) == cache.takeFigures().misses, "\(objects) objects")
    }
    let points = distances.curve.points
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.size < $1.size && $0.misses > $1.misses })
  }

  @Test("Warm-up and windows part the requests; every request is in one stretch")
  func division() {
    let batch = [0, 1, 9, 10, 35, 36].map { Request(id: 1, size: 2, time: 1000 + $0) }
    var division = ReplayDivision(warmUp: .requests(1), window: 10)
    #expect(division.pieces(of: Array(batch[..<2])).map(\.range) == [0..<1, 1..<2])
    let rest = division.pieces(of: Array(batch[2...]))
    #expect(rest.map(\.range) == [0..<1, 1..<2, 2..<4])
    #expect(rest.map(\.begins) == [false, true, true])
    #expect(division.stretches.map(\.start) == [0, 0, 10, 30])
    #expect(division.stretches.map(\.requests) == [1, 2, 1, 2])
    #expect(division.stretches.map(\.isWarmUp) == [true, false, false, false])
    var seconds = ReplayDivision(warmUp: .seconds(10))
    #expect(seconds.pieces(of: batch).map(\.range) == [0..<3, 3..<6])
  }

  @Test("A lane's figures by stretch add up to those without")
  func stretches() {
    let requests = skewedRequests(3_000)
    var division = ReplayDivision(warmUp: .requests(500), window: 60)
    var lane = ReplayLane(PolicySpecification(.lru), capacity: 50, seed: 1, ReplayRules())
    for start in stride(from: 0, to: 3_000, by: 300) {
      let batch = Array(requests[start..<start + 300])
      lane.replay(batch, objects: BatchObjects(of: batch), division.pieces(of: batch), number: start + 1)
    }
    let parts = lane.finish()
    #expect(parts.count == division.stretches.count)
    var whole = PolicySpecification(.lru).replayCache(capacity: 50, seed: 1, ReplayRules())
    whole.replay(requests, in: 0..<3_000, number: 1)
    #expect(parts.reduce(ReplayFigures(), +) == whole.takeFigures())
  }

  @Test("The next request of each object, by its number")
  func nextPositions() {
    var batch = [5, 6, 5, 5].map { Request(id: $0, size: 1, time: 0) }
    var next = NextPositions()
    next.count(batch)
    next.fill(&batch, number: 1)
    #expect(batch.map(\.next) == [3, Request.never, 4, Request.never])
  }

  @Test("Statistics: the footprint counts sizes at the first request")
  func statistics() {
    var statistics = TraceStatistics()
    statistics.count([
      Request(id: 1, size: 5, time: 3), Request(id: 2, size: 7, time: 4), Request(id: 1, size: 9, time: 8),
    ])
    #expect(statistics.requests == 3 && statistics.objects == 2 && statistics.octets == 21)
    #expect(statistics.footprint == 12 && statistics.askedOnce == 1)
    #expect(
      statistics.firstTime == 3 && statistics.lastTime == 8 && statistics.smallest == 5
        && statistics.largest == 9)
  }

  @Test("A sample keeps all requests for a tenth of the objects")
  func sample() throws {
    var batch = (0..<20_000).map { Request(id: UInt64($0 / 2), size: 1, time: 0) }
    try #require(SpatialSample(rate: 0.1)).keep(&batch)
    #expect((1_700...2_300).contains(batch.count))
    #expect(batch.count == 2 * Set(batch.map(\.id)).count)
    #expect(SpatialSample(rate: 0) == nil && SpatialSample(rate: 1.1) == nil)
  }

  @Test(
    "Sizes: octets, powers of 1024 and of 1000, per cent cut to a whole number",
    arguments: [
      ("1%", 173), ("0.1%", 17), ("64MiB", 64 << 20), ("1k", 1024), ("2KB", 2000), ("1.5g", 3 << 29),
      ("5000", 5000),
      ("x", nil), ("0", nil), ("-1", nil), ("1 %%", nil), ("5q", nil), ("1e9t", nil), ("0%", nil),
    ] as [(String, Int?)])
  func sizes(text: String, capacity: Int?) {
    #expect(CacheSize(text)?.capacity(footprint: 17_300) == capacity)
  }
}
