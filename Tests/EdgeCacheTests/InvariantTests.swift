import EdgeCache
import HTTPWire
import Primitives
import Testing

/// A seed means the same traffic everywhere.
struct Draw {
  private var random: SplitMix64
  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  mutating func pick<T>(_ list: [T]) -> T { list[below(list.count)] }
}

/// Random viewers, a random origin, a random clock; the rules that hold whatever happens.
private final class Traffic {
  let lab = Lab(CachePolicy(name: "t", defaultTTL: 20, maxTTL: 40), capacity: 40_000)
  var draw: Draw
  var viewers = (0..<12).map { _ in Exchange() }
  var fetches: [Fetch] = [] { didSet { noteStarts() } }
  /// When each fetch began, and the longest any has waited for its head: that counts as age (RFC 9111 section 4.2.3).
  private var starts: [ObjectIdentifier: Instant] = [:]
  private var longestDelay: Int64 = 0
  var (begun, bytes) = (0, 0)

  init(seed: UInt64) { draw = Draw(seed: seed) }

  func step() {
    switch draw.below(10) {
    case 0...3: begin()
    case 4...7: origin()
    case 8: leave()
    default: lab.now = lab.now.advanced(bySeconds: Int64(draw.below(8)))
    }
    checkBounds()
  }

  private func begin() {
    guard let viewer = viewers.first(where: { $0.phase == .idle }) else { return }
    var fields: [(String, String)] = []
    if draw.below(5) == 0 { fields.append(("If-None-Match", "\"1\"")) }
    let host = draw.below(20) == 0 ? "nowhere" : "www.example.com"
    let method = draw.pick(["GET", "GET", "GET", "GET", "HEAD", "POST"])
    viewer.request = RequestHead(method, "/\(draw.below(30))")
    viewer.request.fields.append("Host", host)
    for (name, value) in fields { viewer.request.fields.append(name, value) }
    begun += 1
    if let fetch = lab.cache.begin(viewer, now: lab.now) { fetches.append(fetch) }
    #expect(viewer.phase != .idle)
    checkAge(viewer)
  }

  private func noteStarts() {
    let now = lab.now
    starts = Dictionary(
      uniqueKeysWithValues: fetches.map { (ObjectIdentifier($0), starts[ObjectIdentifier($0)] ?? now) })
  }

  /// One event of one fetch.
  private func origin() {
    guard !fetches.isEmpty else { return }
    let index = draw.below(fetches.count)
    let fetch = fetches[index]
    if draw.below(8) == 0 {
      fetches.remove(at: index)
      fetches += lab.cache.fail(fetch, draw.pick(OriginFailure.allCases), now: lab.now)
      return
    }
    if let start = starts[ObjectIdentifier(fetch)] {
      longestDelay = max(longestDelay, lab.now.seconds(since: start) + 1)
    }
    if fetch.receivedBytes == 0 { fetches += lab.cache.receive(head(fetch), for: fetch, now: lab.now) }
    let part = [UInt8](repeating: 1, count: draw.below(3000))
    if fetch.method != .head { lab.cache.receive(part.span, for: fetch, now: lab.now) }
    if draw.below(3) == 0 || fetch.method == .head {
      fetches.remove(at: index)
      lab.cache.finish(fetch, now: lab.now)
    }
  }

  private func head(_ fetch: Fetch) -> ResponseHead {
    let conditional = String(decoding: fetch.requestHead, as: UTF8.self).contains("If-None-Match")
    var head = ResponseHead(status: draw.pick([200, 200, 200, 404, 503, 403, 204]))
    if conditional, draw.below(2) == 0 { head.status = 304 }
    let controls = [
      "max-age=5", "max-age=30", "no-store", "private", "no-cache", "s-maxage=0", "max-age=9999",
    ]
    if draw.below(4) > 0 { head.fields.append("Cache-Control", draw.pick(controls)) }
    if draw.below(2) == 0 { head.fields.append("ETag", "\"\(draw.below(2))\"") }
    if draw.below(6) == 0 { head.fields.append("Content-Length", "\(draw.below(40_000))") }
    if draw.below(6) == 0 { head.fields.append("Age", "\(draw.below(10))") }
    return head
  }

  /// A viewer has read all, or goes before.
  private func leave() {
    let viewer = draw.pick(viewers)
    let isDone =
      viewer.phase == .responding && (viewer.body?.isComplete ?? true || viewer.body?.isFailed == true)
    bytes += viewer.phase == .idle ? 0 : 10
    if viewer.phase == .responding {
      checkAge(viewer)
      viewer.advance(to: viewer.body?.count ?? 0)
    }
    if isDone {
      lab.cache.end(viewer, bytesSent: 10, now: lab.now)
    } else if let dropped = lab.cache.abandon(viewer, bytesSent: 10, now: lab.now) {
      #expect(fetches.contains { $0 === dropped })
      fetches.removeAll { $0 === dropped }
    }
  }

  private func checkAge(_ viewer: Exchange) {
    let line = viewer.headText.split(separator: "\r\n").first { $0.hasPrefix("Age: ") }
    guard let age = line.flatMap({ Int($0.dropFirst(5)) }) else { return }
    // Fresh for 40 seconds at most, stale for 40 more; up to 9 seconds old, and the delay, when it came.
    let initial = 9 + Int(longestDelay)
    #expect((0...80 + initial).contains(age) && (viewer.reason != .fresh || age <= 40 + initial))
  }

  private func checkBounds() {
    let figures = lab.cache.figures
    #expect(figures.bytes <= 40_000 + 10_000 && figures.bytes >= 0 && figures.objects >= 0)
    for viewer in viewers where viewer.phase == .waiting {
      #expect(viewer.fetch.map { waited in fetches.contains { $0 === waited } } == true)
    }
  }

  func drain() {
    while !fetches.isEmpty { origin() }
    for viewer in viewers where viewer.phase != .idle {
      #expect(viewer.phase == .responding)
      bytes += 10
      lab.cache.end(viewer, bytesSent: 10, now: lab.now)
    }
  }
}

@Suite("Whatever happens")
struct InvariantTests {
  @Test("every request is counted once, no one waits in vain, bytes are bounded", arguments: UInt64(1)...25)
  func traffic(seed: UInt64) {
    let traffic = Traffic(seed: seed)
    for _ in 0..<3000 { traffic.step() }
    traffic.drain()
    let figures = traffic.lab.cache.figures
    let counts = figures.series.indices.flatMap { series in
      ResultType.allCases.map { figures.count(series, $0) }
    }
    #expect(counts.reduce(0) { $0 + $1.requests } == traffic.begun, "seed \(seed)")
    #expect(counts.reduce(0) { $0 + $1.bytes } == traffic.bytes, "seed \(seed)")
    let inFlight = figures.bytes
    #expect(inFlight <= 40_000 && figures.evictions > 0, "seed \(seed)")
  }

  /// Octets that mean something somewhere, in any order.
  private static let alphabet = Array("/.?&=;, \"*:%-aZ09W\\\u{7f}é@[]#".utf8)

  private func garbage(_ draw: inout Draw, upTo count: Int) -> [UInt8] {
    (0..<draw.below(count + 1)).map { _ in draw.pick(Self.alphabet) }
  }

  @Test("no request and no response traps", arguments: UInt64(1)...8)
  func garbage(seed: UInt64) {
    var draw = Draw(seed: seed)
    let policy = CachePolicy(
      name: "all", headers: ["host", "x-a", "accept-encoding"], cookies: .allExcept(["a"]),
      queryStrings: .whitelist(["a", ""]), enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true)
    let lab = Lab(policy, capacity: 100_000) { $0.defaultRootObject = "i" }
    let requestFields = [
      "Cookie", "Cookie", "X-A", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Connection",
      "Content-Length", "X-Forwarded-For",
    ]
    let responseFields = [
      "Cache-Control", "Cache-Control", "Expires", "Date", "Age", "ETag", "Last-Modified", "Vary",
      "Content-Length",
      "Connection", "Set-Cookie",
    ]
    let numbers = [
      "max-age=9223372036854775807", "s-maxage=99999999999999999999999", "no-cache=\"", "1", "0",
    ]
    for _ in 0..<2000 {
      let exchange = Exchange()
      exchange.request = RequestHead(draw.pick(["GET", "HEAD", "POST", "OPTIONS", "X"]), "")
      exchange.request.target = (draw.below(9) == 0 ? Array("http://".utf8) : [47]) + garbage(&draw, upTo: 12)
      exchange.request.minorVersion = UInt8(draw.below(2))
      exchange.request.fields.append("Host", draw.below(9) == 0 ? "[::]:" : "www.example.com")
      for _ in 0..<draw.below(5) {
        let (name, value) = (Array(draw.pick(requestFields).utf8), garbage(&draw, upTo: 20))
        exchange.request.fields.append(name: name.span, value: value.span)
      }
      if let fetch = lab.cache.begin(exchange, now: lab.now) {
        var head = ResponseHead(status: UInt16(draw.below(700)))
        for _ in 0..<draw.below(6) {
          let value = draw.below(3) == 0 ? Array(draw.pick(numbers).utf8) : garbage(&draw, upTo: 30)
          let name = Array(draw.pick(responseFields).utf8)
          head.fields.append(name: name.span, value: value.span)
        }
        for other in lab.cache.receive(head, for: fetch, now: lab.now) {
          lab.cache.finish(other, now: lab.now)
        }
        lab.cache.receive([1].span, for: fetch, now: lab.now)
        lab.cache.finish(fetch, now: lab.now)
      }
      #expect(exchange.phase == .responding)
      lab.cache.end(exchange, bytesSent: 0, now: lab.now)
      lab.now = lab.now.advanced(bySeconds: Int64(draw.below(3)))
    }
  }

  @Test("exchanges and fetches hold each other only while under way")
  func noCycles() {
    let lab = Lab()
    weak var exchange: Exchange?
    weak var fetch: Fetch?
    do {
      let (first, second) = (lab.exchange("GET", "/a"), lab.exchange("GET", "/a"))
      let fetching = lab.cache.begin(first, now: lab.now)
      _ = lab.cache.begin(second, now: lab.now)
      (exchange, fetch) = (second, fetching)
      if let fetching { _ = lab.answer(fetching, 200) }
    }
    #expect(exchange == nil && fetch == nil)
  }
}
