import Configuration
import EdgeCache
import Testing

@Suite("DistributionConfig")
struct DistributionTests {
  @Test("a small distribution, with the API's defaults")
  func minimal() throws {
    let (configuration, messages) = try Lab.load(distribution: Lab.distribution())
    #expect(messages == [])
    let policy = CachePolicy(
      name: "CachingOptimized", minTTL: 1, defaultTTL: 86_400, maxTTL: 31_536_000,
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true)
    #expect(
      configuration?.distributions == [
        Distribution(
          id: "E1", domainName: "e1.cloudfront.net", origins: [Origin(id: "o", domainName: "o.test")],
          defaultCacheBehavior: CacheBehavior(targetOriginID: "o", cachePolicy: policy))
      ])
  }

  @Test("what get-distribution-config prints loads as it is; the file's name stands for the id")
  func wrapped() throws {
    let config = """
      {"ETag": "E2", "DistributionConfig": {"CallerReference": "x", "Comment": "", "Enabled": false,
       "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "o.test"}]},
       "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}}}
      """
    let (configuration, messages) = try Lab(["pops.yaml": Lab.pops, "distributions/E9.json": config]).load()
    #expect(messages == [])
    let distribution = try #require(configuration?.distributions.first)
    #expect(distribution.id == "E9")
    #expect(distribution.domainName == "e9.cloudfront.net")
    #expect(!distribution.isEnabled)
    #expect(distribution.defaultCacheBehavior.viewerProtocolPolicy == .httpsOnly)
  }

  @Test("a key beside the wrapper would be lost, so it is a fault")
  func besideTheWrapper() throws {
    let (_, messages) = try Lab.load(distribution: "DistributionConfig: {}\nAliases: [a.test]\n")
    #expect(messages.last == "distributions/d.yaml:2:1: unknown key 'Aliases' in the file")
  }

  @Test("what the API refuses is refused in its words, at its place", arguments: refusals)
  func refuses(distribution: String, message: String) throws {
    let (configuration, messages) = try Lab.load(distribution: distribution)
    #expect(configuration == nil)
    #expect(messages == ["distributions/d.yaml:" + message])
  }

  @Test("what is not implemented yet is a warning", arguments: warnings)
  func warns(distribution: String, messages expected: [String]) throws {
    let (configuration, messages) = try Lab.load(distribution: distribution)
    #expect(configuration != nil)
    #expect(messages == expected.map { "distributions/d.yaml:" + $0 })
  }

  @Test("every fault is reported, sorted by place")
  func everyFault() throws {
    let (configuration, messages) = try Lab.load(
      distribution: """
        Id: E1
        Alias: [a.test]
        Enabled: maybe
        DefaultRootObject: /index.html
        Origins:
          - {Id: o, DomainName: "o.test/x", ConnectionAttempts: 4}
        DefaultCacheBehavior:
          TargetOriginId: p
          CachePolicyId: CachingOptimised

        """)
    #expect(configuration == nil)
    #expect(
      messages == [
        "distributions/d.yaml:2:1: unknown key 'Alias' in the file; did you mean 'Aliases'?",
        "distributions/d.yaml:3:10: Enabled must be true or false, not 'maybe'",
        "distributions/d.yaml:4:20: InvalidDefaultRootObject: The default root object file name is too big or contains an invalid character: '/index.html'",
        "distributions/d.yaml:6:25: DomainName is 'o.test/x'; expected a host name or an IPv4 address",
        "distributions/d.yaml:6:57: ConnectionAttempts is 4; it must be in 1 to 3",
        "distributions/d.yaml:8:3: DefaultCacheBehavior lacks the required key 'ViewerProtocolPolicy'",
        "distributions/d.yaml:8:19: NoSuchOrigin: One or more of your origins or origin groups do not exist: 'p'",
        "distributions/d.yaml:9:18: NoSuchCachePolicy: The cache policy does not exist: 'CachingOptimised'; did you mean 'CachingOptimized'?",
      ])
  }

  @Test("ids, domain names and aliases are unique over all files")
  func uniqueness() throws {
    let text = Lab.distribution("Aliases: [a.example.com]")
    let (configuration, messages) = try Lab([
      "pops.yaml": Lab.pops, "distributions/a.yaml": text, "distributions/b.yaml": text,
    ]).load()
    #expect(configuration == nil)
    #expect(messages.count == 3)
    #expect(
      messages[0].hasPrefix("distributions/b.yaml:1:1: CNAMEAlreadyExists: host name 'e1.cloudfront.net' "))
    #expect(
      messages[1].hasPrefix(
        "distributions/b.yaml:1:5: DistributionAlreadyExists: distribution 'E1' is already"))
    #expect(
      messages[2].hasPrefix(
        "distributions/b.yaml:2:11: CNAMEAlreadyExists: host name 'a.example.com' is already")
    )
    #expect(messages[2].hasSuffix("distributions/a.yaml:2:11"))
  }

  @Test("legacy ForwardedValues become a cache policy", arguments: legacy)
  func forwardedValues(behavior: String, policy: CachePolicy) throws {
    let (configuration, messages) = try Lab.load(distribution: Lab.distribution(behavior: behavior))
    #expect(messages.filter { !$0.contains("warning") } == [])
    #expect(configuration?.distributions.first?.defaultCacheBehavior.cachePolicy == policy)
  }

  @Test("methods", arguments: methods)
  func methodSets(list: String, allowed: CacheBehavior.Methods, cached: CacheBehavior.Methods) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(behavior: "CachePolicyId: CachingDisabled, AllowedMethods: \(list)"))
    #expect(messages == [])
    #expect(configuration?.distributions.first?.defaultCacheBehavior.allowedMethods == allowed)
    #expect(configuration?.distributions.first?.defaultCacheBehavior.cachedMethods == cached)
  }

  @Test(
    "our own keys of a behaviour",
    arguments: [
      ("", .cloudfront, nil), (", semantics: standard", .standard, nil),
      (", semantics: cloudfront, cacheStatus: true", .cloudfront, true),
      (", semantics: standard, cacheStatus: false", .standard, false),
    ] as [(String, CacheSemantics, Bool?)])
  func ownKeys(keys: String, semantics: CacheSemantics, cacheStatus: Bool?) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(behavior: "CachePolicyId: CachingOptimized" + keys))
    #expect(messages == [])
    let behavior = configuration?.distributions.first?.defaultCacheBehavior
    #expect(behavior?.semantics == semantics && behavior?.writesCacheStatus == cacheStatus)
  }

  @Test(
    "our own keys, refused",
    arguments: ["semantics: rfc9111", "cacheStatus: often", "cachestatus: true"])
  func ownKeysRefused(key: String) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(behavior: "CachePolicyId: CachingOptimized, " + key))
    #expect(configuration == nil && messages.count == 1)
    #expect(messages.first?.contains(key.prefix { $0 != ":" }) == true)
  }

  @Test("an origin with everything")
  func origin() throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(
        origin: """
          OriginPath: /a/b, ConnectionAttempts: 1, ConnectionTimeout: 2, CustomHeaders: [{HeaderName: X-A, HeaderValue: b}], \
          ResponseCompletionTimeout: 60, ConnectionLimit: 7, CustomOriginConfig: {HTTPPort: 8000, HTTPSPort: 8443, OriginProtocolPolicy: match-viewer, \
          OriginSslProtocols: [TLSv1.1, TLSv1.2], OriginReadTimeout: 3, OriginKeepaliveTimeout: 4}
          """))
    #expect(messages == [])
    #expect(
      configuration?.distributions.first?.origins == [
        Origin(
          id: "o", domainName: "o.test", httpPort: 8000, httpsPort: 8443, protocolPolicy: .matchViewer,
          sslProtocols: [.tls11, .tls12], originPath: "/a/b",
          customHeaders: [.init(name: "X-A", value: "b")], connectionAttempts: 1, connectionTimeout: 2,
          readTimeout: 3,
          keepaliveTimeout: 4, responseCompletionTimeout: 60, connectionLimit: 7)
      ])
  }

  @Test("an origin group, and rules that choose targets")
  func originGroup() throws {
    let (configuration, messages) = try Lab.load(
      distribution: """
        Origins: [{Id: a, DomainName: a.test}, {Id: b, DomainName: b.test}]
        OriginGroups:
          Quantity: 1
          Items:
            - Id: g
              FailoverCriteria: {StatusCodes: {Quantity: 2, Items: [404, 503]}}
              Members: {Quantity: 2, Items: [{OriginId: b}, {OriginId: a}]}
              SelectionCriteria: default
              FailureRule: always
        DefaultCacheBehavior:
          TargetOriginId: g
          OriginRules:
            - {Cookie: tier, Values: [paid], TargetOriginId: a}
            - {Header: X-Beta, TargetOriginId: g}
          ViewerProtocolPolicy: allow-all
          CachePolicyId: CachingDisabled

        """)
    #expect(messages == [])
    let distribution = configuration?.distributions.first
    #expect(
      distribution?.originGroups == [
        OriginGroup(id: "g", members: ["b", "a"], failoverStatusCodes: [404, 503], failureRule: .always)
      ])
    #expect(distribution?.defaultCacheBehavior.targetOriginID == "g")
    #expect(
      distribution?.defaultCacheBehavior.originRules == [
        OriginRule(.cookie("tier"), values: ["paid"], targetOriginID: "a"),
        OriginRule(.header("X-Beta"), targetOriginID: "g"),
      ])
  }

  @Test("what is wrong with an origin group or a rule", arguments: groupFaults)
  func groupRefusals(group: String, rules: String, message: String) throws {
    let (configuration, messages) = try Lab.load(
      distribution: """
        Origins: [{Id: a, DomainName: a.test}, {Id: b, DomainName: b.test}]
        OriginGroups: [{Id: \(group)}]
        DefaultCacheBehavior:
          {TargetOriginId: a, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingDisabled, OriginRules: [\(rules)]}

        """)
    #expect(configuration == nil)
    #expect(messages.contains { $0.hasSuffix(message) }, "\(messages)")
  }
}

private let goodGroup =
  "g, FailoverCriteria: {StatusCodes: [503]}, Members: [{OriginId: a}, {OriginId: b}]"

private let groupFaults: [(group: String, rules: String, message: String)] = [
  (goodGroup + ", FailureRule: never", "", "FailureRule is 'never'; it must be 'listed' or 'always'"),
  (goodGroup, "{TargetOriginId: a}", "OriginRules[0] needs one of 'Cookie' and 'Header'"),
  (
    goodGroup, "{Cookie: a, Header: b, TargetOriginId: a}",
    "OriginRules[0] needs one of 'Cookie' and 'Header'"
  ),
  (goodGroup, "{Cookie: 'a b', TargetOriginId: a}", "Cookie is 'a b'; expected the name of a cookie"),
  (
    goodGroup, "{Cookie: a, TargetOriginId: x}",
    "NoSuchOrigin: One or more of your origins or origin groups do not exist: 'x'; did you mean 'a'?"
  ),
]

private func behaviors(_ items: String) -> String { Lab.distribution("CacheBehaviors: [\(items)]") }
private let behavior = "TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized"

private let refusals: [(distribution: String, message: String)] = [
  (
    Lab.distribution("Aliases: {Quantity: 2, Items: [a.test]}"),
    "2:21: InconsistentQuantities: The value of Quantity and the size of Items don't match: 2 and 1"
  ),
  (Lab.distribution("Aliases: a.test"), "2:10: Aliases must be a list, not 'a.test'"),
  (
    Lab.distribution("Aliases: [a.*.test]"),
    "2:11: Aliases[0] is 'a.*.test'; expected a domain name, the first label of which may be '*'"
  ),
  (Lab.distribution("Enabled: \"true\""), "2:10: Enabled must be true or false, not a quoted string"),
  (Lab.distribution("{"), "3:1: could not find expected ':'"),
  (Lab.distribution("Comment: a\nComment: b"), "2:1: 'Comment' stands twice in this map"),
  (Lab.distribution("Enabeld: true"), "2:1: unknown key 'Enabeld' in the file; did you mean 'Enabled'?"),
  ("- a\n", "1:1: the file must be a map, not a list"),
  (
    Lab.distribution(behavior: "CachePolicyId: x"),
    "4:91: NoSuchCachePolicy: The cache policy does not exist: 'x'"
  ),
  (
    Lab.distribution(
      behavior: "ForwardedValues: {QueryString: true, Cookies: {Forward: none}}, MinTTL: 2, MaxTTL: 1"),
    "4:148: InvalidTTLOrder: The order of TTL values is not valid: MinTTL 2, DefaultTTL 86400, MaxTTL 1; it must be MinTTL <= DefaultTTL <= MaxTTL"
  ),
  (
    Lab.distribution(behavior: "CachePolicyId: CachingOptimized, MinTTL: 2"),
    "4:117: InvalidArgument: The parameter MinTTL cannot be used when a cache policy is associated to the cache behavior"
  ),
  (
    Lab.distribution(behavior: "Compress: false"),
    "4:23: DefaultCacheBehavior needs 'CachePolicyId' (or the deprecated 'ForwardedValues')"
  ),
  (
    Lab.distribution(behavior: "CachePolicyId: CachingDisabled, AllowedMethods: [GET]"),
    "4:124: InvalidArgument: AllowedMethods must be GET and HEAD; GET, HEAD and OPTIONS; or GET, HEAD, OPTIONS, PUT, POST, PATCH and DELETE"
  ),
  (
    Lab.distribution(
      behavior:
        "CachePolicyId: CachingDisabled, AllowedMethods: {Items: [GET, HEAD], CachedMethods: [GET, HEAD, OPTIONS]}"
    ),
    "4:160: InvalidArgument: CachedMethods must be among AllowedMethods"
  ),
  (
    behaviors("{PathPattern: /a, \(behavior)}, {PathPattern: a, \(behavior)}"),
    "2:122: InvalidArgument: path pattern '/a' is already used at distributions/d.yaml:2:18"
  ),
  (
    behaviors("{PathPattern: '/a b', \(behavior)}"),
    "2:32: PathPattern is '/a b'; expected at most 255 of A-Z a-z 0-9 and _-.*$/~\"'@:+&?"
  ),
  (
    behaviors(
      "{PathPattern: /a, TargetOriginId: oo, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}"
    ),
    "2:52: NoSuchOrigin: One or more of your origins or origin groups do not exist: 'oo'; did you mean 'o'?"
  ),
  (
    Lab.distribution(origin: "CustomOriginConfig: {HTTPPort: 81}"),
    "3:70: HTTPPort is 81; it must be 80, 443 or in 1024 to 65535"
  ),
  (
    Lab.distribution(origin: "CustomOriginConfig: {HTTPPort: 80, OriginReadTimeout: 121}"),
    "3:93: OriginReadTimeout is 121; it must be in 1 to 120"
  ),
  (
    Lab.distribution(origin: "ResponseCompletionTimeout: 29"),
    "3:66: InvalidArgument: ResponseCompletionTimeout is 29; it must be at least OriginReadTimeout, 30"
  ),
  (
    Lab.distribution(origin: "CustomOriginConfig: {HTTPPort: 80, OriginSslProtocols: [SSLv3]}"),
    "3:94: SSLv3 alone cannot be offered: OpenSSL does not have it any more"
  ),
  (
    Lab.distribution(origin: "TrustedCertificates: /nowhere/ca.pem"),
    "3:60: TrustedCertificates names no file: /nowhere/ca.pem"
  ),
  (
    Lab.distribution(origin: "ConnectionLimit: 0"),
    "3:56: ConnectionLimit is 0; it must be in 1 to 4096"
  ),
  (Lab.distribution(origin: "ConnectionTimeout: 0"), "3:58: ConnectionTimeout is 0; it must be in 1 to 10"),
  (
    Lab.distribution(origin: "OriginPath: a"),
    "3:51: OriginPath is 'a'; expected a path that begins with '/' and does not end with it"
  ),
  (
    Lab.distribution(origin: "CustomHeaders: [{HeaderName: Content-Length, HeaderValue: '1'}]"),
    "3:68: HeaderName is 'Content-Length'; expected a header name that an origin may be sent"
  ),
  (
    Lab.distribution(origin: "CustomHeaders: [{HeaderName: X, HeaderValue: \"a\\r\\nb\"}]"),
    "3:84: HeaderValue is 'a\\r\\nb'; expected a header value of at most 1,783 characters"
  ),
]

private let warnings: [(distribution: String, messages: [String])] = [
  (Lab.distribution("CustomErrorResponses: {Quantity: 0}\nWebACLId: ''\nPriceClass: PriceClass_All"), []),
  (Lab.distribution("Restrictions: {GeoRestriction: {RestrictionType: none, Quantity: 0}}"), []),
  (
    Lab.distribution(
      "Restrictions: {GeoRestriction: {RestrictionType: blacklist, Quantity: 1, Items: [KR]}}"),
    []
  ),
  (
    Lab.distribution(
      behavior:
        "CachePolicyId: CachingDisabled, Compress: true, TrustedKeyGroups: {Enabled: false, Quantity: 1, Items: [a]}"
    ),
    []
  ),
]

private func policy(
  _ ttls: (Int64, Int64, Int64) = (0, 86_400, 31_536_000), headers: [String] = [],
  cookies: CachePolicy.Selection = .none, queryStrings: CachePolicy.Selection = .none
) -> CachePolicy {
  CachePolicy(
    name: "ForwardedValues", minTTL: ttls.0, defaultTTL: ttls.1, maxTTL: ttls.2, headers: headers,
    cookies: cookies,
    queryStrings: queryStrings, enableAcceptEncodingGzip: true)
}

private let legacy: [(behavior: String, policy: CachePolicy)] = [
  ("ForwardedValues: {QueryString: false, Cookies: {Forward: none}}", policy()),
  (
    "ForwardedValues: {QueryString: true, Cookies: {Forward: all}}, MinTTL: 5, DefaultTTL: 6, MaxTTL: 7",
    policy((5, 6, 7), cookies: .all, queryStrings: .all)
  ),
  (
    "ForwardedValues: {QueryString: true, QueryStringCacheKeys: {Quantity: 1, Items: [a]}, Cookies: {Forward: whitelist, WhitelistedNames: [s]}, Headers: {Quantity: 1, Items: [Origin]}}, MinTTL: 90000",
    policy(
      (90_000, 90_000, 31_536_000), headers: ["origin"], cookies: .matching(["s"]),
      queryStrings: .whitelist(["a"]))
  ),
  ("ForwardedValues: {QueryString: false, Cookies: {Forward: none}, Headers: ['*']}", policy((0, 0, 0))),
]

private let methods: [(String, CacheBehavior.Methods, CacheBehavior.Methods)] = [
  ("[HEAD, GET]", .getHead, .getHead),
  ("[HEAD, GET, OPTIONS]", .getHeadOptions, .getHead),
  (
    "{Quantity: 3, Items: [HEAD, GET, OPTIONS], CachedMethods: {Quantity: 3, Items: [GET, HEAD, OPTIONS]}}",
    .getHeadOptions, .getHeadOptions
  ),
  ("[HEAD, GET, OPTIONS, PUT, POST, PATCH, DELETE]", .all, .getHead),
]
