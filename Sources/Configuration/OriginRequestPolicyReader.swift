import EdgeCache

/// Reads `OriginRequestPolicyConfig`.
enum OriginRequestPolicyReader {
  private static let keys = ["Comment", "Name", "HeadersConfig", "CookiesConfig", "QueryStringsConfig"]
  private static let reader = SelectionReader(kind: "OriginRequestPolicy")

  private enum HeaderBehavior: String, CaseIterable {
    case none, whitelist, allViewer, allViewerAndWhitelistCloudFront, allExcept
  }

  static func read(_ node: ConfigurationNode, alsoKnown: [String]) -> OriginRequestPolicy? {
    guard let map = node.map(keys: keys + alsoKnown) else { return nil }
    let name = map.required("Name")?.nonEmptyString()
    var policy = OriginRequestPolicy(name: name ?? "")
    var headerNames: [String] = []
    if let headers = map.required("HeadersConfig")?.map(keys: ["HeaderBehavior", "Headers"]) {
      (policy.headers, headerNames) = readHeaders(headers)
    }
    policy.cookies = reader.selection(
      map.required("CookiesConfig"), behavior: "CookieBehavior", names: "Cookies")
    policy.queryStrings = reader.selection(
      map.required("QueryStringsConfig"), behavior: "QueryStringBehavior", names: "QueryStrings")
    reader.checkLength(of: headerNames + policy.cookies.names + policy.queryStrings.names, at: map.node)
    return name == nil ? nil : policy
  }

  private static func readHeaders(_ map: ConfigurationMap) -> (OriginRequestPolicy.Headers, [String]) {
    guard let behavior = map.required("HeaderBehavior")?.choice(HeaderBehavior.self) else {
      return (.none, [])
    }
    let isListed = behavior != .none && behavior != .allViewer
    let nodes = reader.nodes(in: map, "Headers", isNeeded: isListed)
    let names = reader.headerNames(nodes) { refusal(of: $0, behavior) }
    let headers: OriginRequestPolicy.Headers =
      switch behavior {
      case .none: .none
      case .whitelist: .whitelist(names)
      case .allViewer: .allViewer
      case .allViewerAndWhitelistCloudFront: .allViewerAndWhitelistCloudFront(names)
      case .allExcept: .allExcept(names)
      }
    return (headers, names)
  }

  private static func refusal(of name: String, _ behavior: HeaderBehavior) -> String? {
    if name.hasPrefix("cloudfront-"), GeneratedHeader(name) == nil {
      return "CloudFront makes no header '\(name)'"
    }
    switch behavior {
    case .allViewerAndWhitelistCloudFront where !name.hasPrefix("cloudfront-"):
      return "allViewerAndWhitelistCloudFront lists headers that CloudFront makes, and '\(name)' is none"
    case .whitelist where name == "authorization":
      return
        "The parameter Headers contains Authorization that is not allowed: key it in the cache policy, or "
        + "forward all headers"
    case .whitelist where name == "accept-encoding":
      return
        "Accept-Encoding is forwarded by EnableAcceptEncodingGzip and EnableAcceptEncodingBrotli of the cache "
        + "policy"
    case .whitelist where name == "cookie": return "cookies are forwarded by CookiesConfig"
    default: return nil
    }
  }
}
