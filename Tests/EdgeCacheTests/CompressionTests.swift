import HTTPWire
import Primitives
import Testing

@testable import EdgeCache

@Suite("Developer guide, \"Serve compressed files\"")
struct CompressionTests {
  /// A codec to tell by: every octet of input becomes one in brackets at the end, `[…]`.
  private final class Brackets: ContentEncoder {
    private var held: [UInt8] = []
    let fails: Bool
    init(fails: Bool) { self.fails = fails }

    func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool {
      if held.isEmpty { output.append(UInt8(ascii: "[")) }
      held.append(span: input)
      return true
    }

    func finish(into output: inout [UInt8]) -> Bool {
      output += Array("\(held.count)]".utf8)
      return !fails
    }
  }

  private static let policy = CachePolicy(
    name: "p", minTTL: 0, defaultTTL: 60, maxTTL: 600, enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: true)

  private func lab(
    _ policy: CachePolicy = policy, encoders: Int = .max, fails: Bool = false,
    semantics: CacheSemantics = .cloudfront,
    _ change: (inout CacheBehavior) -> Void = { _ in }
  ) -> Lab {
    var left = encoders
    return Lab(policy) {
      $0.defaultCacheBehavior.compress = true
      $0.defaultCacheBehavior.semantics = semantics
      change(&$0.defaultCacheBehavior)
    } makeEncoder: { _ in
      left -= 1
      return left < 0 ? nil : Brackets(fails: fails)
    }
  }

  private static let plain = [("Content-Type", "text/css"), ("Content-Length", "1000")]

  /// The origin's answer, `count` octets in pieces of 300.
  private func deliver(
    _ lab: Lab, _ fetch: Fetch, status: UInt16 = 200, _ fields: [(String, String)] = plain, count: Int = 1_000
  ) {
    var head = ResponseHead(status: status)
    for (name, value) in fields { head.fields.append(name, value) }
    _ = lab.cache.receive(head, for: fetch, now: lab.now)
    for start in stride(from: 0, to: count, by: 300) {
      let piece = [UInt8](repeating: 120, count: min(300, count - start))
      lab.cache.receive(piece.span, for: fetch, now: lab.now)
    }
    lab.cache.finish(fetch, now: lab.now)
  }

  private func ask(
    _ lab: Lab, _ accept: String? = "gzip, br", method: String = "GET", _ extra: [(String, String)] = []
  )
    -> (Exchange, Fetch?)
  {
    let exchange = lab.exchange(
      method, "/a", fields: (accept.map { [("Accept-Encoding", $0)] } ?? []) + extra)
    return (exchange, lab.cache.begin(exchange, now: lab.now))
  }

  // MARK: The conditions, one by one

  private func refusal(
    fields: [(String, String)] = plain, status: UInt16 = 200, accept: String? = "gzip, br",
    method: String = "GET",
    minorVersion: UInt8 = 1, _ lab: Lab
  ) -> Compression.Refusal? {
    let exchange = lab.exchange(method, "/a", fields: accept.map { [("Accept-Encoding", $0)] } ?? [])
    exchange.request.minorVersion = minorVersion
    guard let fetch = lab.cache.begin(exchange, now: lab.now) else { return nil }
    var head = ResponseHead(status: status)
    for (name, value) in fields { head.fields.append(name, value) }
    switch lab.cache.compression(of: head, isPart: status == 206, for: fetch) {
    case .applied: return nil
    case .refused(let reason): return reason
    }
  }

  @Test(
    "what the response must be",
    arguments: [
      (200, ["Content-Type: text/css", "Content-Length: 1000"], nil),
      (403, ["Content-Type: text/css", "Content-Length: 1000"], nil),
      (404, ["Content-Type: text/css", "Content-Length: 10000000"], nil),
      (203, ["Content-Type: text/css", "Content-Length: 1000"], .status),
      (206, ["Content-Type: text/css", "Content-Length: 1000"], .noContent),
      (500, ["Content-Type: text/css", "Content-Length: 1000"], .status),
      (200, ["Content-Type: text/css", "Content-Length: 999"], .tooSmall),
      (200, ["Content-Type: text/css", "Content-Length: 10000001"], .tooLarge),
      (200, ["Content-Type: text/css"], .lengthUnknown),
      (200, ["Content-Type: text/css", "Transfer-Encoding: chunked"], .lengthUnknown),
      (200, ["Content-Type: text/css", "Content-Length: 1000", "Content-Encoding: gzip"], .encoded),
      (200, ["Content-Length: 1000"], .contentType),
      (200, ["Content-Type: image/png", "Content-Length: 1000"], .contentType),
      (200, ["Content-Type: text/cssx", "Content-Length: 1000"], .contentType),
      (200, ["Content-Type: TEXT/html ; charset=utf-8", "Content-Length: 1000"], nil),
      (200, ["Content-Type: image/svg+xml", "Content-Length: 1000"], nil),
      (200, ["Content-Type: application/json", "Content-Length: 1000", "Cache-Control: no-transform"], nil),
    ] as [(UInt16, [String], Compression.Refusal?)])
  func response(status: UInt16, lines: [String], expected: Compression.Refusal?) {
    let lab = lab()
    #expect(refusal(fields: lines.map(lab.field), status: status, lab) == expected)
  }

  @Test("what the viewer and the configuration must be")
  func settings() {
    #expect(refusal(lab()) == nil)
    #expect(refusal(lab { $0.compress = false }) == .behavior)
    #expect(refusal(accept: nil, lab()) == .notAccepted)
    #expect(refusal(accept: "deflate, gzip;q=0", lab()) == .notAccepted)
    #expect(refusal(minorVersion: 0, lab()) == .notAccepted)
    #expect(refusal(method: "HEAD", lab()) == .noContent)
    #expect(refusal(lab(CachePolicy(name: "none"))) == .policy)
    let disabled = CachePolicy(
      name: "off", minTTL: 0, defaultTTL: 0, maxTTL: 0, enableAcceptEncodingGzip: true)
    #expect(refusal(lab(disabled)) == .cachingDisabled)
    let fields = Self.plain + [("Cache-Control", "max-age=9, no-transform")]
    #expect(refusal(fields: fields, lab(semantics: .standard)) == .noTransform)  // RFC 9110 section 7.7
  }

  @Test(
    "br wins; a flag that is off makes no coding",
    arguments: [
      ("gzip, br", true, true, "br"), ("br", true, true, "br"), ("gzip", true, true, "gzip"),
      ("gzip, br", true, false, "gzip"), ("gzip, br", false, true, "br"),
    ])
  func preferred(accept: String, gzip: Bool, br: Bool, coding: String) throws {
    let policy = CachePolicy(
      name: "p", enableAcceptEncodingGzip: gzip, enableAcceptEncodingBrotli: br)
    let lab = lab(policy)
    let (exchange, fetch) = ask(lab, accept)
    deliver(lab, try #require(fetch))
    #expect(exchange.headText.contains("\r\nContent-Encoding: \(coding)\r\n"))
  }

  // MARK: What becomes of it

  @Test("compressed once, stored as it was compressed, chunked first and with its length later")
  func stored() throws {
    let lab = lab()
    let (first, fetch) = ask(lab)
    deliver(lab, try #require(fetch))
    #expect(first.framing == .chunked && !first.headText.contains("Content-Length"))
    #expect(lab.text(first.body) == "[1000]")
    #expect(first.headText.contains("\r\nVary: Accept-Encoding\r\n"))
    let (second, none) = ask(lab)
    #expect(none == nil && second.result == .hit && lab.text(second.body) == "[1000]")
    #expect(second.headText.contains("\r\nContent-Length: 6\r\n"))
    #expect(second.headText.contains("\r\nContent-Encoding: br\r\n"))
    let (third, other) = ask(lab, nil)
    deliver(lab, try #require(other))
    #expect(third.framing == .length(1_000) && !third.headText.contains("Content-Encoding"))
  }

  @Test("those who wait for the same key share it while it is being compressed")
  func collapsed() throws {
    let lab = lab()
    let (first, fetch) = ask(lab)
    let (second, none) = ask(lab)
    #expect(none == nil)
    deliver(lab, try #require(fetch))
    #expect(
      lab.text(first.body) == "[1000]" && lab.text(second.body) == "[1000]" && second.reason == .collapsed)
  }

  @Test(
    "ETag header conversion",
    arguments: [
      ("\"a\"", "\r\nETag: W/\"a\"\r\n"), ("W/\"a\"", "\r\nETag: W/\"a\"\r\n"), ("a", nil), ("w/\"a\"", nil),
    ])
  func entityTag(sent: String, expected: String?) throws {
    let lab = lab()
    let (exchange, fetch) = ask(lab)
    deliver(lab, try #require(fetch), Self.plain + [("ETag", sent)])
    if let expected {
      #expect(exchange.headText.contains(expected))
    } else {
      #expect(!exchange.headText.contains("ETag"))
    }
  }

  @Test("a 304 leaves coding, entity tag and Vary as they are", arguments: CacheSemantics.allCases)
  func refreshed(semantics: CacheSemantics) throws {
    let lab = lab(semantics: semantics)
    let (_, fetch) = ask(lab)
    deliver(lab, try #require(fetch), Self.plain + [("ETag", "\"a\""), ("Cache-Control", "max-age=10")])
    lab.now = lab.now.advanced(bySeconds: 11)
    let (exchange, again) = ask(lab)
    let condition = try #require(again)
    #expect(String(decoding: condition.requestHead, as: UTF8.self).contains("\r\nIf-None-Match: W/\"a\"\r\n"))
    _ = lab.answer(
      condition, 304, [("ETag", "\"a\""), ("Cache-Control", "max-age=10"), ("Content-Length", "1000")])
    #expect(exchange.result == .refreshHit && lab.text(exchange.body) == "[1000]")
    for line in ["ETag: W/\"a\"", "Content-Encoding: br", "Vary: Accept-Encoding", "Content-Length: 6"] {
      #expect(exchange.headText.contains("\r\n\(line)\r\n"))
    }
    #expect(ask(lab, "br,  gzip").0.result == .hit)
  }

  @Test("a 304 never compresses a plain copy that is stored already")
  func plainStaysPlain() throws {
    let lab = lab(encoders: 0)
    let (_, fetch) = ask(lab)
    deliver(lab, try #require(fetch), Self.plain + [("ETag", "\"a\""), ("Cache-Control", "max-age=10")])
    lab.now = lab.now.advanced(bySeconds: 11)
    let (exchange, again) = ask(lab)
    _ = lab.answer(try #require(again), 304)
    #expect(exchange.result == .refreshHit && exchange.framing == .length(1_000))
    #expect(
      !exchange.headText.contains("Content-Encoding") && exchange.headText.contains("\r\nETag: \"a\"\r\n"))
  }

  @Test("without an encoder to be had the body stays as it is")
  func bestEffort() throws {
    let lab = lab(encoders: 0)
    let (exchange, fetch) = ask(lab)
    deliver(lab, try #require(fetch))
    #expect(exchange.framing == .length(1_000) && !exchange.headText.contains("Content-Encoding"))
  }

  @Test(
    "a body that ends too soon, comes too long or fails the encoder is never stored",
    arguments: [
      (999, false), (1_001, false), (1_000, true),
    ])
  func cut(count: Int, fails: Bool) throws {
    let lab = lab(fails: fails)
    let (exchange, fetch) = ask(lab)
    deliver(lab, try #require(fetch), count: count)
    #expect(exchange.body?.isFailed == true)
    _ = lab.cache.abandon(exchange, bytesSent: 0, now: lab.now)
    #expect(ask(lab).1 != nil && lab.cache.figures.objects == 0)
  }

  @Test("the origin fails within the body")
  func failure() throws {
    let lab = lab()
    let (exchange, fetch) = ask(lab)
    let asked = try #require(fetch)
    var head = ResponseHead(status: 200)
    for (name, value) in Self.plain { head.fields.append(name, value) }
    _ = lab.cache.receive(head, for: asked, now: lab.now)
    let piece = [UInt8](repeating: 120, count: 500)
    lab.cache.receive(piece.span, for: asked, now: lab.now)
    _ = lab.cache.fail(asked, .truncatedBody, now: lab.now)
    #expect(exchange.body?.isFailed == true && lab.cache.figures.objects == 0)
  }

  @Test("what is not stored is compressed too, in a window")
  func notStored() throws {
    let lab = lab(semantics: .standard)
    let (exchange, fetch) = ask(lab)
    deliver(lab, try #require(fetch), Self.plain + [("Cache-Control", "no-store")])
    #expect(exchange.headText.contains("\r\nContent-Encoding: br\r\n") && exchange.body?.keeping == .window)
    #expect(lab.text(exchange.body) == "[1000]")
  }

  @Test("semantics: standard: a HEAD describes a compressed copy by its weak tag, not by its length")
  func updatedFromHead() throws {
    let lab = lab(semantics: .standard)
    let (_, fetch) = ask(lab)
    deliver(lab, try #require(fetch), Self.plain + [("ETag", "\"a\""), ("Cache-Control", "max-age=10")])
    lab.now = lab.now.advanced(bySeconds: 11)
    let (_, head) = ask(lab, method: "HEAD")
    _ = lab.answer(
      try #require(head), 200,
      Self.plain + [("ETag", "\"a\""), ("Cache-Control", "max-age=100")])
    let (exchange, none) = ask(lab)
    #expect(none == nil && exchange.result == .hit && lab.text(exchange.body) == "[1000]")
    #expect(exchange.headText.contains("\r\nContent-Encoding: br\r\n"))
  }

  @Test("an unsent range of the compressed copy is cut from the coded octets")
  func range() throws {
    let lab = lab()
    let (_, fetch) = ask(lab)
    deliver(lab, try #require(fetch))
    let (exchange, _) = ask(lab, "gzip, br", [("Range", "bytes=1-2")])
    #expect(exchange.status == 206 && exchange.headText.contains("\r\nContent-Range: bytes 1-2/6\r\n"))
  }
}
