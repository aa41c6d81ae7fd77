import Geo
import HTTPWire
import Primitives
import Testing

@testable import EdgeCache

@Suite("AWS WAFv2 API: WebACL")
struct WebACLTests {
  private func lab(
    _ rules: [WebACL.Rule], default action: WebACL.Action = .allow,
    _ change: (inout Distribution) -> Void = { _ in }
  ) -> Lab {
    Lab(CachePolicy(name: "p")) {
      $0.webACL = WebACL(name: "acl", defaultAction: action, rules: rules)
      change(&$0)
    }
  }

  private func ask(
    _ lab: Lab, _ target: String = "/a", from address: String = "192.0.2.1", method: String = "GET",
    _ fields: [(String, String)] = []
  ) -> Exchange {
    let exchange = lab.exchange(method, target, fields: fields)
    exchange.viewer = IPAddress(address)!
    _ = lab.cache.begin(exchange, now: lab.now)
    return exchange
  }

  private func rule(_ statement: WebACLStatement, _ action: WebACL.Action = .block(nil)) -> WebACL.Rule {
    WebACL.Rule(name: "r", priority: 0, statement: statement, action: action)
  }

  private func isBlocked(_ exchange: Exchange) -> Bool { exchange.reason == .blockedByWebACL }

  // MARK: Actions

  @Test("the least priority is first; Allow and Block end it, Count goes on, then the default action")
  func priorities() {
    let networks = { (text: String) in WebACLStatement.addresses([IPPrefix(text)!]) }
    let rules = [
      WebACL.Rule(name: "office", priority: 5, statement: networks("192.0.2.0/25"), action: .allow),
      WebACL.Rule(name: "watched", priority: 2, statement: networks("192.0.2.0/24"), action: .count),
      WebACL.Rule(name: "barred", priority: 9, statement: networks("192.0.2.0/24"), action: .block(nil)),
    ]
    for (address, blocked, decided) in [
      ("192.0.2.1", false, "office"), ("192.0.2.200", true, "barred"),
      ("198.51.100.1", false, "Default_Action"),
    ] {
      let lab = lab(rules)
      let exchange = ask(lab, from: address)
      #expect(isBlocked(exchange) == blocked && exchange.webACLRule == decided)
      #expect(exchange.countedRules == (address.hasPrefix("192") ? ["watched"] : []))
      let counts = lab.cache.figures.rules.filter { $0.requests > 0 }.map { "\($0.rule) \($0.action)" }
      let action = blocked ? "Block" : "Allow"
      #expect(counts == (address.hasPrefix("192") ? ["watched Count"] : []) + ["\(decided) \(action)"])
    }
    #expect(isBlocked(ask(lab(rules, default: .block(nil)), from: "198.51.100.1")))
  }

  @Test("403 with the edge's page; a custom response; a custom error page in place of a plain 403")
  func responses() {
    let all = WebACLStatement.addresses([IPPrefix("0.0.0.0/0")!])
    let plain = ask(lab([rule(all)]))
    #expect(plain.status == 403 && plain.result == .error)
    #expect(plain.headText.contains("\r\nX-Cache: Error from cloudfront\r\n"))
    let response = WebACL.CustomResponse(
      status: 429, headers: [.init("Retry-After", "60")],
      body: .init(contentType: "application/json", content: "{}"))
    let page = { (distribution: inout Distribution) in
      distribution.customErrorResponses = [
        CustomErrorResponse(errorCode: 403, page: .init(path: "/403.html", responseCode: 403))
      ]
    }
    let lab = lab([rule(all, .block(response))], page)
    let custom = ask(lab)
    #expect(custom.status == 429 && lab.text(custom.body) == "{}")
    for line in ["Retry-After: 60", "Content-Type: application/json", "Content-Length: 2"] {
      #expect(custom.headText.contains("\r\n\(line)\r\n"))
    }
    let replaced = ask(self.lab([rule(all)], page))
    #expect(replaced.phase == .waiting && replaced.errorPage?.responseCode == 403)
  }

  @Test("the page of a blocked request is dated anew each second, and made once in it")
  func pageOfASecond() {
    let (page, now) = (BlockPage(nil), Instant(secondsSinceEpoch: 1_800_000_000))
    #expect(page.made(at: now) === page.made(at: now))
    #expect(page.made(at: now) !== page.made(at: now.advanced(bySeconds: 1)))
  }

  // MARK: Statements

  @Test(
    "addresses",
    arguments: [
      ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
      ("192.0.2.7/32", "192.0.2.7", true), ("192.0.2.7/32", "192.0.2.6", false),
      ("192.0.2.7/32", "192.0.2.8", false), ("2001:db8::/32", "2001:db8:1::1", true),
      ("2001:db8::/32", "2001:db9::", false), ("0.0.0.0/1", "::1", false), ("::/0", "ffff::", true),
    ])
  func addresses(network: String, address: String, holds: Bool) {
    #expect(AddressSet([IPPrefix(network)!]).contains(IPAddress(address)!) == holds)
  }

  @Test("many networks, overlapping, as each by itself says")
  func manyNetworks() {
    var random = SplitMix64(seed: 3)
    let prefixes = (0..<500).map { _ in
      IPPrefix(
        IPAddress(v4: UInt32(truncatingIfNeeded: random.next()) & 0x000F_FFFF),
        length: Int(random.next() % 13) + 20)!
    }
    let set = AddressSet(prefixes)
    for _ in 0..<5_000 {
      let address = IPAddress(v4: UInt32(truncatingIfNeeded: random.next()) & 0x000F_FFFF)
      #expect(set.contains(address) == prefixes.contains { $0.contains(address) })
    }
  }

  private typealias Match = WebACLStatement.ByteMatch

  @Test(
    "byte matches",
    arguments: [
      (.uriPath, "/admin", .exactly, [], "/admin", true),
      (.uriPath, "/admin", .exactly, [], "/admin/", false),
      (.uriPath, "/admin", .startsWith, [], "/admin/x?y", true),
      (.uriPath, "/admin", .startsWith, [], "/a?/admin", false),
      (.uriPath, ".php", .endsWith, [], "/a.php", true), (.uriPath, ".php", .endsWith, [], "/a.php5", false),
      (.uriPath, "../", .contains, [], "/a/../b", true), (.uriPath, "../", .contains, [], "/a/..", false),
      (.uriPath, "/", .exactly, [], "http://www.example.com?x", true),
      (.uriPath, "admin", .containsWord, [], "/x-admin/y", true),
      (.uriPath, "admin", .containsWord, [], "/admins", false),
      (.uriPath, "admin", .containsWord, [], "/my_admin", false),
      (.uriPath, "admin", .containsWord, [], "/admins/admin", true),
      (.uriPath, "/admin", .exactly, [.lowercase], "/ADMIN", true),
      (.uriPath, "/admin", .exactly, [], "/ADMIN", false),
      (.uriPath, "/admin", .exactly, [.urlDecode], "/%61dmin", true),
      (.uriPath, "/a%zz", .exactly, [.urlDecode], "/a%zz", true),
      (.uriPath, "/admin", .exactly, [.urlDecode, .lowercase], "/%41dmin", true),
      (.uriPath, "/admin", .exactly, [.lowercase, .urlDecode], "/%41dmin", false),
      (.queryString, "id=1", .contains, [], "/a?x&id=1", true),
      (.queryString, "id=1", .contains, [], "/id=1", false),
      (.method, "POST", .exactly, [], "/a", false), (.method, "GET", .exactly, [.none], "/a", true),
      (.singleHeader("user-agent"), "BadBot", .contains, [], "/a", true),
      (.singleHeader("user-agent"), "badbot", .contains, [], "/a", false),
      (.singleHeader("x-none"), "b", .contains, [], "/a", false),
    ]
      as [(
        WebACLStatement.ByteMatch.Field, String, WebACLStatement.ByteMatch.Position,
        [WebACLStatement.ByteMatch.Transformation], String, Bool
      )])
  func byteMatches(
    field: WebACLStatement.ByteMatch.Field, wanted: String, position: WebACLStatement.ByteMatch.Position,
    transformations: [WebACLStatement.ByteMatch.Transformation], target: String, holds: Bool
  ) {
    let match = WebACLStatement.ByteMatch(
      Array(wanted.utf8), in: field, position, transformations: transformations)
    let exchange = ask(lab([rule(.byteMatch(match))]), target, [("User-Agent", "BadBot/1.0")])
    #expect(isBlocked(exchange) == holds)
  }

  @Test("and, or, not, countries")
  func combinations() {
    let inside = WebACLStatement.addresses([IPPrefix("192.0.2.0/24")!])
    let post = WebACLStatement.byteMatch(.init(Array("POST".utf8), in: .method, .exactly))
    let korea = WebACLStatement.countries([Country("KR")!])
    for (statement, address, method, blocked) in [
      (.and([inside, post]), "192.0.2.1", "POST", true), (.and([inside, post]), "192.0.2.1", "GET", false),
      (.or([inside, post]), "198.51.100.1", "POST", true),
      (.or([inside, post]), "198.51.100.1", "GET", false),
      (.not(inside), "198.51.100.1", "GET", true), (.not(inside), "192.0.2.1", "GET", false),
      (korea, "192.0.2.1", "GET", true), (.not(korea), "192.0.2.1", "GET", false),
    ] as [(WebACLStatement, String, String, Bool)] {
      let lab = lab([rule(statement)])
      let exchange = lab.exchange(method, "/a")
      (exchange.viewer, exchange.viewerLocation) = (
        IPAddress(address)!, ClientLocation(country: Country("KR"))
      )
      _ = lab.cache.begin(exchange, now: lab.now)
      #expect(isBlocked(exchange) == blocked)
    }
  }

  // MARK: Rates

  @Test("the rate rule stops whoever asks too often, and nobody else; hits count, and what is blocked")
  func rate() throws {
    let lab = lab([rule(.rateBased(.init(limit: 100, windowSeconds: 60)))])
    for number in 1...300 {
      let exchange = ask(lab, "/a\(number)", from: "192.0.2.66")
      #expect(isBlocked(exchange) == (number > 100))
      let other = ask(lab, "/b\(number)", from: "198.51.100.\(number % 250)")
      #expect(!isBlocked(other))
    }
    lab.now = lab.now.advanced(bySeconds: 30)
    #expect(isBlocked(ask(lab, "/c", from: "192.0.2.66")))
    lab.now = lab.now.advanced(bySeconds: 180)
    #expect(!isBlocked(ask(lab, "/c", from: "192.0.2.66")))
  }

  @Test("a scope-down statement: only what it matches is counted and stopped; CONSTANT: all together")
  func scope() {
    let login = WebACLStatement.byteMatch(.init(Array("/login".utf8), in: .uriPath, .exactly))
    for together in [false, true] {
      let lab = lab([
        rule(.rateBased(.init(limit: 10, windowSeconds: 60, countsAllTogether: together, scopeDown: login)))
      ])
      for number in 0..<20 { #expect(!isBlocked(ask(lab, "/a\(number)"))) }
      for number in 1...20 { #expect(isBlocked(ask(lab, "/login")) == (number > 10)) }
      #expect(isBlocked(ask(lab, "/login", from: "203.0.113.5")) == together)
    }
  }

  @Test("counts go on over a reload, unless the web ACL changes")
  func reload() {
    let limit = rule(.rateBased(.init(limit: 10, windowSeconds: 60)))
    let lab = lab([limit])
    func configuration(_ rules: [WebACL.Rule]) -> EdgeConfiguration {
      Lab.configuration(CachePolicy(name: "p")) {
        $0.webACL = WebACL(name: "acl", defaultAction: .allow, rules: rules)
      }
    }
    for number in 0..<11 { _ = ask(lab, "/\(number)") }
    lab.cache.reload(configuration([limit]))
    #expect(isBlocked(ask(lab)))
    lab.cache.reload(configuration([rule(.rateBased(.init(limit: 11, windowSeconds: 60)))]))
    #expect(!isBlocked(ask(lab)))
  }

  @Test("explain says which rule") func explained() {
    let lab = lab([
      WebACL.Rule(
        name: "seen", priority: 0, statement: .addresses([IPPrefix("192.0.2.0/24")!]), action: .count),
      WebACL.Rule(
        name: "no", priority: 1, statement: .addresses([IPPrefix("192.0.2.9/32")!]), action: .block(nil)),
    ])
    for (address, finding) in [
      ("192.0.2.9", "blocked by no, counted by seen"),
      ("192.0.2.1", "allowed by Default_Action, counted by seen"),
    ] {
      let exchange = lab.exchange("GET", "/a")
      exchange.viewer = IPAddress(address)!
      let steps = lab.cache.explain(exchange, now: lab.now).explanation.steps
      #expect(steps.first { $0.name == "webACL" }?.finding == finding)
    }
  }
}
