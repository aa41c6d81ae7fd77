import EdgeCache
import Primitives

/// Reads `CacheBehavior` and `DefaultCacheBehavior` of a `DistributionConfig`.
struct CacheBehaviorReader {
  let origins: [Origin]
  let originGroups: [OriginGroup]
  let resources: EdgeResources

  private enum Method: String, CaseIterable, Hashable {
    case get = "GET"
    case head = "HEAD"
    case options = "OPTIONS"
    case put = "PUT"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  private static let keys =
    [
      "semantics", "cacheStatus", "TargetOriginId", "OriginRules", "ViewerProtocolPolicy", "AllowedMethods",
      "CachePolicyId", "ForwardedValues", "OriginRequestPolicyId", "ResponseHeadersPolicyId",
      "TrustedKeyGroups", "Compress",
    ] + TTLs.keys + Unimplemented.ofBehavior

  /// `isDefault`: the one without `PathPattern`.
  func read(_ node: ConfigurationNode, isDefault: Bool) -> CacheBehavior? {
    guard let map = node.map(keys: Self.keys + (isDefault ? [] : ["PathPattern"])) else { return nil }
    let pattern =
      isDefault ? "*" : map.required("PathPattern")?.parsed(as: PathPattern.expected, PathPattern.parse)
    let target = map.required("TargetOriginId").flatMap(target)
    let originRules = map["OriginRules"]?.list().compactMap(originRule) ?? []
    let protocolPolicy = map.required("ViewerProtocolPolicy")?.choice(CacheBehavior.ViewerProtocolPolicy.self)
    let methods = map["AllowedMethods"].map(methods) ?? (.getHead, .getHead)
    let policies = policies(map)
    let responseHeaders = map["ResponseHeadersPolicyId"].flatMap { node in
      node.scalarText == ""
        ? nil : resources.responseHeadersPolicies.find(node, code: "NoSuchResponseHeadersPolicy")
    }
    let compress = map["Compress"]?.boolean() ?? false
    let keyGroups = map["TrustedKeyGroups"].map(keyGroups) ?? []
    if methods.allowed == .all, originGroups.contains(where: { $0.id == target }) {
      map["AllowedMethods"]?.error(
        "InvalidArgument: The parameter AllowedMethods cannot include POST, PUT, PATCH, or DELETE for a cached "
          + "behavior associated with an origin group")
    }
    let semantics = map["semantics"].map { $0.choice(CacheSemantics.self) } ?? .cloudfront
    let cacheStatus = map["cacheStatus"]?.boolean()
    Unimplemented.warn(map, Unimplemented.ofBehavior)
    guard let pattern, let target, let protocolPolicy, let policies, let semantics else { return nil }
    return CacheBehavior(
      pathPattern: pattern, targetOriginID: target, originRules: originRules,
      viewerProtocolPolicy: protocolPolicy,
      allowedMethods: methods.allowed, cachedMethods: methods.cached, cachePolicy: policies.cache,
      originRequestPolicy: policies.originRequest, responseHeadersPolicy: responseHeaders, compress: compress,
      trustedKeyGroups: keyGroups, semantics: semantics, writesCacheStatus: cacheStatus)
  }

  private func target(_ node: ConfigurationNode) -> String? {
    guard let id = node.nonEmptyString() else { return nil }
    let targets = origins.map(\.id) + originGroups.map(\.id)
    if targets.contains(id) { return id }
    node.error(
      "NoSuchOrigin: One or more of your origins or origin groups do not exist: '\(id)'"
        + NearestName.suggestion(for: id, among: targets))
    return nil
  }

  private func originRule(_ node: ConfigurationNode) -> OriginRule? {
    guard let map = node.map(keys: ["Cookie", "Header", "Values", "TargetOriginId"]) else { return nil }
    let target = map.required("TargetOriginId").flatMap(target)
    let values = map["Values"]?.items().compactMap { $0.string() } ?? []
    let cookie = map["Cookie"]?.parsed(as: "the name of a cookie") { HeaderText.isName($0) ? $0 : nil }
    let header = map["Header"]?.parsed(as: "the name of a header") { HeaderText.isName($0) ? $0 : nil }
    guard (map["Cookie"] == nil) != (map["Header"] == nil) else {
      node.error("\(node.name) needs one of 'Cookie' and 'Header'")
      return nil
    }
    guard let target, let field = cookie.map(OriginRule.Field.cookie) ?? header.map(OriginRule.Field.header)
    else { return nil }
    return OriginRule(field, values: values, targetOriginID: target)
  }

  private func policies(_ map: ConfigurationMap) -> (cache: CachePolicy, originRequest: OriginRequestPolicy?)?
  {
    let requestNode = map["OriginRequestPolicyId"].flatMap { $0.scalarText == "" ? nil : $0 }
    let request = requestNode.flatMap {
      resources.originRequestPolicies.find($0, code: "NoSuchOriginRequestPolicy")
    }
    if let node = map["CachePolicyId"] {
      for key in ["ForwardedValues"] + TTLs.keys {
        map[key]?.error(
          "InvalidArgument: The parameter \(key) cannot be used when a cache policy is associated to the cache behavior"
        )
      }
      return resources.cachePolicies.find(node, code: "NoSuchCachePolicy").map { ($0, request) }
    }
    requestNode?.error(
      "InvalidArgument: The parameter OriginRequestPolicyId cannot be used when no cache policy is associated to the "
        + "cache behavior")
    guard let forwarded = map["ForwardedValues"] else {
      map.node.error("\(map.node.name) needs 'CachePolicyId' (or the deprecated 'ForwardedValues')")
      return nil
    }
    let policies = ForwardedValuesReader.read(forwarded, ttls: TTLs(map))
    return (policies.cache, policies.originRequest)
  }

  private func keyGroups(_ node: ConfigurationNode) -> [KeyGroup] {
    let items = node.items(alsoKnown: ["Enabled"])
    guard !node.isMap || node.asksFor("Enabled") else { return [] }
    if items.count > Limits.keyGroupsOfBehavior {
      node.error(
        "TooManyKeyGroupsAssociatedToDistribution: \(items.count) key groups; at most "
          + "\(Limits.keyGroupsOfBehavior) are allowed in a behavior")
    }
    return items.compactMap { resources.keyGroups.find($0, code: "TrustedKeyGroupDoesNotExist") }
  }

  /// `AllowedMethods`, with `CachedMethods` inside, as the API has it.
  private func methods(
    _ node: ConfigurationNode
  ) -> (allowed: CacheBehavior.Methods, cached: CacheBehavior.Methods) {
    let allowed = methodSet(node.items(alsoKnown: ["CachedMethods"]))
    var allowedMethods = CacheBehavior.Methods.getHead
    switch allowed {
    case [.get, .head]: allowedMethods = .getHead
    case [.get, .head, .options]: allowedMethods = .getHeadOptions
    case Set(Method.allCases): allowedMethods = .all
    default:
      node.error(
        "InvalidArgument: AllowedMethods must be GET and HEAD; GET, HEAD and OPTIONS; or GET, HEAD, OPTIONS, PUT, "
          + "POST, PATCH and DELETE")
    }
    guard node.isMap,
      let cachedNode = node.entries().first(where: { $0.value.name == "CachedMethods" })?.value,
      !cachedNode.isNull
    else { return (allowedMethods, .getHead) }
    let cached = methodSet(cachedNode.items())
    guard cached == [.get, .head] || cached == [.get, .head, .options] else {
      cachedNode.error("InvalidArgument: CachedMethods must be GET and HEAD, or GET, HEAD and OPTIONS")
      return (allowedMethods, .getHead)
    }
    guard cached.isSubset(of: allowed) else {
      cachedNode.error("InvalidArgument: CachedMethods must be among AllowedMethods")
      return (allowedMethods, .getHead)
    }
    return (allowedMethods, cached.contains(.options) ? .getHeadOptions : .getHead)
  }

  private func methodSet(_ nodes: [ConfigurationNode]) -> Set<Method> {
    Set(nodes.compactMap { $0.choice(Method.self) })
  }
}
