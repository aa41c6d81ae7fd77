import EdgeCache

/// Cache policies by id and by name: the managed ones and those of `cache-policies/`.
struct CachePolicyTable {
  private var custom: [(id: String, policy: CachePolicy)] = []
  private var seen = Uniqueness()

  func find(_ idOrName: String) -> CachePolicy? {
    custom.first { $0.id == idOrName || $0.policy.name == idOrName }?.policy
      ?? ManagedCachePolicies.find(idOrName)
  }

  /// Every id and name, for suggestions.
  var names: [String] {
    custom.flatMap { [$0.id, $0.policy.name] } + ManagedCachePolicies.all.flatMap { [$0.id, $0.policy.name] }
  }

  /// Takes in a `CachePolicyConfig`, bare with our `Id` beside it, or as `get-cache-policy` and
  /// `get-cache-policy-config` print it. Without `Id` the policy goes by its name.
  mutating func add(_ root: ConfigurationNode) {
    var (idNode, config): (ConfigurationNode?, ConfigurationNode?) = (nil, root)
    var alsoKnown: [String] = []
    if root.has("CachePolicy") {
      let keys = ["Id", "LastModifiedTime", "CachePolicyConfig"]
      let map = root.map(keys: ["ETag", "CachePolicy"])?["CachePolicy"]?.map(keys: keys)
      (idNode, config) = (map?["Id"], map?.required("CachePolicyConfig"))
    } else if root.has("CachePolicyConfig") {
      let map = root.map(keys: ["ETag", "Id", "CachePolicyConfig"])
      (idNode, config) = (map?["Id"], map?["CachePolicyConfig"])
    } else {
      alsoKnown = ["ETag", "Id"]
      idNode = root.peek("Id")
    }
    guard let node = config, let policy = CachePolicyReader.read(node, alsoKnown: alsoKnown) else { return }
    let id = idNode?.nonEmptyString() ?? policy.name
    let isNew = seen.claim(policy.name, "cache policy", node, code: "CachePolicyAlreadyExists")
    if ManagedCachePolicies.find(id) != nil || ManagedCachePolicies.find(policy.name) != nil {
      node.error(
        "CachePolicyAlreadyExists: '\(policy.name)' has the id or the name of a managed cache policy")
    } else if isNew {
      custom.append((id, policy))
    }
  }
}

/// Reads `CachePolicyConfig`.
enum CachePolicyReader {
  static let keys = ["Comment", "Name", "ParametersInCacheKeyAndForwardedToOrigin"] + TTLs.keys
  private static let parameterKeys = [
    "EnableAcceptEncodingGzip", "EnableAcceptEncodingBrotli", "HeadersConfig", "CookiesConfig",
    "QueryStringsConfig",
  ]

  private enum HeaderBehavior: String, CaseIterable { case none, whitelist }
  private enum ItemBehavior: String, CaseIterable { case none, whitelist, allExcept, all }

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
      let names = names(in: headers, "Headers", isNeeded: behavior == .whitelist)
      policy.headers = headerNames(names, of: policy)
    }
    policy.cookies = selection(map.required("CookiesConfig"), behavior: "CookieBehavior", names: "Cookies")
    policy.queryStrings = selection(
      map.required("QueryStringsConfig"), behavior: "QueryStringBehavior", names: "QueryStrings")
    let length = (policy.headers + policy.cookies.names + policy.queryStrings.names).reduce(0) {
      $0 + $1.utf8.count
    }
    if length > Limits.namesLengthInCachePolicy {
      map.node.error(
        "the names of headers, cookies and query strings together are \(length) characters long; at most "
          + "\(Limits.namesLengthInCachePolicy) are allowed")
    }
  }

  private static func selection(
    _ node: ConfigurationNode?, behavior: String, names: String
  ) -> CachePolicy.Selection {
    guard let map = node?.map(keys: [behavior, names]) else { return .none }
    let kind = map.required(behavior)?.choice(ItemBehavior.self)
    let names = Self.names(in: map, names, isNeeded: kind == .whitelist || kind == .allExcept)
      .compactMap { $0.nonEmptyString() }
    return switch kind {
    case .whitelist: .whitelist(names)
    case .allExcept: .allExcept(names)
    case .all: .all
    case nil, .some(.none): .none
    }
  }

  /// The names of a list, which must be there when the behaviour asks for one and must not be otherwise.
  private static func names(in map: ConfigurationMap, _ key: String, isNeeded: Bool) -> [ConfigurationNode] {
    let nodes = isNeeded ? map.required(key)?.items() ?? [] : map[key]?.items() ?? []
    if !isNeeded, !nodes.isEmpty {
      map[key]?.error("InvalidArgument: \(key) stands beside a behavior that takes no names")
    }
    if nodes.count > Limits.namesInCachePolicyPart {
      map[key]?.error(
        "\(key) has \(nodes.count) names; at most \(Limits.namesInCachePolicyPart) are allowed in a cache policy"
      )
    }
    return isNeeded ? nodes : []
  }

  private static func headerNames(_ nodes: [ConfigurationNode], of policy: CachePolicy) -> [String] {
    nodes.compactMap { node in
      guard let name = node.parsed(as: "a header name", { HeaderText.isName($0) ? $0.lowercased() : nil })
      else {
        return nil
      }
      if name == "accept-encoding" {
        node.error(
          "InvalidArgument: Accept-Encoding is keyed by EnableAcceptEncodingGzip and EnableAcceptEncodingBrotli"
        )
        return nil
      }
      if name.hasPrefix("cloudfront-") {
        node.warning("generating \(name) is not implemented yet: the viewer's own header is keyed, if any")
      }
      return name
    }
  }
}

extension CachePolicy.Selection {
  fileprivate var names: [String] {
    switch self {
    case .none, .all: []
    case .whitelist(let names), .matching(let names), .allExcept(let names): names
    }
  }
}
