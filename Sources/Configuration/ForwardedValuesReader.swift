import EdgeCache

/// Reads the deprecated `ForwardedValues`, `MinTTL`, `DefaultTTL` and `MaxTTL` of a behaviour as the two policies that
/// do the same.
enum ForwardedValuesReader {
  private enum Forward: String, CaseIterable { case none, whitelist, all }

  private static let name = "ForwardedValues"

  static func read(
    _ node: ConfigurationNode, ttls: TTLs
  ) -> (cache: CachePolicy, originRequest: OriginRequestPolicy) {
    // What was forwarded by the old way was normalised to gzip alone (CloudFront developer guide, "Serve compressed
    // files").
    var cache = CachePolicy(
      name: name, minTTL: ttls.min, defaultTTL: ttls.default, maxTTL: ttls.max,
      enableAcceptEncodingGzip: true)
    var request = OriginRequestPolicy(name: name, headers: .legacy)
    guard let map = node.map(keys: ["QueryString", "Cookies", "Headers", "QueryStringCacheKeys"]) else {
      return (cache, request)
    }
    let forwardsQuery = map.required("QueryString")?.boolean() ?? false
    let queryKeys = names(map["QueryStringCacheKeys"], "TooManyQueryStringParameters")
    cache.queryStrings = !forwardsQuery ? .none : queryKeys.isEmpty ? .all : .whitelist(queryKeys)
    if !forwardsQuery, !queryKeys.isEmpty {
      map["QueryStringCacheKeys"]?.error(
        "InvalidQueryStringParameters: The query string parameters specified are not valid: QueryString is false"
      )
    }
    // Keyed or not, all parameters go to the origin.
    request.queryStrings = forwardsQuery ? .all : .none
    cache.cookies = cookies(map.required("Cookies"))
    let headers = names(map["Headers"], "TooManyHeadersInForwardedValues").map { $0.lowercased() }
    if headers.contains("*") {
      // All headers in the key: no two requests are alike, and CloudFront does not cache.
      (cache.minTTL, cache.defaultTTL, cache.maxTTL) = (0, 0, 0)
      request.headers = .allViewer
    } else {
      cache.headers = headers.filter { $0 != "accept-encoding" }
    }
    return (cache, request)
  }

  private static func names(_ node: ConfigurationNode?, _ code: String) -> [String] {
    let names = node?.items().compactMap { $0.nonEmptyString() } ?? []
    if names.count > Limits.namesInPolicyPart {
      node?.error("\(code): \(names.count) names; at most \(Limits.namesInPolicyPart) are allowed")
    }
    return names
  }

  private static func cookies(_ node: ConfigurationNode?) -> CachePolicy.Selection {
    guard let map = node?.map(keys: ["Forward", "WhitelistedNames"]) else { return .none }
    switch map.required("Forward")?.choice(Forward.self) {
    case .all: return .all
    case .whitelist:
      return .matching(names(map.required("WhitelistedNames"), "TooManyCookieNamesInWhiteList"))
    case nil, .some(.none): return .none
    }
  }
}
