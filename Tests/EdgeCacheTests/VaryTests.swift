import EdgeCache
import Testing

@Suite("RFC 9111 section 4.1, semantics: standard: Vary")
struct VaryTests {
  @Test(
    "fields that match",
    arguments: [
      ("Foo", "Foo: 1", "Foo: 1", true), ("Foo", "Foo: 1", "Foo: 2", false), ("Foo", "Foo: 1", "X: 1", false),
      ("Foo", "X: 1", "Foo: 1", false), ("Foo", "X: 1", "X: 2", true), ("foo", "FOO: 1", "Foo: 1", true),
      ("Foo", "Foo: 1, 2", "Foo: 1 | Foo: 2", true), ("Foo", "Foo: 1,2", "Foo:  1, 2 ", true),
      ("Foo", "Foo: a", "Foo: A", false), ("Foo", "Foo: 1, 2", "Foo: 2, 1", false),
      ("Foo", "Foo: ", "X: 1", false),
      ("Foo, Bar", "Foo: 1 | Bar: a", "Bar: a | Foo: 1", true),
      ("Foo, Bar", "Foo: 1 | Bar: a", "Foo: 1", false), ("Foo, Bar", "Foo: 1 | Bar: a", "Foo: 1a", false),
      ("Accept-Language", "Accept-Language: en, de", "Accept-Language: De,EN", true),
      ("Accept-Language", "Accept-Language: en, de", "Accept-Language: en, de;q=0.5", false),
    ])
  func matching(vary: String, first: String, second: String, isSame: Bool) {
    Conversation.run(
      """
      > GET /a | \(first)
      o 200 | Cache-Control: max-age=60 | Vary: \(vary)
      < 200 Miss not-stored | Vary: \(vary)
      > GET /a | \(second)
      \(isSame ? "< 200 Hit fresh" : "o 200 | Cache-Control: max-age=60 | Vary: \(vary)\n< 200 Miss not-stored")
      > GET /a | \(first)
      < 200 Hit fresh
      """, standardLab())
  }

  @Test("a variant is confirmed with its own validator; one that no longer varies replaces all")
  func revalidation() {
    Conversation.run(
      """
      > GET /a | Foo: 1
      o 200 | Cache-Control: max-age=10 | Vary: Foo | ETag: "1"
      < 200 Miss not-stored
      > GET /a | Foo: 2
      o 200 | Cache-Control: max-age=60 | Vary: Foo | ETag: "2"
      < 200 Miss not-stored
      + 20
      > GET /a | Foo: 1
      ? If-None-Match: "1"
      ? Foo: 1
      o 304
      < 200 RefreshHit revalidated
      > GET /a | Foo: 2
      < 200 Hit fresh
      > GET /a | Foo: 3
      o 200 | Cache-Control: max-age=60
      < 200 Miss not-stored
      > GET /a | Foo: 2
      < 200 Hit fresh | Age: 0
      """, standardLab())
  }

  @Test("so many variants of one key, and no more: the oldest goes")
  func bounded() {
    let lab = standardLab()
    for value in 0..<40 {
      Conversation.run(
        "> GET /a | Foo: \(value)\no 200 | Cache-Control: max-age=600 | Vary: Foo\n< 200 Miss not-stored\n+ 1",
        lab)
    }
    #expect(lab.cache.figures.objects == 32)
    Conversation.run(
      "> GET /a | Foo: 39\n< 200 Hit fresh\n> GET /a | Foo: 7\no 200\n< 200 Miss not-stored", lab)
  }

  @Test("who waits for another variant gets a fetch of their own")
  func collapsing() throws {
    let lab = standardLab()
    let fields = ["1", "2", "1"].map { [("Foo", $0)] }
    let viewers = fields.map { lab.exchange("GET", "/a", fields: $0) }
    let fetch = try #require(lab.cache.begin(viewers[0], now: lab.now))
    #expect(
      lab.cache.begin(viewers[1], now: lab.now) == nil && lab.cache.begin(viewers[2], now: lab.now) == nil)
    let more = lab.answer(fetch, 200, [("Cache-Control", "max-age=60"), ("Vary", "Foo")])
    #expect(more.count == 1 && viewers[2].reason == .collapsed && viewers[1].phase == .waiting)
    _ = lab.answer(try #require(more.first), 200, [("Cache-Control", "max-age=60"), ("Vary", "Foo")])
    #expect(viewers[1].phase == .responding && lab.text(viewers[1].body) == "200#2")
  }
}
