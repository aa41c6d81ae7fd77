import EdgeCache
import HTTPWire
import Primitives
import Testing

@Suite("CloudFront: simultaneous requests for one object")
struct CollapsingTests {
  private func begin(_ lab: Lab, _ method: String = "GET", _ fields: [(String, String)] = []) -> (
    Exchange, Fetch?
  ) {
    let exchange = lab.exchange(method, "/a", fields: fields)
    return (exchange, lab.cache.begin(exchange, now: lab.now))
  }

  @Test("one fetch: Miss for the first, Hit for the others, and all read along")
  func collapse() throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let fetching = try #require(fetch)
    let (second, none) = begin(lab)
    #expect(none == nil && second.phase == .waiting && second.reason == .collapsed)
    var woken = 0
    second.onProgress = { woken += 1 }
    #expect(
      lab.cache.receive(ResponseHead(status: 200, ["Content-Length": "4"]), for: fetching, now: lab.now)
        .isEmpty)
    #expect(first.phase == .responding && second.phase == .responding && woken == 1)
    lab.cache.receive([1, 2].span, for: fetching, now: lab.now)
    let (third, stillNone) = begin(lab)
    #expect(stillNone == nil && third.phase == .responding && third.body?.count == 2)
    lab.cache.receive([3, 4].span, for: fetching, now: lab.now)
    lab.cache.finish(fetching, now: lab.now)
    #expect(woken == 4)
    #expect([first, second, third].map(\.result) == [.miss, .hit, .hit])
    #expect([first, second, third].allSatisfy { $0.body?.isComplete == true && $0.framing == .length(4) })
    #expect(begin(lab).0.reason == .fresh)
  }

  @Test(
    "what may not be shared releases those who wait",
    arguments: ["private", "no-store", "no-cache", "max-age=0", "s-maxage=0"])
  func release(control: String) throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let waiting = (0..<3).map { _ in begin(lab).0 }
    let released = lab.answer(try #require(fetch), 200, [("Cache-Control", control)])
    #expect(released.count == 3 && waiting.allSatisfy { $0.phase == .waiting && $0.reason == .notShareable })
    #expect(first.result == .miss && lab.text(first.body) == "200#1")
    for fetch in released { #expect(lab.answer(fetch, 200, [("Cache-Control", control)]).isEmpty) }
    #expect(waiting.map { lab.text($0.body) } == ["200#2", "200#3", "200#4"])
    #expect(waiting.allSatisfy { $0.result == .miss })
  }

  @Test("a body too large to store is not shared: its slowest reader would hold back the others")
  func tooLargeToShare() throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let waiting = (0..<2).map { _ in begin(lab).0 }
    let head = ResponseHead(status: 200, ["Content-Length": "100000000"])
    let released = lab.cache.receive(head, for: try #require(fetch), now: lab.now)
    #expect(first.phase == .responding)
    #expect(released.count == 2 && waiting.allSatisfy { $0.phase == .waiting && $0.reason == .notShareable })
    #expect(begin(lab).1 != nil)
  }

  @Test("never with cookies forwarded or caching disabled")
  func off() {
    for policy in [
      CachePolicy(name: "cookies", cookies: .all),
      CachePolicy(name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0),
    ] {
      let lab = Lab(policy)
      #expect(begin(lab).1 != nil && begin(lab).1 != nil)
    }
  }

  @Test("a failure is shared too; so is a copy that stands in")
  func failure() throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let (second, _) = begin(lab)
    #expect(lab.cache.fail(try #require(fetch), .readTimeout, now: lab.now).isEmpty)
    #expect([first, second].allSatisfy { $0.status == 504 && $0.result == .error })
  }

  @Test("expired: one asks, RefreshHit for it and Hit for the others")
  func revalidation() throws {
    let lab = Lab()
    _ = lab.answer(try #require(begin(lab).1), 200, [("ETag", "\"1\""), ("Cache-Control", "max-age=5")])
    lab.now = lab.now.advanced(bySeconds: 5)
    let (first, fetch) = begin(lab)
    let (second, none) = begin(lab)
    #expect(none == nil)
    _ = lab.answer(try #require(fetch), 304)
    #expect(first.result == .refreshHit && second.result == .hit && lab.text(second.body) == "200#1")
  }

  @Test("a HEAD waits on a GET, not the other way round")
  func head() throws {
    let lab = Lab()
    let (get, fetch) = begin(lab)
    let (head, none) = begin(lab, "HEAD")
    #expect(none == nil)
    _ = lab.answer(try #require(fetch), 200)
    #expect(head.phase == .responding && head.body == nil && head.result == .hit && get.result == .miss)
    let other = Lab()
    #expect(begin(other, "HEAD").1 != nil && begin(other).1 != nil)
  }

  @Test(
    "the viewer who began leaves: the others go on; when all have left the fetch is dropped and nothing stored"
  )
  func abandon() throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let fetching = try #require(fetch)
    let (second, _) = begin(lab)
    #expect(lab.cache.abandon(first, bytesSent: 0, now: lab.now) == nil && first.phase == .idle)
    _ = lab.cache.receive(ResponseHead(status: 200), for: fetching, now: lab.now)
    #expect(second.result == .miss && second.reason == .notStored)
    #expect(lab.cache.abandon(second, bytesSent: 10, now: lab.now) === fetching)
    #expect(begin(lab).1 != nil && lab.cache.figures.objects == 0)
    #expect(lab.cache.figures.count(1, .error).requests == 1 && lab.cache.figures.count(1, .miss).bytes == 10)
  }

  @Test("a callback may end its exchange and begin the next")
  func reentrance() throws {
    let lab = Lab()
    let (first, fetch) = begin(lab)
    let (second, _) = begin(lab)
    var answers = 0
    for exchange in [first, second] {
      exchange.onProgress = { [unowned exchange] in
        guard exchange.body?.isComplete == true else { return }
        answers += 1
        lab.cache.end(exchange, bytesSent: 1, now: lab.now)
        if answers < 10 { #expect(lab.cache.begin(exchange, now: lab.now) == nil && exchange.result == .hit) }
      }
    }
    _ = lab.answer(try #require(fetch), 200)
    #expect(answers == 2 && first.phase == .responding)
  }
}
