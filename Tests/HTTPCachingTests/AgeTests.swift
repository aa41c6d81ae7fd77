import HTTPCaching
import HTTPWire
import Primitives
import Testing

private func at(_ seconds: Int64) -> Instant { Instant(secondsSinceEpoch: seconds) }

@Suite("RFC 9111 section 4.2: freshness")
struct AgeTests {
  @Test(
    "4.2.3 corrected initial age",
    arguments: [
      (nil, nil, 0), ("10", nil, 12), (nil, 990, 12), ("30", 990, 32), (nil, 1500, 2), ("-1", nil, 2),
      ("x", nil, 2),
      ("5, 700", nil, 7), ("99999999999999999999", nil, Int64.max), (nil, Int64.min, Int64.max),
    ] as [(String?, Int64?, Int64)])
  func corrected(field: String?, date: Int64?, expected: Int64) {
    var fields = Fields()
    if let field { fields.append("Age", field) }
    let age = Age(fields, date: date, requestTime: at(1000), responseTime: at(1002))
    #expect(age.corrected == (field == nil && date == nil ? 2 : expected))
  }

  @Test(
    "5.3 Expires",
    arguments: [
      ("Thu, 01 Jan 1970 00:20:00 GMT", 200), ("Thu, 01 Jan 1970 00:16:40 GMT", 0),
      ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("0", 0), ("-1", 0), ("", 0),
    ])
  func expires(value: String, lifetime: Int64) {
    var fields = Fields()
    fields.append("Expires", value)
    #expect(Expires.lifetime(fields, date: 1000, now: at(1000)) == lifetime)
    #expect(Expires.lifetime(Fields(), date: 1000, now: at(1000)) == nil)
  }
}

@Suite("RFC 9110 section 7.6.1: Connection")
struct HopByHopTests {
  @Test("fields of one connection")
  func removed() {
    var fields = Fields()
    for (name, value) in [
      ("Connection", "close, X-Hop"), ("Keep-Alive", "timeout=5"), ("x-hop", "1"), ("TE", "trailers"),
      ("Transfer-Encoding", "chunked"), ("Upgrade", "h2c"), ("Proxy-Connection", "close"),
      ("Connection", "Host, y"),
      ("Y", "1"), ("Host", "a"), ("X-End", "1"), ("Content-Length", "1"),
    ] { fields.append(name, value) }
    let kept = fields.indices.filter { !HopByHop.contains(fields, $0) }.map { fields.name($0).text }
    #expect(kept == ["Host", "X-End", "Content-Length"])
  }
}
