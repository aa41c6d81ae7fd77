import EdgeCache
import HTTPWire
import ObjectFile
import Primitives
import Testing

/// A cold store in memory: it writes when it is told to, and remembers what it was told.
private final class Shelf: ColdStore {
  let minimumObjectSize: Int
  let maximumObjectSize: Int
  var hasRoom = true
  private(set) var facts: [UInt64: [UInt8]] = [:]
  private(set) var bodies: [UInt64: ColdBody] = [:]
  private(set) var forgotten: Set<UInt64> = []
  private var sequence: UInt64 = 0
  /// What is to be written, and has not been.
  private(set) var waiting: [(octets: Int, body: ColdBody, done: (Bool) -> Void)] = []
  private(set) var written: [UInt8] = []
  private(set) var closed: [UInt64] = []

  init(minimumObjectSize: Int = 10_000, maximumObjectSize: Int = 1 << 30) {
    (self.minimumObjectSize, self.maximumObjectSize) = (minimumObjectSize, maximumObjectSize)
  }

  func keep(_ body: ResponseBody, facts: [UInt8]) -> ColdBody? {
    guard hasRoom else { return nil }
    sequence += 1
    let cold = ColdBody(
      place: 0, offset: 4096, count: body.count, sequence: sequence, keeping: self, written: 0, memory: body)
    self.facts[sequence] = facts
    bodies[sequence] = cold
    return cold
  }

  func reserve(_ count: Int, facts: [UInt8]) -> ColdBody? {
    guard hasRoom else { return nil }
    sequence += 1
    let cold = ColdBody(place: 0, offset: 4096, count: count, sequence: sequence, keeping: self, written: 0)
    self.facts[sequence] = facts
    bodies[sequence] = cold
    return cold
  }

  func append(_ octets: [SharedBytes], to body: ColdBody, _ done: @escaping (Bool) -> Void) {
    let count = octets.reduce(0) { $0 + $1.count }
    #expect(!waiting.contains { $0.body === body }, "one call at a time")
    for piece in octets { written.append(span: piece.span) }
    waiting.append((count, body, done))
  }

  func close(_ body: ColdBody) { closed.append(body.sequence) }

  /// The oldest that waits is written, or cannot be.
  func writeNext(fails: Bool = false) {
    guard !waiting.isEmpty else { Issue.record("nothing is to be written"); return }
    let (count, body, done) = waiting.removeFirst()
    if !fails { body.writtenCount += count }
    done(!fails)
  }

  func update(_ body: ColdBody, facts: [UInt8]) {
    self.facts[body.sequence] = facts
    forgotten.remove(body.sequence)
  }

  func forget(_ body: ColdBody) { forgotten.insert(body.sequence) }

  func write() {
    for body in bodies.values { (body.writtenCount, body.memory) = (body.count, nil) }
  }

  /// What a start after a kill would find, the last first, put back into another cache.
  func restore(to cache: EdgeCache) -> [Restoration] {
    let shelf = Shelf(minimumObjectSize: minimumObjectSize)
    cache.use(shelf)
    return facts.keys.sorted(by: >).filter { !forgotten.contains($0) }.map { number in
      let count = bodies[number]?.count ?? 0
      let body = ColdBody(
        place: 0, offset: 4096, count: count, sequence: number, keeping: shelf, written: count)
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
    let body = ColdBody(place: 0, offset: 4096, count: 90, sequence: 1, keeping: Shelf(), written: 90)
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

  // MARK: Larger than memory has room for

  /// A request for a body of a megabyte, where memory takes a quarter of one, whose head has come.
  private func begin(_ lab: Lab, _ path: String = "/big", count: Int = 1 << 20) throws -> (Exchange, Fetch) {
    let exchange = lab.exchange("GET", path)
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Length", "\(count)")
    head.fields.append("Cache-Control", "max-age=60")
    _ = lab.cache.receive(head, for: fetch, now: lab.now)
    return (exchange, fetch)
  }

  private func receive(_ lab: Lab, _ fetch: Fetch, _ count: Int, of octet: UInt8 = 120) {
    let body = [UInt8](repeating: octet, count: count)
    lab.cache.receive(body.span, for: fetch, now: lab.now)
  }

  @Test("a body memory has no room for goes there as it comes; what is in memory is what is not written yet")
  func spooled() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (exchange, fetch) = try begin(lab)
    var sent = 0
    for _ in 0..<16 {
      receive(lab, fetch, 1 << 16)
      #expect(lab.cache.wantsMore(fetch))
      shelf.writeNext()
      #expect(exchange.body?.octets(at: sent) == nil, "what is in the file is not in memory")
      // It is in the file by now, or the viewer gets what is in memory.
      while case .cold(let body, let range) = exchange.content {
        #expect(body.writtenCount >= range.upperBound)
        exchange.sent(range.count)
        sent += range.count
      }
    }
    #expect(sent == 1 << 20)
    lab.cache.finish(fetch, now: lab.now)
    #expect(shelf.written.count == 1 << 20 && shelf.closed == [1] && shelf.forgotten.isEmpty)
    lab.cache.end(exchange, bytesSent: sent, now: lab.now)
    let hit = get(lab, "/big")
    #expect(hit.result == .hit && range(hit) == 0..<1 << 20)
    #expect(lab.cache.figures.bytes < 1 << 12)
  }

  @Test("who asks meanwhile joins the fetch, reads from the file, and waits for nobody")
  func spooledToMany() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (slow, fetch) = try begin(lab)
    for _ in 0..<8 {
      receive(lab, fetch, 1 << 16)
      shelf.writeNext()
    }
    let second = lab.exchange("GET", "/big")
    #expect(lab.cache.begin(second, now: lab.now) == nil && second.result == .hit)
    #expect(range(second) == 0..<1 << 19)
    second.sent(1 << 19)
    guard case .awaited = second.content else { Issue.record("there is no more yet"); return }
    let part = get(lab, "/big", request: [("Range", "bytes=1000000-1000009")])
    guard case .awaited = part.content else { Issue.record("the range has not come yet"); return }
    // Nothing of the slow viewer's has been read, and the origin is not paused for it.
    for _ in 0..<8 {
      receive(lab, fetch, 1 << 16)
      #expect(lab.cache.wantsMore(fetch))
      shelf.writeNext()
    }
    lab.cache.finish(fetch, now: lab.now)
    #expect(range(part) == 1_000_000..<1_000_010)
    #expect(range(second) == 1 << 19..<1 << 20 && range(slow) == 0..<1 << 20)
  }

  @Test("the origin is paused while too much is to be written, and goes on when it is")
  func spoolPauses() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (_, fetch) = try begin(lab)
    var resumed = 0
    fetch.onWantsMore = { resumed += 1 }
    for _ in 0..<4 { receive(lab, fetch, 1 << 16) }
    #expect(!lab.cache.wantsMore(fetch) && shelf.waiting.map(\.octets) == [1 << 16])
    shelf.writeNext()
    #expect(resumed == 1 && shelf.waiting.map(\.octets) == [3 << 16])
  }

  @Test("it is stored once it is whole, and its end read from memory until that is written")
  func spoolEnds() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (_, fetch) = try begin(lab, count: 300_000)
    receive(lab, fetch, 100_000)
    receive(lab, fetch, 200_000)
    lab.cache.finish(fetch, now: lab.now)
    #expect(shelf.closed.isEmpty)
    let hit = get(lab, "/big")
    #expect(hit.result == .hit && lab.text(hit.body).count == 300_000)
    shelf.writeNext()
    shelf.writeNext()
    #expect(shelf.closed == [1] && range(get(lab, "/big")) == 0..<300_000)
    #expect(shelf.written.count == 300_000)
  }

  @Test("not stored: the viewer has gone, the origin has failed, it was invalidated on its way")
  func spoolsGivenUp() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (gone, first) = try begin(lab, "/1")
    receive(lab, first, 1000)
    #expect(lab.cache.abandon(gone, bytesSent: 0, now: lab.now) === first)
    #expect(shelf.forgotten == [1] && shelf.closed.isEmpty)
    shelf.writeNext()
    #expect(shelf.closed == [1])

    let (cut, second) = try begin(lab, "/2")
    receive(lab, second, 1000)
    shelf.writeNext()
    _ = lab.cache.fail(second, .truncatedBody, now: lab.now)
    #expect(shelf.forgotten == [1, 2] && shelf.closed == [1, 2])
    guard case .failed = cut.content else { Issue.record("a body that failed goes on"); return }

    let (_, third) = try begin(lab, "/3", count: 500_000)
    receive(lab, third, 500_000)
    lab.cache.invalidate([.path("/3")], in: "E1")
    lab.cache.finish(third, now: lab.now)
    shelf.writeNext()
    #expect(shelf.forgotten == [1, 2, 3] && shelf.closed == [1, 2, 3] && lab.cache.figures.objects == 0)
  }

  @Test("a disk that is full in the middle costs the copy, not the viewers")
  func spoolFails() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (exchange, fetch) = try begin(lab)
    receive(lab, fetch, 1 << 16, of: 97)
    shelf.writeNext()
    receive(lab, fetch, 1 << 16, of: 98)
    shelf.writeNext(fails: true)
    #expect(shelf.forgotten == [1] && shelf.closed == [1])
    // What is in the file is read there, the rest from memory, at the pace of the viewer.
    #expect(range(exchange) == 0..<1 << 16)
    exchange.sent(1 << 16)
    guard case .bytes(let octets) = exchange.content else { Issue.record("it is in memory"); return }
    #expect(octets.span[0] == 98)
    for _ in 0..<8 where lab.cache.wantsMore(fetch) { receive(lab, fetch, 1 << 16, of: 99) }
    #expect(!lab.cache.wantsMore(fetch) && shelf.waiting.isEmpty)
    let another = lab.exchange("GET", "/big")
    #expect(lab.cache.begin(another, now: lab.now) != nil, "nobody joins it any more")
  }

  @Test("an end that cannot be written takes the object out again")
  func spoolFailsAtItsEnd() throws {
    let shelf = Shelf()
    let lab = lab(shelf, capacity: 1 << 20)
    let (first, fetch) = try begin(lab, count: 300_000)
    receive(lab, fetch, 300_000)
    lab.cache.finish(fetch, now: lab.now)
    let reading = get(lab, "/big")
    shelf.writeNext(fails: true)
    #expect(lab.cache.figures.objects == 0 && shelf.forgotten == [1])
    guard case .failed = reading.content else { Issue.record("what is lost is read"); return }
    #expect(lab.text(first.body).count == 300_000)
  }

  @Test("of unknown length, too large for the store, without room there: it passes and is not stored")
  func notSpooled() throws {
    let shelf = Shelf(maximumObjectSize: 2 << 20)
    let lab = lab(shelf, capacity: 1 << 20)
    let (_, tooLarge) = try begin(lab, "/1", count: 3 << 20)
    receive(lab, tooLarge, 1000)
    shelf.hasRoom = false
    let (_, noRoom) = try begin(lab, "/2")
    receive(lab, noRoom, 1000)
    shelf.hasRoom = true
    let unknown = try #require(lab.cache.begin(lab.exchange("GET", "/3"), now: lab.now))
    _ = lab.cache.receive(ResponseHead(status: 200), for: unknown, now: lab.now)
    for _ in 0..<5 { receive(lab, unknown, 1 << 16) }
    #expect(shelf.bodies.isEmpty && lab.cache.figures.objects == 0)
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
          place: 0, offset: 0, count: 50_000, sequence: UInt64(sequence), keeping: shelf,
          written: 50_000)
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
      let body = ColdBody(place: 0, offset: 0, count: 50_000, sequence: 1, keeping: shelf, written: 50_000)
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
