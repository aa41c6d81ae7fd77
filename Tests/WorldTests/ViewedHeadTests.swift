import Testing

@testable import World

/// What an audit reads in the head of an answer.
@Suite struct ViewedHeadTests {
  private static func head(_ lines: String...) -> ViewedHead {
    ViewedHead(Array((["HTTP/1.1 200 OK"] + lines + ["", ""]).joined(separator: "\r\n").utf8))
  }

  @Test("numbers, their names in either case, with a sign or white space around them")
  func numbers() {
    let head = Self.head("AGE:  37 ", "content-length:\t2048", "X-Age: 1")
    #expect(head.age == 37 && head.contentLength == 2048 && head.lifetime == nil && !head.forbidsReuse)
    #expect(Self.head("Age: -1").age == -1)
    #expect(Self.head("Age: old").age == nil)
    #expect(Self.head("Age 1").age == nil)
    #expect(Self.head().age == nil)
  }

  @Test("s-maxage counts before max-age, whichever comes first")
  func lifetimes() {
    #expect(Self.head("Cache-Control: public, max-age=60").lifetime == 60)
    #expect(Self.head("Cache-Control: s-maxage=5, Max-Age=60").lifetime == 5)
    #expect(Self.head("Cache-Control: max-age=60", "Cache-Control: S-MAXAGE= 7").lifetime == 7)
    #expect(Self.head("Cache-Control: max-age").lifetime == nil)
    let head = Self.head("Cache-Control: max-age=1, stale-while-revalidate=30,stale-if-error=600")
    #expect(head.staleWhileRevalidate == 30 && head.staleIfError == 600)
  }

  @Test("what forbids that a copy is used again", arguments: ["no-cache", "No-Store", "max-age=9 ,private"])
  func reuse(value: String) {
    #expect(Self.head("Cache-Control: \(value)").forbidsReuse)
    #expect(!Self.head("Cache-Status: \(value)").forbidsReuse)
  }
}
