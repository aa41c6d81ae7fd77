import EdgeCache

/// Reads the deprecated `ForwardedValues`, `MinTTL`, `DefaultTTL` and `MaxTTL` of a behaviour as the cache policy that
/// does the same.
enum ForwardedValuesReader {
  private enum Forward: String, CaseIterable { case none, whitelist, all }

  static func read(_ node: ConfigurationNode, ttls: TTLs) -> CachePolicy {
    // What was forwarded by the old way was normalised to gzip alone (CloudFront developer guide, "Serve compressed
    // files").
    var policy = CachePolicy(
      name: "ForwardedValues", minTTL: ttls.min, defaultTTL: ttls.default, maxTTL: ttls.max,
      enableAcceptEncodingGzip: true)
    guard let map = node.map(keys: ["QueryString", "Cookies", "Headers", "QueryStringCacheKeys"]) else {
      return policy
    }
    let forwardsQuery = map.required("QueryString")?.boolean() ?? false
    let queryKeys = map["QueryStringCacheKeys"]?.items().compactMap { $0.nonEmptyString() } ?? []
    policy.queryStrings = !forwardsQuery ? .none : queryKeys.isEmpty ? .all : .whitelist(queryKeys)
    policy.cookies = cookies(map.required("Cookies"))
    let headers = map["Headers"]?.items().compactMap { $0.nonEmptyString()?.lowercased() } ?? []
    policy.headers = headers.filter { $0 != "*" && $0 != "accept-encoding" }
    if headers.contains("*") {
      // All headers in the key: no two requests are alike, and CloudFront does not cache.
      (policy.headers, policy.minTTL, policy.defaultTTL, policy.maxTTL) = ([], 0, 0, 0)
      map["Headers"]?.warning(
        "forwarding all headers is not implemented yet; nothing is cached, as in CloudFront")
    }
    return policy
  }

  private static func cookies(_ node: ConfigurationNode?) -> CachePolicy.Selection {
    guard let map = node?.map(keys: ["Forward", "WhitelistedNames"]) else { return .none }
    switch map.required("Forward")?.choice(Forward.self) {
    case .all: return .all
    case .whitelist:
      return .whitelist(map.required("WhitelistedNames")?.items().compactMap { $0.nonEmptyString() } ?? [])
    case nil, .some(.none): return .none
    }
  }
}
