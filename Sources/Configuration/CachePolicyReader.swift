import EdgeCache

/// Reads `CachePolicyConfig`.
enum CachePolicyReader {
  private static let keys = ["Comment", "Name", "ParametersInCacheKeyAndForwardedToOrigin"] + TTLs.keys
  private static let parameterKeys = [
    "EnableAcceptEncodingGzip", "EnableAcceptEncodingBrotli", "HeadersConfig", "CookiesConfig",
    "QueryStringsConfig",
  ]
  private static let reader = SelectionReader(kind: "CachePolicy")

  private enum HeaderBehavior: String, CaseIterable { case none, whitelist }

  static func read(_ node: ConfigurationNode, alsoKnown: [String]) -> CachePolicy? {
    guard let map = node.map(keys: keys + alsoKnown) else { return nil }
    let name = map.required("Name")?.nonEmptyString()
    _ = map.required("MinTTL")
    let ttls = TTLs(map)
    var policy = CachePolicy(
      name: name ?? "", minTTL: ttls.min, defaultTTL: ttls.default, maxTTL: ttls.max)
    if let parameters = map["ParametersInCacheKeyAndForwardedToOrigin"]?.map(keys: parameterKeys) {
      readParameters(parameters, into: &policy)
    }
    return name == nil ? nil : policy
  }

  private static func readParameters(_ map: ConfigurationMap, into policy: inout CachePolicy) {
    policy.enableAcceptEncodingGzip = map.required("EnableAcceptEncodingGzip")?.boolean() ?? false
    policy.enableAcceptEncodingBrotli = map["EnableAcceptEncodingBrotli"]?.boolean() ?? false
    if let headers = map.required("HeadersConfig")?.map(keys: ["HeaderBehavior", "Headers"]) {
      let behavior = headers.required("HeaderBehavior")?.choice(HeaderBehavior.self)
      let nodes = reader.nodes(in: headers, "Headers", isNeeded: behavior == .whitelist)
      policy.headers = reader.headerNames(nodes, refused: refusal)
    }
    policy.cookies = reader.selection(
      map.required("CookiesConfig"), behavior: "CookieBehavior", names: "Cookies")
    policy.queryStrings = reader.selection(
      map.required("QueryStringsConfig"), behavior: "QueryStringBehavior", names: "QueryStrings")
    reader.checkLength(of: policy.headers + policy.cookies.names + policy.queryStrings.names, at: map.node)
    checkDisabled(policy, map)
  }

  private static func refusal(of name: String) -> String? {
    if name == "accept-encoding" {
      return "Accept-Encoding is keyed by EnableAcceptEncodingGzip and EnableAcceptEncodingBrotli"
    }
    if name == "cookie" { return "cookies are keyed by CookiesConfig" }
    guard name.hasPrefix("cloudfront-") else { return nil }
    guard let header = GeneratedHeader(name) else { return "CloudFront makes no header '\(name)'" }
    return header.mayBeKeyed ? nil : "\(header.spelling) may stand in an origin request policy only"
  }

  /// With caching off there is no key, and the API refuses what would be in it.
  private static func checkDisabled(_ policy: CachePolicy, _ map: ConfigurationMap) {
    guard policy.isDisabled else { return }
    let parts: [(String, Bool)] = [
      ("EnableAcceptEncodingGzip", policy.enableAcceptEncodingGzip),
      ("EnableAcceptEncodingBrotli", policy.enableAcceptEncodingBrotli),
      ("HeadersConfig", !policy.headers.isEmpty), ("CookiesConfig", policy.cookies != .none),
      ("QueryStringsConfig", policy.queryStrings != .none),
    ]
    for (key, isSet) in parts where isSet {
      map[key]?.error("InvalidArgument: The parameter \(key) is invalid for policy with caching disabled")
    }
  }
}
