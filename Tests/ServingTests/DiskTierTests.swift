import EventLoop
import Glibc
import HTTPWire
import Logging
import Testing

@testable import EdgeCache
@testable import Serving

/// Large bodies of a cache in a file whose disk fails, and whose readers are slow. The file is a real one, its thread too;
/// nothing waits for a time.
@Suite struct DiskTierTests {
  private let loop: EventLoop
  private let storage: FaultyStorage
  private let cache: EdgeCache
  private let tier: DiskTier

  init() throws {
    loop = try EventLoop()
    storage = try FaultyStorage()
    let distribution = Distribution(
      id: "E1", domainName: "d1.cloudfront.net", origins: [Origin(id: "o", domainName: "origin.test")],
      defaultCacheBehavior: CacheBehavior(
        targetOriginID: "o", cachePolicy: CachePolicy(name: "test", defaultTTL: 60)))
    cache = EdgeCache(
      pop: "IAD89-C1", capacity: 1 << 22, configuration: try EdgeConfiguration([distribution]), seed: 1)
    tier = try DiskTier(
      on: loop, storage.file, through: storage, of: cache, pop: "IAD89-C1", log: Logger(label: "test"))
    cache.use(tier)
    settle()
  }

  /// Until the thread has done all it was told.
  private func settle() {
    let limit = Timer(on: loop, after: .seconds(20)) { [loop] in
      Issue.record("gave up")
      loop.stop()
    }
    tier.flush { [loop] in loop.stop() }
    loop.run()
    withExtendedLifetime(limit) {}
  }

  /// One request; the origin answers with so many octets.
  private func get(_ path: String, count: Int = 100_000) -> Exchange {
    let exchange = Exchange()
    exchange.request = RequestHead("GET", path)
    exchange.request.fields.append("Host", "d1.cloudfront.net")
    guard let fetch = cache.begin(exchange, now: loop.now) else { return exchange }
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Length", "\(count)")
    _ = cache.receive(head, for: fetch, now: loop.now)
    let body = [UInt8](repeating: UInt8(path.utf8.count), count: count)
    cache.receive(body.span, for: fetch, now: loop.now)
    cache.finish(fetch, now: loop.now)
    return exchange
  }

  /// Twice round the file, which has room for nine.
  private func fill(_ path: String) {
    for number in 0..<18 {
      end(get("\(path)-\(number)"))
      settle()
    }
  }

  private func end(_ exchange: Exchange) { cache.end(exchange, bytesSent: 0, now: loop.now) }

  /// The body of an exchange that is answered out of the file.
  private func cold(_ exchange: Exchange) throws -> ColdBody {
    guard case .cold(let body, _) = exchange.content else { throw Missing() }
    return body
  }

  private struct Missing: Error {}

  private func octets(of body: ColdBody) -> [UInt8] {
    (try? storage.read(body.count, at: body.offset)) ?? []
  }

  @Test("the place of a body that somebody reads is passed over until it is read, and then written again")
  func slowReader() throws {
    end(get("/a"))
    settle()
    let reading = get("/a")
    var body: ColdBody? = try cold(reading)
    let places = tier.places(of: 0..<100_000, in: try #require(body))
    fill("/long")
    #expect(body?.isInCache == false)
    #expect(octets(of: try #require(body)) == [UInt8](repeating: 2, count: 100_000))
    guard case .cold = reading.content else { Issue.record("it cannot read on"); return }
    end(reading)
    body = nil
    fill("/longer")
    #expect(try storage.read(1, at: places.lowerBound) != [2])
    #expect(tier.status.turnedAway == 0 && tier.status.fault == nil)
  }

  @Test("a full disk: what is there is served, what was not written is not, and the rest stays in memory")
  func full() throws {
    end(get("/a"))
    settle()
    storage.faults.withLock { $0.full = 250_000 }
    end(get("/b"))
    let reading = get("/b")
    end(get("/c"))
    settle()
    #expect(tier.status.fault == "write \(storage.path): No space left on device")
    #expect(tier.status.waitingBytes == 0 && tier.status.objects == 2)
    #expect(get("/a").result == .hit && get("/b").result == .hit)
    // What could not be written has left the cache; it is fetched again, and stays in memory.
    let again = get("/c")
    #expect(again.result == .miss)
    end(again)
    let hit = get("/c")
    guard case .bytes = hit.content else { Issue.record("it is not in memory"); return }
    #expect(hit.result == .hit && reading.result == .hit)
  }

  @Test("a disk that cannot be read: the object goes, and who reads it is told")
  func unreadable() throws {
    end(get("/a"))
    settle()
    let reading = get("/a")
    let body = try cold(reading)
    storage.faults.withLock { $0.unreadable = 50_000 }
    var isTold = false
    tier.load(60_000..<70_000, of: body) { isTold = true }
    settle()
    #expect(isTold && body.isLost && tier.status.readErrors == 1 && tier.status.damaged == 0)
    guard case .failed = reading.content else { Issue.record("it reads on"); return }
    #expect(get("/a").result == .miss)
  }

  @Test("what is damaged is found before anybody asks")
  func checked() throws {
    end(get("/a"))
    end(get("/b"))
    settle()
    let (a, b) = (try cold(get("/a")), try cold(get("/b")))
    tier.checkNext()
    tier.checkNext()
    settle()
    #expect(tier.status.checkedBytes == 100_000 && !a.isLost)
    let place = b.offset + 99_999
    storage.faults.withLock { $0.damaged = place }
    for _ in 0..<6 {
      tier.checkNext()
      settle()
    }
    #expect(!a.isLost && b.isLost && tier.status.damaged == 1)
    #expect(get("/a").result == .hit && get("/b").result == .miss)
  }

  @Test(
    "a body that memory has no room for goes there piece by piece, and of the file takes a quarter at most")
  func large() throws {
    cache.store.resize(to: 400_000)
    end(get("/a", count: 250_000))
    settle()
    // It was closed when its last piece was there.
    settle()
    let hit = get("/a", count: 250_000)
    #expect(hit.result == .hit)
    #expect(octets(of: try cold(hit)) == [UInt8](repeating: 2, count: 250_000))
    #expect(tier.status.written == 1 && tier.maximumObjectSize == 1 << 18)
    end(get("/b", count: 270_000))
    #expect(get("/b", count: 270_000).result == .miss)
  }
}
