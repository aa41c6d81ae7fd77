import EdgeCache
import HTTPWire
import Primitives
import Testing

@Suite("Bodies: whole, window, counted")
struct BodyTests {
  private let chunk = [UInt8](repeating: 7, count: 50_000)

  /// Fetches `/a` and reads it as it comes; returns the most octets that lay unread.
  private func stream(_ lab: Lab, _ head: ResponseHead, chunks: Int) throws -> (Exchange, mostUnread: Int) {
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    var isPaused = false
    fetch.onWantsMore = { isPaused = false }
    _ = lab.cache.receive(head, for: fetch, now: lab.now)
    var (sent, mostUnread) = (0, 0)
    for _ in 0..<chunks {
      while isPaused {  // the viewer takes some, at last
        sent += try #require(exchange.body?.octets(at: sent)).count
        exchange.advance(to: sent)
      }
      lab.cache.receive(chunk.span, for: fetch, now: lab.now)
      isPaused = !lab.cache.wantsMore(fetch)
      mostUnread = max(mostUnread, (exchange.body?.count ?? 0) - sent)
    }
    lab.cache.finish(fetch, now: lab.now)
    while let octets = exchange.body?.octets(at: sent) {
      sent += octets.count
      exchange.advance(to: sent)
    }
    #expect(sent == chunks * chunk.count && exchange.body?.isComplete == true)
    return (exchange, mostUnread)
  }

  @Test("larger than the store, length known: passes in a window, is not stored")
  func knownLength() throws {
    let lab = Lab(capacity: 1 << 20)
    let head = ResponseHead(status: 200, ["Content-Length": "10000000"])
    let (exchange, mostUnread) = try stream(lab, head, chunks: 200)
    #expect(exchange.framing == .length(10_000_000) && mostUnread <= Body.windowBytes + chunk.count)
    #expect(
      exchange.body?.keeping == .window && lab.cache.figures.objects == 0 && lab.cache.figures.bytes == 0)
  }

  @Test("length not known: whole until it outgrows the store, then a window")
  func unknownLength() throws {
    let lab = Lab(capacity: 1 << 20)
    let (exchange, mostUnread) = try stream(lab, ResponseHead(status: 200), chunks: 200)
    #expect(exchange.framing == .chunked && mostUnread <= 1 << 18 + Body.windowBytes + chunk.count)
    #expect(
      exchange.body?.keeping == .window && lab.cache.figures.objects == 0 && lab.cache.figures.bytes == 0)
  }

  @Test("length not known: stored with its length when complete")
  func unknownStored() throws {
    let lab = Lab()
    _ = try stream(lab, ResponseHead(status: 200), chunks: 4)
    let hit = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(hit, now: lab.now) == nil && hit.framing == .length(200_000))
    #expect(hit.headText.contains("Content-Length: 200000\r\n"))
    #expect((200_000..<203_000).contains(lab.cache.figures.bytes))
  }

  @Test("HTTP/1.0 without length: the connection's end is the body's")
  func closing() throws {
    let lab = Lab()
    let exchange = lab.exchange("GET", "/a", fields: [("Connection", "keep-alive")])
    exchange.request.minorVersion = 0
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    _ = lab.cache.receive(ResponseHead(status: 200), for: fetch, now: lab.now)
    #expect(exchange.framing == .close && !exchange.isKeepAlive)
    #expect(exchange.headText.contains("Connection: close\r\n"))
  }

  @Test("cut short or too long: passed on, not stored", arguments: [1, 3])
  func wrongLength(count: Int) throws {
    let lab = Lab()
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    _ = lab.cache.receive(ResponseHead(status: 200, ["Content-Length": "2"]), for: fetch, now: lab.now)
    lab.cache.receive([UInt8](repeating: 0, count: count).span, for: fetch, now: lab.now)
    lab.cache.finish(fetch, now: lab.now)
    #expect(exchange.body?.isFailed == true && exchange.body?.isComplete == false)
    #expect(lab.cache.figures.objects == 0 && lab.cache.figures.bytes == 0)
  }

  @Test("two readers of a window: the slower holds the origin back, its leaving lets it go on")
  func slowReader() throws {
    let lab = Lab(capacity: 1 << 20)
    let (fast, slow) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
    let fetch = try #require(lab.cache.begin(fast, now: lab.now))
    #expect(lab.cache.begin(slow, now: lab.now) == nil)
    // Its length is not known, so both read along until it has outgrown the store.
    _ = lab.cache.receive(ResponseHead(status: 200), for: fetch, now: lab.now)
    for _ in 0..<12 { lab.cache.receive(chunk.span, for: fetch, now: lab.now) }
    #expect(slow.result == .hit && lab.cache.begin(lab.exchange("GET", "/a"), now: lab.now) != nil)
    fast.advance(to: 600_000)
    #expect(!lab.cache.wantsMore(fetch))
    var isAsked = false
    fetch.onWantsMore = { isAsked = true }
    #expect(
      lab.cache.abandon(slow, bytesSent: 0, now: lab.now) == nil && isAsked && lab.cache.wantsMore(fetch))
    #expect(fast.body?.octets(at: 0) == nil)
  }

  @Test("counted: sizes without octets")
  func counted() throws {
    let lab = Lab(capacity: 1 << 20, bodies: .counted)
    let exchange = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    _ = lab.cache.receive(ResponseHead(status: 200), for: fetch, now: lab.now)
    lab.cache.receive(byteCount: 100_000, for: fetch, now: lab.now)
    lab.cache.finish(fetch, now: lab.now)
    #expect(exchange.body?.count == 100_000 && exchange.body?.octets(at: 0) == nil)
    #expect(lab.cache.figures.bytes > 100_000)
  }

  @Test("an object that is evicted stays with those who read it")
  func evicted() throws {
    let lab = Lab(capacity: 40_000)
    let reader = lab.exchange("GET", "/0")
    for index in 0..<40 {
      let exchange = index == 0 ? reader : lab.exchange("GET", "/\(index)")
      let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
      _ = lab.cache.receive(ResponseHead(status: 200), for: fetch, now: lab.now)
      lab.cache.receive([UInt8](repeating: UInt8(index), count: 2000).span, for: fetch, now: lab.now)
      lab.cache.finish(fetch, now: lab.now)
      #expect(lab.cache.figures.bytes <= 40_000)
    }
    #expect(
      lab.cache.figures.evictions > 20 && lab.cache.begin(lab.exchange("GET", "/0"), now: lab.now) != nil)
    #expect(lab.cache.begin(lab.exchange("GET", "/39"), now: lab.now) == nil)
    #expect(lab.text(reader.body) == String(repeating: "\0", count: 2000))
  }
}
