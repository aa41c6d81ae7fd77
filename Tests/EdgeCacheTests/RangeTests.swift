import EdgeCache
import HTTPWire
import Primitives
import Testing

private let object = Array("0123456789".utf8)

/// What the viewer gets of the content, as its pieces come.
private func content(_ exchange: Exchange) -> String {
  var bytes: [UInt8] = []
  while case .bytes(let piece) = exchange.content {
    bytes.append(span: piece.span)
    exchange.sent(piece.count)
  }
  return bytes.span.text
}

private func stored(_ lab: Lab, _ fields: [(String, String)] = [], body: [UInt8] = object) {
  let exchange = lab.exchange("GET", "/a")
  guard let fetch = lab.cache.begin(exchange, now: lab.now) else { return }
  var head = ResponseHead(status: 200)
  head.fields.append("Content-Length", "\(body.count)")
  head.fields.append("Cache-Control", "max-age=60")
  for (name, value) in fields { head.fields.append(name, value) }
  _ = lab.cache.receive(head, for: fetch, now: lab.now)
  lab.cache.receive(body.span, for: fetch, now: lab.now)
  lab.cache.finish(fetch, now: lab.now)
  lab.cache.end(exchange, bytesSent: 0, now: lab.now)
}

private func receive(_ bytes: ArraySlice<UInt8>, for fetch: Fetch, _ lab: Lab) {
  let bytes = Array(bytes)
  lab.cache.receive(bytes.span, for: fetch, now: lab.now)
}

private func ask(_ lab: Lab, _ range: String, _ fields: [(String, String)] = [], method: String = "GET")
  -> Exchange
{
  let exchange = lab.exchange(method, "/a", fields: [("Range", range)] + fields)
  #expect(lab.cache.begin(exchange, now: lab.now) == nil)
  return exchange
}

@Suite("RFC 9110 section 14: ranges of stored objects")
struct RangeTests {
  @Test(
    "one range",
    arguments: [
      ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=4-", 206, "456789", "bytes 4-9/10"),
      ("bytes=-3", 206, "789", "bytes 7-9/10"), ("bytes=-30", 206, "0123456789", "bytes 0-9/10"),
      ("bytes=9-99999999999999999999", 206, "9", "bytes 9-9/10"), ("BYTES=1-1", 206, "1", "bytes 1-1/10"),
      ("bytes=0-3,", 206, "0123", "bytes 0-3/10"), ("bytes=10-", 416, nil, "bytes */10"),
      ("bytes=-0", 416, nil, "bytes */10"), ("bytes=3-2", 200, "0123456789", nil),
      ("bytes=a-2", 200, "0123456789", nil), ("bytes=", 200, "0123456789", nil),
      ("bytes=-", 200, "0123456789", nil), ("lines=0-3", 200, "0123456789", nil),
      ("bytes 0-3", 200, "0123456789", nil), ("bytes=+1-2", 200, "0123456789", nil),
    ] as [(String, UInt16, String?, String?)])
  func one(range: String, status: UInt16, text: String?, contentRange: String?) {
    for lab in [Lab(), standardLab()] {
      stored(lab, [("X-A", "1")])
      let exchange = ask(lab, range)
      #expect(exchange.status == status && exchange.headText.hasPrefix("HTTP/1.1 \(status) "))
      let sent = content(exchange)
      #expect(exchange.framing == .length(sent.utf8.count))
      if let text { #expect(sent == text && exchange.headText.contains("\r\nX-A: 1\r\n")) }
      let line = contentRange.map { exchange.headText.contains("\r\nContent-Range: \($0)\r\n") }
      #expect(line ?? !exchange.headText.contains("Content-Range"))
      #expect(exchange.headText.components("Content-Length").count == 2)
    }
  }

  @Test(
    "several ranges: overlapping and near ones are joined by the standard; CloudFront wants them apart, in order",
    arguments: [
      ("bytes=0-1,200-201", "0-1 200-201", "0-1 200-201"), ("bytes=200-201, 0-1", "200-201 0-1", "all"),
      ("bytes=0-1,50-51", "0-51", "0-1 50-51"), ("bytes=0-150,100-299", "0-299", "all"),
      ("bytes=0-1,300-", "0-1", "all"), ("bytes=300-,400-", "416", "416"),
      ("bytes=0-1,2-1", "all", "all"), ("bytes=-1,0-0", "299-299 0-0", "all"),
      ("bytes=0-0,-1", "0-0 299-299", "0-0 299-299"),
    ])
  func several(range: String, standard: String, cloudfront: String) {
    for (lab, wanted) in [(standardLab(), standard), (Lab(), cloudfront)] {
      let body = (0..<300).map { UInt8(truncatingIfNeeded: 33 + $0 % 90) }
      stored(lab, [("Content-Type", "text/x")], body: body)
      let exchange = ask(lab, range)
      let (head, text) = (exchange.headText, content(exchange))
      #expect(exchange.framing == .length(text.utf8.count))
      if wanted == "all" {
        #expect(exchange.status == 200 && text == body.span.text, "\(range)")
      } else if wanted == "416" {
        #expect(exchange.status == 416 && exchange.result == .error)
      } else if !wanted.contains(" ") {
        #expect(exchange.status == 206 && head.contains("Content-Range: bytes \(wanted)/300\r\n"), "\(range)")
      } else {
        expectParts(wanted, head, text, body)
      }
    }
  }

  private func expectParts(_ wanted: String, _ head: String, _ text: String, _ body: [UInt8]) {
    let type = "\r\nContent-Type: multipart/byteranges; boundary="
    let boundary = head.components(type).last?.components("\r\n").first ?? ""
    #expect((10...70).contains(boundary.utf8.count) && !head.contains("text/x"))
    var expected = ""
    for part in wanted.components(" ") {
      let ends = part.components("-").compactMap { Int($0) }
      expected += "\r\n--\(boundary)\r\nContent-Type: text/x\r\nContent-Range: bytes \(part)/300\r\n\r\n"
      expected += String(decoding: body[ends[0]...ends[1]], as: UTF8.self)
    }
    #expect(text == expected + "\r\n--\(boundary)--\r\n")
  }

  @Test("many parts: the whole object")
  func many() {
    let lab = standardLab()
    stored(lab, body: [UInt8](repeating: 65, count: 100_000))
    for (count, status) in [(16, 206), (17, 200), (64, 200), (65, 200)] as [(Int, UInt16)] {
      let list = (0..<count).map { "\($0 * 1000)-\($0 * 1000)" }.joined(separator: ",")
      #expect(ask(lab, "bytes=" + list).status == status)
    }
  }

  @Test(
    "section 13.1.5: If-Range",
    arguments: [
      ("\"1\"", 206), ("\"2\"", 200), ("W/\"1\"", 200), ("Wed, 01 Jan 2020 00:00:00 GMT", 206),
      ("Wed, 01 Jan 2020 00:00:01 GMT", 200), ("tomorrow", 200), ("", 200),
    ] as [(String, UInt16)])
  func ifRange(condition: String, status: UInt16) {
    let lab = Lab()
    stored(lab, [("ETag", "\"1\""), ("Last-Modified", "Wed, 01 Jan 2020 00:00:00 GMT")])
    #expect(ask(lab, "bytes=0-1", [("If-Range", condition)]).status == status)
  }

  @Test("a weak entity tag, and a date of the same second, are no validators of a part")
  func weak() {
    let lab = Lab()
    stored(lab, [("ETag", "W/\"1\""), ("Last-Modified", "Fri, 15 Jan 2027 08:00:00 GMT")])
    #expect(lab.now.secondsSinceEpoch == 1_800_000_000)
    #expect(ask(lab, "bytes=0-1", [("If-Range", "W/\"1\"")]).status == 200)
    #expect(ask(lab, "bytes=0-1", [("If-Range", "Fri, 15 Jan 2027 08:00:00 GMT")]).status == 200)
    #expect(ask(lab, "bytes=0-1").status == 206)
  }

  @Test("If-None-Match goes first (section 13.2.2); HEAD and other methods ignore Range")
  func precedence() {
    let lab = Lab()
    stored(lab, [("ETag", "\"1\"")])
    #expect(ask(lab, "bytes=0-1", [("If-None-Match", "\"1\"")]).status == 304)
    #expect(ask(lab, "bytes=0-1", [("If-None-Match", "\"2\"")]).status == 206)
    let head = ask(lab, "bytes=0-1", method: "HEAD")
    #expect(head.status == 200 && head.headText.contains("Content-Length: 10\r\n") && head.body == nil)
    let two = lab.exchange("GET", "/a", fields: [("Range", "bytes=0-1"), ("Range", "bytes=2-3")])
    #expect(lab.cache.begin(two, now: lab.now) == nil && two.status == 200)
  }

  @Test("an empty object has no octet to give, but all of it is its end")
  func empty() {
    let lab = Lab()
    stored(lab, body: [])
    #expect(ask(lab, "bytes=0-").status == 416 && ask(lab, "bytes=-5").status == 200)
  }

  @Test("an exchange is used again after a range")
  func reuse() {
    let lab = Lab()
    stored(lab)
    let exchange = ask(lab, "bytes=2-3")
    #expect(content(exchange) == "23")
    lab.cache.end(exchange, bytesSent: 1, now: lab.now)
    exchange.request = lab.exchange("GET", "/a").request
    #expect(lab.cache.begin(exchange, now: lab.now) == nil && content(exchange) == "0123456789")
  }
}

@Suite("Ranges of an object on its way")
struct RangeOfFillTests {
  @Test("each reader gets its part as soon as it is there, and the whole is stored")
  func fill() throws {
    let lab = Lab()
    let fetch = try #require(lab.cache.begin(lab.exchange("GET", "/a"), now: lab.now))
    let first = lab.exchange("GET", "/a", fields: [("Range", "bytes=2-3")])
    #expect(lab.cache.begin(first, now: lab.now) == nil && first.phase == .waiting)
    let second = lab.exchange("GET", "/a", fields: [("Range", "bytes=-2")])
    #expect(lab.cache.begin(second, now: lab.now) == nil && second.phase == .waiting)
    let head = ResponseHead(status: 200, ["Content-Length": "10"])
    #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty)
    #expect((first.status, second.status) == (206, 206) && content(first) == "" && first.result == .hit)
    receive(object[..<3], for: fetch, lab)
    #expect(content(first) == "2")
    receive(object[3..<5], for: fetch, lab)
    #expect(content(first) == "3")
    guard case .complete = first.content else { Issue.record(); return }
    lab.cache.end(first, bytesSent: 2, now: lab.now)
    receive(object[5...], for: fetch, lab)
    lab.cache.finish(fetch, now: lab.now)
    #expect(content(second) == "89" && second.result == .hit)
    #expect(content(ask(lab, "bytes=4-")) == "456789")
  }

  @Test("a length not known, and several ranges: the whole object")
  func whole() throws {
    for (range, length) in [("bytes=2-3", nil), ("bytes=0-1,8-9", "10")] as [(String, String?)] {
      let lab = Lab()
      let exchange = lab.exchange("GET", "/a", fields: [("Range", range)])
      let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
      var head = ResponseHead(status: 200)
      if let length { head.fields.append("Content-Length", length) }
      #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty && exchange.status == 200)
      lab.cache.receive(object.span, for: fetch, now: lab.now)
      lab.cache.finish(fetch, now: lab.now)
      #expect(content(exchange) == "0123456789")
    }
  }

  @Test("a failure before the end of the range fails it; one after it does not")
  func failure() throws {
    let lab = Lab()
    let whole = lab.exchange("GET", "/a")
    let fetch = try #require(lab.cache.begin(whole, now: lab.now))
    let short = lab.exchange("GET", "/a", fields: [("Range", "bytes=0-1")])
    let long = lab.exchange("GET", "/a", fields: [("Range", "bytes=0-8")])
    for exchange in [short, long] { #expect(lab.cache.begin(exchange, now: lab.now) == nil) }
    let head = ResponseHead(status: 200, ["Content-Length": "10"])
    #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty)
    receive(object[..<3], for: fetch, lab)
    #expect(content(short) == "01" && content(long) == "012")
    #expect(lab.cache.fail(fetch, .reset, now: lab.now).isEmpty)
    guard case .complete = short.content, case .failed = long.content else { Issue.record(); return }
  }

  @Test("a body that is not stored: who has its range goes, and the fetch is of no more use")
  func notStored() throws {
    let lab = Lab(capacity: 4000)
    let exchange = lab.exchange("GET", "/a", fields: [("Range", "bytes=500-501")])
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    let head = ResponseHead(status: 200, ["Content-Length": "1000000"])
    #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty)
    receive([UInt8](repeating: 66, count: 600)[...], for: fetch, lab)
    #expect(content(exchange) == "BB")
    lab.cache.end(exchange, bytesSent: 2, now: lab.now)
    #expect(fetch.isDiscarding && lab.cache.figures.bytes == 0)
  }

  @Test("not satisfiable: the viewer has its 416, the object is stored all the same")
  func unsatisfiable() throws {
    let lab = Lab()
    let exchange = lab.exchange("GET", "/a", fields: [("Range", "bytes=10-")])
    let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
    let head = ResponseHead(status: 200, ["Content-Length": "10"])
    #expect(lab.cache.receive(head, for: fetch, now: lab.now).isEmpty)
    #expect(exchange.status == 416 && exchange.reason == .rangeNotSatisfiable)
    lab.cache.receive(object.span, for: fetch, now: lab.now)
    lab.cache.finish(fetch, now: lab.now)
    #expect(content(ask(lab, "bytes=9-")) == "9")
  }
}

extension String {
  fileprivate func components(_ separator: String) -> [String] {
    var (parts, rest): ([String], Substring) = ([], self[...])
    while let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
