import EdgeCache
import Primitives
import Testing

/// "Invalidation" of the CloudFront guide.
@Suite("Invalidation")
struct InvalidationTests {
  private let policy = CachePolicy(
    name: "test", headers: ["x-a"], cookies: .all, queryStrings: .all, enableAcceptEncodingGzip: true)

  private func store(_ targets: [String], in lab: Lab, fields: [(String, String)] = [], tags: String = "") {
    for target in targets {
      let exchange = lab.exchange("GET", target, fields: fields)
      if let fetch = lab.cache.begin(exchange, now: lab.now) {
        _ = lab.answer(fetch, 200, [("Cache-Control", "max-age=60"), ("Cache-Tag", tags)])
      }
      lab.cache.end(exchange, bytesSent: 0, now: lab.now)
    }
  }

  private func isStored(_ target: String, in lab: Lab) -> Bool {
    let exchange = lab.exchange("GET", target)
    let fetch = lab.cache.begin(exchange, now: lab.now)
    if fetch != nil { _ = lab.cache.abandon(exchange, bytesSent: 0, now: lab.now) }
    if fetch == nil { lab.cache.end(exchange, bytesSent: 0, now: lab.now) }
    return fetch == nil
  }

  private func path(_ text: String) -> InvalidationPath {
    guard let path = try? InvalidationPath(parsing: text) else { fatalError(text) }
    return path
  }

  private static let paths = [
    "/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/A", "/a?x=1", "/a?x=12", "/a?", "/a*", "/b", "/%61",
  ]

  @Test(
    "A path takes out itself, one with * all that begins so",
    arguments: [
      ("/a", ["/a"]), ("/a/", ["/a/"]), ("/a/*", ["/a/", "/a/b", "/a/b/c"]),
      ("/a*", ["/a", "/a/", "/a/b", "/a/b/c", "/ab", "/a?x=1", "/a?x=12", "/a?", "/a*"]),
      ("/a?x=1", ["/a?x=1"]), ("/a?x=1*", ["/a?x=1", "/a?x=12"]), ("/a?*", ["/a?", "/a?x=1", "/a?x=12"]),
      ("/a?", ["/a?"]), ("/A", ["/A"]), ("/*", paths), ("/c", []), ("/c*", []), ("/%61", ["/%61"]),
      ("/a**", ["/a*"]),
    ])
  func matches(path: String, gone: [String]) {
    let lab = Lab(policy)
    store(Self.paths, in: lab)
    #expect(lab.cache.invalidate([self.path(path)], in: "E1") == gone.count)
    for target in Self.paths {
      #expect(isStored(target, in: lab) == !gone.contains(target), "\(target) after \(path)")
    }
  }

  @Test("Where sizes alone are kept, keys are in order from the first invalidation on")
  func counted() {
    let lab = Lab(policy, bodies: .counted)
    store(Self.paths, in: lab)
    #expect(lab.cache.invalidate([path("/a/*")], in: "E1") == 3)
    store(["/a/b", "/a/z"], in: lab)
    #expect(lab.cache.invalidate([path("/a/b")], in: "E1") == 1)
    #expect(lab.cache.invalidate([path("/a/*")], in: "E1") == 1)
    #expect(lab.cache.invalidate([path("/*")], in: "E1") == Self.paths.count - 3)
    #expect(lab.cache.figures.objects == 0)
  }

  @Test("Every variant goes; what other distributions have stays")
  func variants() {
    let lab = Lab(policy)
    for value in ["1", "2", "3"] {
      store(["/a"], in: lab, fields: [("X-A", value), ("Cookie", "c=\(value)"), ("Accept-Encoding", "gzip")])
    }
    #expect(lab.cache.invalidate([path("/*")], in: "E") == 0)
    #expect(lab.cache.invalidate([path("/*")], in: "E11") == 0)
    #expect(lab.cache.figures.objects == 3 && lab.cache.invalidate([path("/a")], in: "E1") == 3)
    #expect(lab.cache.figures.objects == 0 && lab.cache.figures.bytes == 0)
  }

  @Test(
    "A tag takes out what has it, in any letter case; without CacheTagConfig there are no tags",
    arguments: [
      ("#red", ["/1", "/2"]), ("#BLUE", ["/2", "/3"]), ("#re", []), ("#green", []), ("#with#hash", ["/3"]),
    ])
  func tags(tag: String, gone: [String]) {
    let lab = Lab { $0.cacheTagHeader = "Cache-Tag" }
    store(["/1"], in: lab, tags: "Red, red")
    store(["/2"], in: lab, tags: "red,blue")
    store(["/3"], in: lab, tags: "Blue , with#hash,,\(String(repeating: "x", count: 257))")
    store(["/4"], in: lab)
    let without = Lab()
    store(["/1"], in: without, tags: "red")
    #expect(without.cache.invalidate([path(tag)], in: "E1") == 0)
    #expect(lab.cache.invalidate([path(tag)], in: "E1") == gone.count)
    for target in ["/1", "/2", "/3", "/4"] {
      #expect(isStored(target, in: lab) == !gone.contains(target), "\(target)")
    }
  }

  @Test("Of more than 50 tags the rest is dropped")
  func manyTags() {
    let lab = Lab { $0.cacheTagHeader = "cache-tag" }
    store(["/"], in: lab, tags: (1...60).map { "t\($0)" }.joined(separator: ","))
    #expect(lab.cache.invalidate([path("#t51")], in: "E1") == 0)
    #expect(lab.cache.invalidate([path("#t50")], in: "E1") == 1)
  }

  @Test("What was asked for before is not stored after, and not joined", arguments: ["/a", "/*", "#red"])
  func underWay(path: String) {
    let lab = Lab { $0.cacheTagHeader = "Cache-Tag" }
    let before = lab.exchange("GET", "/a")
    let first = lab.cache.begin(before, now: lab.now)
    lab.cache.invalidate([self.path(path)], in: "E1")
    guard let first else { Issue.record("no fetch"); return }
    if path != "#red" {
      let after = lab.exchange("GET", "/a")
      #expect(lab.cache.begin(after, now: lab.now) != nil, "joined")
      _ = lab.cache.abandon(after, bytesSent: 0, now: lab.now)
    }
    _ = lab.answer(first, 200, [("Cache-Control", "max-age=60"), ("Cache-Tag", "red")])
    #expect(before.status == 200 && lab.cache.figures.objects == 0 && !isStored("/a", in: lab))
    store(["/a"], in: lab)
    #expect(isStored("/a", in: lab))
  }

  @Test("A copy that is being confirmed does not come back")
  func revalidation() {
    let lab = Lab()
    Conversation.run(
      """
      > GET /a
      o 200 | Cache-Control: max-age=1 | ETag: "1"
      < 200 Miss not-stored
      + 5
      """, lab)
    let exchange = lab.exchange("GET", "/a")
    let fetch = lab.cache.begin(exchange, now: lab.now)
    lab.cache.invalidate([path("/a")], in: "E1")
    if let fetch { _ = lab.answer(fetch, 304, [("ETag", "\"1\"")]) }
    #expect(exchange.result == .refreshHit && lab.cache.figures.objects == 0)
  }

  @Test("The order of keys holds after many came and went", arguments: UInt64(1)...4)
  func order(seed: UInt64) {
    var draw = Draw(seed: seed)
    let lab = Lab(capacity: 1 << 21)
    var stored: Set<String> = []
    for _ in 0..<3_000 {
      let directory = draw.below(8)
      let target = "/\(directory)/\(draw.below(200))"
      if draw.below(100) == 0 {
        let prefix = draw.pick(["/\(directory)/*", "/\(directory)/1*", target])
        let gone = stored.filter {
          prefix.hasSuffix("*") ? $0.hasPrefix(String(prefix.dropLast())) : $0 == prefix
        }
        #expect(lab.cache.invalidate([path(prefix)], in: "E1") == gone.count, "seed \(seed) \(prefix)")
        stored.subtract(gone)
      } else {
        store([target], in: lab)
        stored.insert(target)
      }
    }
    #expect(lab.cache.figures.evictions == 0 && lab.cache.figures.objects == stored.count)
    #expect(lab.cache.invalidate([path("/*")], in: "E1") == stored.count)
  }

  @Test(
    "Items that are refused",
    arguments: [
      "", "a", "*", "#", "#a,b", "#a b", "/ä", "/a b", "/~a", "/" + String(repeating: "a", count: 4_000),
    ])
  func refused(text: String) {
    #expect(throws: InvalidationPath.Refused.self) { try InvalidationPath(parsing: text) }
  }

  @Test(
    "Items that are taken",
    arguments: ["/", "/*", "/a*b", "/%7Ea", "#a", "#A/b:c", "/" + String(repeating: "a", count: 3_999)])
  func taken(text: String) throws {
    #expect(try InvalidationPath(parsing: text).text == text)
  }
}

/// `CreateInvalidation` of the CloudFront API.
@Suite("Invalidations in progress")
struct InvalidationLedgerTests {
  private let now = Instant(secondsSinceEpoch: 1_800_000_000)

  @Test("The same reference and paths give the old one, other paths are refused")
  func callerReference() throws {
    var ledger = InvalidationLedger(seed: 1)
    let first = try ledger.create([.path("/a")], in: "E1", callerReference: "r", now: now)
    ledger.complete(first.invalidation.id)
    let again = try ledger.create([.path("/a")], in: "E1", callerReference: "r", now: now)
    #expect(first.isNew && !again.isNew && again.invalidation.id == first.invalidation.id)
    #expect(again.invalidation.status == .completed && first.invalidation.status == .inProgress)
    #expect(throws: InvalidationLedger.Refused.invalidationBatchAlreadyExists(callerReference: "r")) {
      try ledger.create([.path("/b")], in: "E1", callerReference: "r", now: now)
    }
    #expect(try ledger.create([.path("/b")], in: "E2", callerReference: "r", now: now).isNew)
  }

  @Test("3,000 paths and, apart from those, 15 with * at once")
  func quotas() throws {
    var ledger = InvalidationLedger(seed: 1)
    let paths = (0..<3_000).map { InvalidationPath.path("/\($0)") }
    let wildcards = (0..<15).map { InvalidationPath.prefix("/\($0)") }
    let quotas = InvalidationLedger.Quotas()
    #expect(throws: InvalidationLedger.Refused.batchTooLarge(quotas)) {
      try ledger.create(paths + [.tag("a")], in: "E1", callerReference: "1", now: now)
    }
    let all = try ledger.create(paths + wildcards, in: "E1", callerReference: "2", now: now)
    for path in [InvalidationPath.path("/"), .prefix("/"), .tag("a")] {
      #expect(throws: InvalidationLedger.Refused.tooManyInvalidationsInProgress(quotas)) {
        try ledger.create([path], in: "E1", callerReference: "3", now: now)
      }
    }
    ledger.complete(all.invalidation.id)
    #expect(try ledger.create([.prefix("/")], in: "E1", callerReference: "3", now: now).isNew)
  }

  @Test("Identifiers differ, and the oldest completed ones are forgotten")
  func identifiers() throws {
    var ledger = InvalidationLedger(seed: 1)
    var ids: Set<String> = []
    for number in 0..<1_200 {
      let made = try ledger.create([.path("/")], in: "E1", callerReference: "\(number)", now: now)
      ids.insert(made.invalidation.id)
      if number > 0 { ledger.complete(made.invalidation.id) }
    }
    #expect(ids.count == 1_200 && ids.allSatisfy { $0.count == 14 && $0.hasPrefix("I") })
    #expect(ledger.invalidations.count == 1_000 && ledger.invalidations[0].callerReference == "0")
  }
}
