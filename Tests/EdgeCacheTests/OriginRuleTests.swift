import EdgeCache
import Testing

@Suite("Origin rules: a target by cookie or header")
struct OriginRuleTests {
  private func lab(_ rules: [OriginRule]) -> Lab {
    Lab {
      $0.origins = [
        Origin(id: "o", domainName: "plain.test"), Origin(id: "paid", domainName: "paid.test"),
        Origin(id: "beta", domainName: "beta.test"),
      ]
      $0.defaultCacheBehavior.originRules = rules
    }
  }

  private let rules = [
    OriginRule(.cookie("tier"), values: ["paid", "gold"], targetOriginID: "paid"),
    OriginRule(.header("X-Beta"), targetOriginID: "beta"),
    OriginRule(.header("x-tier"), values: ["paid"], targetOriginID: "paid"),
  ]

  @Test(
    "the first rule that holds names the target",
    arguments: [
      ("", "plain"), ("Cookie: tier=paid", "paid"), ("Cookie: a=b; tier=gold; c=d", "paid"),
      ("Cookie: tier=silver", "plain"), ("Cookie: Tier=paid", "plain"), ("Cookie: xtier=paid", "plain"),
      ("Cookie: tier", "plain"), ("X-Beta: 1", "beta"), ("x-beta: ", "beta"), ("X-Beta2: 1", "plain"),
      ("X-Tier: paid", "paid"), ("X-Tier: Paid", "plain"), ("X-Tier: paid | X-Beta: 1", "beta"),
      ("Cookie: tier=paid | X-Beta: 1", "paid"), ("Cookie: a=b | Cookie: tier=paid", "paid"),
    ])
  func table(fields: String, origin: String) {
    Conversation.run(
      "> GET /a\(fields.isEmpty ? "" : " | " + fields)\n? Host: \(origin).test\no 200\n< 200 Miss not-stored",
      lab(rules))
  }

  @Test("objects of different targets do not mix, those of one are shared; cookies stay private")
  func keys() {
    Conversation.run(
      """
      > GET /a | Cookie: tier=paid
      ? Host: paid.test
      ?! Cookie
      o 200
      < 200 Miss not-stored
      > GET /a
      ? Host: plain.test
      o 200
      < 200 Miss not-stored
      > GET /a | Cookie: tier=gold
      ? -
      < 200 Hit fresh
      > GET /a | Cookie: tier=none
      ? -
      < 200 Hit fresh
      """, lab(rules))
  }

  @Test("match-viewer: HTTPS for viewers who came with it", arguments: Origin.ProtocolPolicy.allCases)
  func protocolPolicy(policy: Origin.ProtocolPolicy) throws {
    for scheme in [Exchange.Scheme.http, .https] {
      let lab = Lab {
        $0.origins = [
          Origin(id: "o", domainName: "o.test", httpPort: 8080, httpsPort: 8443, protocolPolicy: policy)
        ]
      }
      let exchange = lab.exchange("GET", "/a")
      exchange.viewerScheme = scheme
      let fetch = try #require(lab.cache.begin(exchange, now: lab.now))
      let usesTLS = policy == .httpsOnly || policy == .matchViewer && scheme == .https
      #expect(fetch.usesTLS == usesTLS)
      let head = String(decoding: fetch.requestHead, as: UTF8.self)
      #expect(head.contains("\r\nHost: o.test:\(usesTLS ? 8443 : 8080)\r\n"))
    }
  }
}
