import EdgeCache
import HTTPWire
import Primitives
import Testing

private let object = Array("0123456789".utf8)

private final class Parts {
  let lab: Lab
  init(_ lab: Lab = Lab(), fields: [(String, String)] = [("ETag", "\"1\""), ("Cache-Control", "max-age=60")])
  {
    (self.lab, self.fields) = (lab, fields)
  }
  var fields: [(String, String)]

  func begin(_ range: String?, _ fields: [(String, String)] = [], method: String = "GET") -> (
    Exchange, Fetch?
  ) {
    let exchange = lab.exchange(method, "/a", fields: fields + (range.map { [("Range", $0)] } ?? []))
    return (exchange, lab.cache.begin(exchange, now: lab.now))
  }

  /// The origin's 206; `contentRange` and `length` as it says them.
  func answer(_ fetch: Fetch, _ range: Range<Int>, contentRange: String? = nil, length: String? = nil)
    -> [Fetch]
  {
    var head = ResponseHead(status: 206)
    for (name, value) in fields { head.fields.append(name, value) }
    let whole = contentRange ?? "bytes \(range.lowerBound)-\(range.upperBound - 1)/10"
    if !whole.isEmpty { head.fields.append("Content-Range", whole) }
    if let length { head.fields.append("Content-Length", length) }
    let more = lab.cache.receive(head, for: fetch, now: lab.now)
    let bytes = Array(object[range])
    lab.cache.receive(bytes.span, for: fetch, now: lab.now)
    lab.cache.finish(fetch, now: lab.now)
    return more
  }

  /// Asks, and lets the origin answer with just that; true if the origin was asked.
  @discardableResult func get(_ range: String?, _ octets: Range<Int>, _ fields: [(String, String)] = [])
    -> Bool
  {
    let (exchange, fetch) = begin(range, fields)
    if let fetch { #expect(answer(fetch, octets).isEmpty) }
    #expect(
      exchange.status == 206 && text(exchange) == String(decoding: object[octets], as: UTF8.self),
      "\(range ?? "")")
    let line = "Content-Range: bytes \(octets.lowerBound)-\(octets.upperBound - 1)/10\r\n"
    #expect(exchange.headText.contains(line) && exchange.headText.hasPrefix("HTTP/1.1 206 "))
    #expect(exchange.framing == .length(octets.count))
    return fetch != nil
  }

  func text(_ exchange: Exchange) -> String {
    var bytes: [UInt8] = []
    while case .bytes(let piece) = exchange.content {
      bytes.append(span: piece.span)
      exchange.sent(piece.count)
    }
    return bytes.span.text
  }
}

private func asks(_ fetch: Fetch?, _ line: String) -> Bool {
  String(decoding: fetch?.requestHead ?? [], as: UTF8.self).contains("\r\n" + line + "\r\n")
}

@Suite("RFC 9111 section 3.4: parts of objects, stored and combined")
struct PartTests {
  @Test("a range that misses is asked for, its 206 stored, and what lies in it answered from the store")
  func stored() {
    for lab in [Lab(), standardLab()] {
      let parts = Parts(lab)
      let (exchange, fetch) = parts.begin("bytes=2-6")
      #expect(asks(fetch, "Range: bytes=2-6"))
      #expect(parts.answer(fetch!, 2..<7, length: "5").isEmpty)
      #expect(exchange.status == 206 && exchange.result == .miss && parts.text(exchange) == "23456")
      for (range, octets) in [("bytes=2-6", 2..<7), ("bytes=3-4", 3..<5), ("bytes=6-6", 6..<7)] {
        #expect(!parts.get(range, octets))
      }
      for range in ["bytes=0-2", "bytes=6-7", "bytes=6-", "bytes=-4"] {
        #expect(parts.begin(range).1 != nil)
      }
    }
  }

  @Test(
    "what is asked of the origin",
    arguments: [
      ("bytes=0-", nil), ("bytes=-5", "bytes=-5"), ("bytes=1-", "bytes=1-"), ("bytes=0-1,5-6", nil),
      ("bytes=2-1", nil), ("lines=1-2", nil),
    ])
  func forwarded(range: String, asked: String?) {
    let (_, fetch) = Parts().begin(range)
    let text = String(decoding: fetch?.requestHead ?? [], as: UTF8.self)
    #expect(asked.map { text.contains("\r\nRange: \($0)\r\n") } ?? !text.contains("Range:"))
  }

  @Test("parts that touch or overlap become one, from either side; together they are the whole")
  func combined() {
    for order in [
      [0..<4, 4..<7, 6..<10], [6..<10, 3..<7, 0..<3], [0..<3, 6..<10, 2..<8], [3..<5, 0..<10],
    ] {
      let parts = Parts()
      for range in order { parts.get("bytes=\(range.lowerBound)-\(range.upperBound - 1)", range) }
      #expect(parts.lab.cache.figures.objects == 1)
      let (exchange, fetch) = parts.begin(nil)
      #expect(fetch == nil && exchange.status == 200 && parts.text(exchange) == "0123456789", "\(order)")
      #expect(
        exchange.headText.contains("Content-Length: 10\r\n") && !exchange.headText.contains("Content-Range"))
      #expect(!parts.get("bytes=2-7", 2..<8))
    }
  }

  @Test("large parts are combined block by block")
  func large() {
    let lab = Lab()
    let length = 300_000
    for range in [0..<100_000, 100_000..<170_001, 170_001..<length] {
      let exchange = lab.exchange(
        "GET", "/a", fields: [("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")])
      guard let fetch = lab.cache.begin(exchange, now: lab.now) else { Issue.record(); return }
      var head = ResponseHead(status: 206)
      head.fields.append("ETag", "\"1\"")
      head.fields.append("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(length)")
      #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty)
      let bytes = range.map { UInt8(truncatingIfNeeded: $0 / 7) }
      lab.cache.receive(bytes.span, for: fetch, now: lab.now)
      lab.cache.finish(fetch, now: lab.now)
    }
    let whole = lab.exchange("GET", "/a")
    #expect(lab.cache.begin(whole, now: lab.now) == nil && whole.framing == .length(length))
    var count = 0
    while case .bytes(let piece) = whole.content {
      for place in 0..<piece.count {
        #expect(piece.span[place] == UInt8(truncatingIfNeeded: (count + place) / 7))
      }
      count += piece.count
      whole.sent(piece.count)
    }
    #expect(count == length)
  }

  @Test(
    "RFC 9110 section 15.3.7.3: only with one strong validator and one length",
    arguments: [
      ([("ETag", "\"1\"")], [("ETag", "\"1\"")], true), ([("ETag", "\"1\"")], [("ETag", "\"2\"")], false),
      ([("ETag", "W/\"1\"")], [("ETag", "W/\"1\"")], false), ([], [], false),
      (
        [("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")],
        [("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")], false
      ),
    ])
  func validators(first: [(String, String)], second: [(String, String)], isOne: Bool) {
    let parts = Parts(fields: first)
    parts.get("bytes=0-4", 0..<5)
    parts.fields = second
    parts.get("bytes=5-9", 5..<10)
    // What is not known to be of one representation replaces.
    #expect((parts.begin("bytes=0-4").1 == nil) == isOne && parts.begin("bytes=5-9").1 == nil)
    #expect((parts.begin(nil).1 == nil) == isOne && parts.lab.cache.figures.objects == 1)
  }

  @Test(
    "a 206 that contradicts itself, or has no Content-Range, is an error",
    arguments: [
      ("bytes 2-6/10", "5", 206), ("bytes 2-6/10", nil, 206), ("bytes 2-6/10", "4", 502),
      ("bytes 2-6/5", "5", 502),
      ("bytes 6-2/10", "5", 502), ("", "5", 502), ("lines 2-6/10", "5", 502), ("bytes */10", "5", 502),
      ("bytes 2-6/*", "5", 206), ("bytes 2-6/x", "5", 502), ("bytes 2-99999999999999999999/*", "5", 502),
    ] as [(String, String?, UInt16)])
  func contradictory(contentRange: String, length: String?, status: UInt16) {
    let parts = Parts()
    let (exchange, fetch) = parts.begin("bytes=2-6")
    #expect(parts.answer(fetch!, 2..<7, contentRange: contentRange, length: length).isEmpty)
    #expect(exchange.status == status, "\(contentRange)")
    // Of an unknown whole nothing is stored.
    if status == 206, contentRange.hasSuffix("*") {
      #expect(parts.begin("bytes=2-6").1 != nil && parts.text(exchange) == "23456")
    }
  }

  @Test("fewer octets than announced: the answer fails and nothing is stored")
  func short() {
    let parts = Parts()
    let (exchange, fetch) = parts.begin("bytes=2-6")
    #expect(parts.answer(fetch!, 2..<5, contentRange: "bytes 2-6/10").isEmpty)
    #expect(exchange.status == 206)
    guard case .failed = exchange.content else { Issue.record(); return }
    #expect(parts.begin("bytes=2-3").1 != nil && parts.lab.cache.figures.bytes == 0)
  }

  @Test("an origin that gives another range, or all, or 416")
  func otherwise() {
    let other = Parts()
    let (exchange, fetch) = other.begin("bytes=2-6")
    #expect(other.answer(fetch!, 0..<4).isEmpty)
    #expect(
      exchange.status == 206 && exchange.headText.contains("bytes 0-3/10\r\n")
        && other.text(exchange) == "0123")
    let all = Parts()
    let (cut, whole) = all.begin("bytes=2-6")
    let head = ResponseHead(status: 200, ["Content-Length": "10"])
    #expect(all.lab.cache.receive(head, for: whole!, now: all.lab.now).isEmpty)
    all.lab.cache.receive(object.span, for: whole!, now: all.lab.now)
    all.lab.cache.finish(whole!, now: all.lab.now)
    #expect(cut.status == 206 && all.text(cut) == "23456" && all.begin(nil).1 == nil)
    for lab in [Lab(), standardLab()] {
      let (refused, third) = Parts(lab).begin("bytes=20-")
      _ = lab.answer(third!, 416, [("Content-Range", "bytes */10"), ("Cache-Control", "max-age=60")])
      #expect(refused.status == 416 && lab.cache.figures.objects == 0)
    }
  }

  @Test("requests for one range make one fetch; others, the whole, and If-Range do not share it")
  func collapsing() {
    let parts = Parts()
    let (first, fetch) = parts.begin("bytes=2-6")
    let (second, none) = parts.begin("bytes=2-6")
    #expect(fetch != nil && none == nil && second.phase == .waiting)
    let (_, another) = parts.begin("bytes=2-5")
    #expect(another != nil)
    // The whole, once it is under way, will do for every range.
    let (_, conditional) = parts.begin("bytes=2-6", [("If-Range", "\"1\"")])
    let (_, whole) = parts.begin(nil)
    #expect(conditional != nil && whole != nil)
    let (late, along) = parts.begin("bytes=7-8")
    #expect(along == nil && late.phase == .waiting)
    #expect(parts.answer(fetch!, 2..<7).isEmpty)
    #expect(parts.text(first) == "23456" && parts.text(second) == "23456" && second.result == .hit)
  }

  @Test("If-Range of another representation is not answered from a part; the origin judges it")
  func ifRange() {
    let parts = Parts()
    parts.get("bytes=2-6", 2..<7)
    #expect(!parts.get("bytes=2-6", 2..<7, [("If-Range", "\"1\"")]))
    let (_, fetch) = parts.begin("bytes=2-6", [("If-Range", "\"0\"")])
    #expect(asks(fetch, "If-Range: \"0\"") && asks(fetch, "Range: bytes=2-6"))
  }

  @Test("a part answers neither HEAD nor the whole nor several ranges, and not when it has expired")
  func unsuited() {
    let parts = Parts(fields: [("ETag", "\"1\""), ("Cache-Control", "max-age=30")])
    parts.get("bytes=2-6", 2..<7)
    #expect(parts.begin("bytes=2-6", method: "HEAD").1 != nil)
    #expect(parts.begin("bytes=2-3,5-6").1 != nil)
    parts.lab.now = parts.lab.now.advanced(bySeconds: 31)
    let (_, fetch) = Parts(parts.lab).begin("bytes=3-4", [("X", "y")])
    #expect(fetch.map { !String(decoding: $0.requestHead, as: UTF8.self).contains("If-None-Match") } ?? true)
  }

  @Test("a whole copy that has come meanwhile stays")
  func wholeStays() {
    let parts = Parts()
    let (_, fetch) = parts.begin("bytes=2-6")
    let (_, whole) = parts.begin(nil)
    let head = ResponseHead(status: 200, ["Content-Length": "10", "ETag": "\"1\""])
    #expect(parts.lab.cache.receive(head, for: whole!, now: parts.lab.now).isEmpty)
    parts.lab.cache.receive(object.span, for: whole!, now: parts.lab.now)
    parts.lab.cache.finish(whole!, now: parts.lab.now)
    #expect(parts.answer(fetch!, 2..<7).isEmpty)
    #expect(parts.begin(nil).1 == nil && parts.lab.cache.figures.objects == 1)
  }

  @Test("where nothing is cached, ranges and their answers pass as they are")
  func uncached() {
    let policy = CachePolicy(name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0)
    let parts = Parts(Lab(policy))
    let (exchange, fetch) = parts.begin("bytes=0-1,8-9", [("If-Range", "\"1\"")])
    #expect(asks(fetch, "Range: bytes=0-1,8-9") && asks(fetch, "If-Range: \"1\""))
    #expect(parts.answer(fetch!, 2..<7, contentRange: "", length: "5").isEmpty)
    #expect(exchange.status == 206 && parts.text(exchange) == "23456")
  }
}
