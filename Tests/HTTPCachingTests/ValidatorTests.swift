import HTTPCaching
import HTTPWire
import Primitives
import Testing

private let now = Instant(secondsSinceEpoch: 1_800_000_000)

@Suite("RFC 9110 section 8.8.3.2: entity tags")
struct EntityTagTests {
  @Test(arguments: [
    ("W/\"1\"", "W/\"1\"", false, true), ("W/\"1\"", "W/\"2\"", false, false),
    ("W/\"1\"", "\"1\"", false, true),
    ("\"1\"", "\"1\"", true, true), ("1", "1", false, false), ("w/\"1\"", "\"1\"", false, false),
    ("", "", false, false),
  ])
  func comparison(a: String, b: String, strong: Bool, weak: Bool) {
    let (a, b) = (Array(a.utf8), Array(b.utf8))
    #expect(EntityTag.stronglyEqual(a.span, b.span) == strong)
    #expect(EntityTag.weaklyEqual(a.span, b.span) == weak)
  }
}

@Suite("RFC 9110 section 13: preconditions")
struct PreconditionsTests {
  private func isNotModified(_ request: RequestHead, tag: String = "\"v1\"", modified: Int64? = 784_111_777)
    -> Bool
  {
    let tag = Array(tag.utf8)
    return Preconditions.isNotModified(request.fields, entityTag: tag.span, lastModified: modified, now: now)
  }

  @Test(
    "13.1.2 If-None-Match",
    arguments: ["\"v1\"", "W/\"v1\"", "\"a,b\", \"v1\"", "*", ", ,\"v1\"", "\"back\\\", \"v1\""])
  func listed(value: String) { #expect(isNotModified(RequestHead("GET", "/", ["If-None-Match": value]))) }

  @Test("13.1.2 not listed", arguments: ["\"v2\"", "", "v1", "\"v1", "\"v1,\""])
  func notListed(value: String) { #expect(!isNotModified(RequestHead("GET", "/", ["If-None-Match": value]))) }

  @Test(
    "13.1.3 If-Modified-Since",
    arguments: [
      ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sun, 06 Nov 1994 08:49:38 GMT", true),
      ("Sun, 06 Nov 1994 08:49:36 GMT", false), ("yesterday", false),
    ])
  func since(value: String, expected: Bool) {
    #expect(isNotModified(RequestHead("GET", "/", ["If-Modified-Since": value])) == expected)
  }

  @Test("13.2.2 If-None-Match goes first")
  func precedence() {
    let fields: KeyValuePairs = [
      "If-None-Match": "\"v2\"", "If-Modified-Since": "Sun, 06 Nov 1994 08:49:38 GMT",
    ]
    #expect(!isNotModified(RequestHead("GET", "/", fields)))
  }

  @Test("nothing asked, nothing to compare with")
  func absent() {
    #expect(!isNotModified(RequestHead("GET", "/")))
    #expect(!isNotModified(RequestHead("GET", "/", ["If-None-Match": "\"\""]), tag: ""))
    let since: KeyValuePairs = ["If-Modified-Since": "Sun, 06 Nov 1994 08:49:38 GMT"]
    #expect(!isNotModified(RequestHead("GET", "/", since), modified: nil))
  }
}
