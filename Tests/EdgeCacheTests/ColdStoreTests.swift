import EdgeCache
import HTTPWire
import ObjectFile
import Primitives
import Testing

/// A cold store in memory: it writes when it is told to, and remembers what it was told.
private final class Shelf: ColdStore {
  let minimumObjectSize: Int
  var hasRoom = true
  private(set) var facts: [UInt64: [UInt8]] = [:]
  private(set) var bodies: [UInt64: ColdBody] = [:]
  private(set) var forgotten: Set<UInt64> = []
  private var sequence: UInt64 = 0

  init(minimumObjectSize: Int = 10_000) { self.minimumObjectSize = minimumObjectSize }

  func keep(_ body: ResponseBody, facts: [UInt8]) -> ColdBody? {
    guard hasRoom else { return nil }
    sequence += 1
    let cold = ColdBody(
      place: 0, offset: 4096, count: body.count, sequence: sequence, keeping: self, memory: body)
    self.facts[sequence] = facts
    bodies[sequence] = cold
    return cold
  }

  func update(_ body: ColdBody, facts: [UInt8]) {
    self.facts[body.sequence] = facts
    forgotten.remove(body.sequence)
  }

  func forget(_ body: ColdBody) { forgotten.insert(body.sequence) }

  func write() { for body in bodies.values { body.memory = nil } }

  /// What a start after a kill would find, the last first, put back into another cache.
  func restore(to cache: EdgeCache) -> [Restoration] {
    let shelf = Shelf(minimumObjectSize: minimumObjectSize)
    cache.use(shelf)
    return facts.keys.sorted(by: >).filter { !forgotten.contains($0) }.map { number in
      let count = bodies[number]?.count ?? 0
      let body = ColdBody(place: 0, offset: 4096, count: count, sequence: number, keeping: shelf)
      let octets = facts[number] ?? []
      return cache.restore(body, facts: octets.span)
    }
  }
}

@Suite("Bodies in a cold store")
struct ColdStoreTests {
  private let policy = CachePolicy(name: "test", defaultTTL: 60)

  private func lab(_ shelf: Shelf?, capacity: Int = 1 << 22, tagged: Bool = false) -> Lab {
    let lab = Lab(policy, capacity: capacity) { if tagged { $0.cacheTagHeader = "Cache-Tag" } }
    if let shelf { lab.cache.use(shelf) }
    return lab
  }

  /// One request; the origin answers with so many octets.
  @discardableResult
  private func get(
    _ lab: Lab, _ path: String, count: Int = 50_000, _ fields: [(String, String)] = [],
    request: [(String, String)] = [], method: String = "GET"
  ) -> Exchange {
    let exchange = lab.exchange(method, path, fields: request)
    guard let fetch = lab.cache.begin(exchange, now: lab.now) else { return exchange }
    var head = ResponseHead(status: 200)
    for (name, value) in fields + [("Content-Length", "\(count)")] { head.fields.append(name, value) }
    _ = lab.cache.receive(head, for: fetch, now: lab.now)
    let body = [UInt8](repeating: 120, count: count)
    if method != "HEAD" { lab.cache.receive(body.span, for: fetch, now: lab.now) }
    lab.cache.finish(fetch, now: lab.now)
    return exchange
  }

  private func range(_ exchange: Exchange) -> Range<Int>? {
    guard case .cold(_, let range) = exchange.content else { return nil }
    return range
  }

  @Test("What was found in memory counts piece after piece, without gaps, and until the next moment")
  func inMemory() {
    let body = ColdBody(place: 0, offset: 4096, count: 90, sequence: 1, keeping: Shelf())
    let (now, later) = (Instant(secondsSinceEpoch: 1), Instant(secondsSinceEpoch: 2))
    #expect(!body.wasInMemory(0..<10, at: now))
    body.foundInMemory(0..<10, at: now)
    #expect(body.wasInMemory(0..<10, at: now) && body.wasInMemory(3..<5, at: now))
    #expect(!body.wasInMemory(0..<11, at: now))
    body.foundInMemory(20..<30, at: now)
    #expect(!body.wasInMemory(20..<30, at: now))
    body.foundInMemory(10..<20, at: now)
    #expect(body.wasInMemory(5..<20, at: now))
    #expect(!body.wasInMemory(0..<10, at: later))
    body.foundInMemory(0..<10, at: later)
    #expect(body.wasInMemory(0..<10, at: later) && !body.wasInMemory(0..<20, at: later))
  }

  @Test("large bodies go there and are sent from there; small ones stay")
  func bySize() {
    let shelf = Shelf()
    let lab = lab(shelf)
    get(lab, "/large", count: 10_000)
    get(lab, "/small", count: 9_999)
    #expect(shelf.bodies.count == 1)
    // Until it is written the octets come from memory.
    #expect(lab.text(get(lab, "/large").body).count == 10_000)
    shelf.write()
    let hit = get(lab, "/large")
    #expect(hit.result == .hit && range(hit) == 0..<10_000)
    #expect(hit.headText.contains("Content-Length: 10000\r\n"))
    #expect(lab.text(get(lab, "/small").body).count == 9_999)
  }

  @Test("ranges are cut from what is there")
  func ranges() {
    let shelf = Shelf()
    let lab = lab(shelf)
    get(lab, "/a")
    shelf.write()
    #expect(range(get(lab, "/a", request: [("Range", "bytes=100-199")])) == 100..<200)
    #expect(range(get(lab, "/a", request: [("Range", "bytes=-10")])) == 49_990..<50_000)
    let several = get(lab, "/a", request: [("Range", "bytes=0-9,40000-40009")])
    var pieces: [Range<Int>] = []
    while true {
      switch several.content {
      case .bytes(let lines): several.sent(lines.count)
      case .cold(_, let range):
        pieces.append(range)
        several.sent(range.count)
      case .awaited, .failed: Issue.record("no more comes"); return
      case .complete:
        #expect(pieces == [0..<10, 40_000..<40_010])
        return
      }
    }
  }

  @Test("without room the body stays in memory")
  func noRoom() {
    let shelf = Shelf()
    let lab = lab(shelf)
    shelf.hasRoom = false
    get(lab, "/a")
    #expect(lab.text(get(lab, "/a").body).count == 50_000)
  }

  @Test("memory counts what is known of it, not the body")
  func cost() {
    let shelf = Shelf()
    let lab = lab(shelf)
    for number in 0..<100 { get(lab, "/\(number)") }
    let figures = lab.cache.figures
    #expect(figures.objects == 100)
    #expect(figures.bytes == figures.coldIndexBytes && (20_000..<100_000).contains(figures.bytes))
    lab.cache.invalidate([.prefix("/")], in: "E1")
    #expect(lab.cache.figures.coldIndexBytes == 0 && lab.cache.figures.bytes == 0)
  }

  @Test("what leaves the store is forgotten: replaced, invalidated, evicted, its distribution gone")
  func forgotten() throws {
    let shelf = Shelf()
    let lab = lab(shelf)
    get(lab, "/a")
    lab.now = lab.now.advanced(bySeconds: 61)
    get(lab, "/a")
    #expect(shelf.forgotten == [1])
    lab.cache.invalidate([.path("/a")], in: "E1")
    #expect(shelf.forgotten == [1, 2])
    get(lab, "/b")
    lab.cache.reload(Lab.configuration(policy), capacity: 10)
    #expect(shelf.forgotten == [1, 2, 3])
    lab.cache.reload(Lab.configuration(policy), capacity: 1 << 20)
    get(lab, "/c")
    lab.cache.reload(Lab.configuration(policy) { $0.id = "E2" })
    #expect(shelf.forgotten == [1, 2, 3, 4])
  }

  @Test("a store that makes room takes objects out; who reads one reads on")
  func reclaimed() throws {
    let shelf = Shelf()
    let lab = lab(shelf)
    get(lab, "/a")
    shelf.write()
    let reading = get(lab, "/a")
    let body = try #require(shelf.bodies[1])
    lab.cache.remove(body)
    #expect(!body.isInCache && shelf.forgotten == [1])
    #expect(range(reading) == 0..<50_000)
    #expect(get(lab, "/a").result == .miss)
    body.isLost = true
    guard case .failed = reading.content else { Issue.record("what cannot be read is sent"); return }
  }

  // MARK: After a restart

  @Test("it comes back with its age and lifetime")
  func restored() {
    let shelf = Shelf()
    let before = lab(shelf)
    get(before, "/a", [("Cache-Control", "max-age=100"), ("ETag", "\"1\""), ("Content-Type", "a/b")])
    let after = lab(nil)
    after.now = before.now.advanced(bySeconds: 40)
    #expect(shelf.restore(to: after.cache) == [.restored])
    let hit = get(after, "/a")
    #expect(hit.result == .hit && range(hit) == 0..<50_000)
    for line in ["Age: 40", "ETag: \"1\"", "Content-Type: a/b", "Content-Length: 50000"] {
      #expect(hit.headText.contains("\r\n\(line)\r\n"), "\(hit.headText)")
    }
    #expect(get(after, "/a", request: [("If-None-Match", "\"1\"")]).status == 304)
    after.now = before.now.advanced(bySeconds: 100)
    let exchange = after.exchange("GET", "/a")
    let fetch = after.cache.begin(exchange, now: after.now)
    #expect(
      fetch.map { String(decoding: $0.requestHead, as: UTF8.self).contains("If-None-Match: \"1\"") } == true)
  }

  @Test("a 304 gives the body on disk another life, over the next restart, too")
  func revalidated() throws {
    let shelf = Shelf()
    let before = lab(shelf)
    get(before, "/a", [("Cache-Control", "max-age=10"), ("ETag", "\"1\"")])
    shelf.write()
    before.now = before.now.advanced(bySeconds: 20)
    let exchange = before.exchange("GET", "/a")
    let fetch = try #require(before.cache.begin(exchange, now: before.now))
    _ = before.answer(fetch, 304, [("Cache-Control", "max-age=1000"), ("ETag", "\"1\"")])
    #expect(exchange.result == .refreshHit && range(exchange) == 0..<50_000)
    #expect(shelf.bodies.count == 1 && shelf.forgotten.isEmpty)
    let after = lab(nil)
    after.now = before.now.advanced(bySeconds: 900)
    #expect(shelf.restore(to: after.cache) == [.restored])
    let hit = get(after, "/a")
    #expect(hit.result == .hit && hit.headText.contains("Age: 900\r\n"))
  }

  @Test("variants come back as variants")
  func variants() {
    let shelf = Shelf()
    let before = Lab(policy) { $0.defaultCacheBehavior.semantics = .standard }
    before.cache.use(shelf)
    for language in ["de", "ko"] {
      get(
        before, "/a", [("Vary", "Accept-Language"), ("Cache-Control", "max-age=60"), ("X-Is", language)],
        request: [("Accept-Language", language)])
    }
    let after = Lab(policy) { $0.defaultCacheBehavior.semantics = .standard }
    #expect(shelf.restore(to: after.cache) == [.restored, .restored])
    for language in ["de", "ko"] {
      let hit = get(after, "/a", request: [("Accept-Language", language)])
      #expect(hit.result == .hit && hit.headText.contains("X-Is: \(language)\r\n"))
    }
    #expect(get(after, "/a", request: [("Accept-Language", "fr")]).result == .miss)
  }

  @Test("tags name what has come back")
  func tags() {
    let shelf = Shelf()
    let before = lab(shelf, tagged: true)
    get(before, "/a", [("Cache-Tag", "spring, summer")])
    let after = lab(nil, tagged: true)
    #expect(shelf.restore(to: after.cache) == [.restored])
    #expect(after.cache.invalidate([.tag("Summer")], in: "E1") == 1)
  }

  @Test("of two copies the later comes back, in whichever order they are found")
  func later() {
    let shelf = Shelf()
    let before = lab(shelf)
    get(before, "/a", [("X-Is", "old")])
    let old = shelf.facts[1] ?? []
    before.now = before.now.advanced(bySeconds: 61)
    get(before, "/a", [("X-Is", "new")])
    let new = shelf.facts[2] ?? []
    for order in [[(1, old), (2, new)], [(2, new), (1, old)]] {
      let after = lab(nil)
      after.now = before.now
      after.cache.use(Shelf())
      for (sequence, facts) in order {
        let body = ColdBody(
          place: 0, offset: 0, count: 50_000, sequence: UInt64(sequence), keeping: shelf)
        _ = after.cache.restore(body, facts: facts.span)
      }
      #expect(get(after, "/a").headText.contains("X-Is: new\r\n"))
      #expect(after.cache.figures.objects == 1)
    }
  }

  @Test("what has come since the start is not replaced by what was there before")
  func fetchedMeanwhile() {
    let shelf = Shelf()
    get(lab(shelf), "/a")
    let after = lab(nil)
    get(after, "/a", [("X-Is", "new")])
    #expect(shelf.restore(to: after.cache) == [.replaced])
    #expect(get(after, "/a").headText.contains("X-Is: new\r\n"))
  }

  @Test("invalidated before it has come back: by an operator, by an unsafe request")
  func invalidatedMeanwhile() {
    let shelf = Shelf()
    let before = lab(shelf)
    for path in ["/a", "/b"] { get(before, path) }
    let after = lab(nil)
    after.cache.use(Shelf())
    after.cache.invalidate([.path("/a")], in: "E1")
    #expect(shelf.restore(to: after.cache) == [.restored, .invalidated])

    let standard = Lab(policy) { $0.defaultCacheBehavior.semantics = .standard }
    standard.cache.use(Shelf())
    get(standard, "/b", method: "POST")
    #expect(shelf.restore(to: standard.cache) == [.invalidated, .restored])
  }

  @Test("what is of no use is refused by its reason")
  func refused() {
    let shelf = Shelf()
    get(lab(shelf), "/a")
    let renamed = Lab(policy) { $0.id = "E2" }
    #expect(shelf.restore(to: renamed.cache) == [.unknownDistribution])
    #expect(shelf.restore(to: lab(nil, capacity: 100).cache) == [.noRoom])
    let cache = lab(nil).cache
    let facts = shelf.facts[1] ?? []
    for count in 0..<facts.count {
      let body = ColdBody(place: 0, offset: 0, count: 50_000, sequence: 1, keeping: shelf)
      let part = Array(facts[..<count])
      #expect(cache.restore(body, facts: part.span) == .malformed, "\(count)")
    }
  }

  @Test("pinned content stands in memory, also where a copy was on disk")
  func pinned() {
    let shelf = Shelf()
    let lab = lab(shelf)
    get(lab, "/a")
    #expect(shelf.bodies.count == 1)
    let exchange = lab.exchange("GET", "/a")
    exchange.preload = Preload(isPinned: true, refreshes: false)
    if let fetch = lab.cache.begin(exchange, now: lab.now) { _ = lab.answer(fetch, 200) }
    #expect(shelf.forgotten == [1] && shelf.bodies.count == 1)
    #expect(get(lab, "/a").reason == .staticContent)
  }
}
