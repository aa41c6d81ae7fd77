import Configuration
import EdgeCache
import Testing

@Suite("CachePolicyConfig")
struct CachePolicyTests {
  private func load(policy: String, id: String) throws -> (policy: CachePolicy?, messages: [String]) {
    let lab = try Lab([
      "pops.yaml": Lab.pops, "cache-policies/p.yaml": policy,
      "distributions/d.yaml": Lab.distribution(behavior: "CachePolicyId: \(id)"),
    ])
    let (configuration, messages) = lab.load()
    return (configuration?.distributions.first?.defaultCacheBehavior.cachePolicy, messages)
  }

  private let config = """
    Name: mine
    MinTTL: 1
    DefaultTTL: 2
    MaxTTL: 3
    ParametersInCacheKeyAndForwardedToOrigin:
      EnableAcceptEncodingGzip: true
      HeadersConfig: {HeaderBehavior: whitelist, Headers: {Quantity: 1, Items: [Origin]}}
      CookiesConfig: {CookieBehavior: allExcept, Cookies: [a]}
      QueryStringsConfig: {QueryStringBehavior: whitelist, QueryStrings: [b, c]}

    """

  private let policy = CachePolicy(
    name: "mine", minTTL: 1, defaultTTL: 2, maxTTL: 3, headers: ["origin"], cookies: .allExcept(["a"]),
    queryStrings: .whitelist(["b", "c"]), enableAcceptEncodingGzip: true)

  @Test("by name, by our Id, and in the wrappers of the command line client")
  func custom() throws {
    #expect(try load(policy: config, id: "mine") == (policy, []))
    #expect(try load(policy: "Id: p1\n" + config, id: "p1") == (policy, []))
    let indented = config.split(separator: "\n").map { "    \($0)\n" }.joined()
    let wrapped = "ETag: x\nCachePolicy:\n  Id: p2\n  CachePolicyConfig:\n\(indented)"
    #expect(try load(policy: wrapped, id: "p2") == (policy, []))
  }

  @Test(
    "managed policies by id and by name",
    arguments: [
      ("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled"),
      ("Managed-CachingOptimized", "CachingOptimized"),
      ("UseOriginCacheControlHeaders", "UseOriginCacheControlHeaders"),
      ("08627262-05a9-4f76-9ded-b50ca2e3a84f", "Elemental-MediaPackage"),
      ("7e5fad67-ee98-4ad0-b05a-394999eefc1a", "Amplify-StaticContent"),
    ])
  func managed(id: String, name: String) throws {
    let (policy, messages) = try load(policy: config, id: id)
    #expect(messages == [])
    #expect(policy?.name == name)
  }

  @Test(
    "refused",
    arguments: [
      ("MinTTL: 1", "MinTTL: 4", "p.yaml:2:9: InvalidTTLOrder"),
      ("Name: mine", "Name: CachingDisabled", "p.yaml:1:1: CachePolicyAlreadyExists"),
      ("[Origin]", "[Accept-Encoding]", "p.yaml:7:77: InvalidArgument: Accept-Encoding is keyed by"),
      (
        "[Origin]", "[CloudFront-Viewer-TLS]",
        "p.yaml:7:77: InvalidArgument: CloudFront-Viewer-TLS may stand in an"
      ),
      ("[Origin]", "[CloudFront-Viewer]", "p.yaml:7:77: InvalidArgument: CloudFront makes no header"),
      (
        "MinTTL: 1\nDefaultTTL: 2\nMaxTTL: 3", "MinTTL: 0\nDefaultTTL: 0\nMaxTTL: 0",
        "p.yaml:6:29: InvalidArgument: The parameter EnableAcceptEncodingGzip is invalid for policy with caching disabled"
      ),
      (
        "[b, c]", "[]",
        "p.yaml:9:70: InvalidArgument: QueryStrings is empty, and the behavior beside it takes names"
      ),
      ("Quantity: 1", "Quantity: 0", "p.yaml:7:66: InconsistentQuantities"),
      (
        "allExcept", "exclude",
        "p.yaml:8:35: CookieBehavior is 'exclude'; it must be 'none', 'whitelist', 'allExcept' or 'all'"
      ),
      ("MaxTTL:", "MaxTLL:", "p.yaml:4:1: unknown key 'MaxTLL' in the file; did you mean 'MaxTTL'?"),
      (
        "[b, c]", "[a,b,c,d,e,f,g,h,i,j,k]",
        "p.yaml:9:70: TooManyQueryStringsInCachePolicy: 11 names; at most 10 are allowed"
      ),
      (
        "allExcept", "all",
        "p.yaml:8:49: InvalidArgument: Cookies stands beside a behavior that takes no names"
      ),
    ])
  func refused(old: String, new: String, message: String) throws {
    let (_, messages) = try load(policy: config.replacing(old, with: new), id: "CachingDisabled")
    #expect(messages.first?.hasPrefix("cache-policies/" + message) == true, "\(messages)")
  }
}

private func == (a: (policy: CachePolicy?, messages: [String]), b: (CachePolicy?, [String])) -> Bool {
  a.policy == b.0 && a.messages == b.1
}
