import EdgeCache

/// Reads the parts that cache policies and origin request policies have in common: lists of headers, cookies and query
/// strings, each beside a behavior that says what the list means.
struct SelectionReader {
  /// `CachePolicy` or `OriginRequestPolicy`: in the names of the API's errors.
  let kind: String

  private enum ItemBehavior: String, CaseIterable { case none, whitelist, allExcept, all }

  /// `CookiesConfig` or `QueryStringsConfig`.
  func selection(_ node: ConfigurationNode?, behavior: String, names: String) -> CachePolicy.Selection {
    guard let map = node?.map(keys: [behavior, names]) else { return .none }
    let kind = map.required(behavior)?.choice(ItemBehavior.self)
    let names = nodes(in: map, names, isNeeded: kind == .whitelist || kind == .allExcept)
      .compactMap { $0.nonEmptyString() }
    return switch kind {
    case .whitelist: .whitelist(names)
    case .allExcept: .allExcept(names)
    case .all: .all
    case nil, .some(.none): .none
    }
  }

  /// The names of a list, which must be there when the behavior asks for one and must not be otherwise.
  func nodes(in map: ConfigurationMap, _ key: String, isNeeded: Bool) -> [ConfigurationNode] {
    let nodes = isNeeded ? map.required(key)?.items() ?? [] : map[key]?.items() ?? []
    if !isNeeded, !nodes.isEmpty {
      map[key]?.error("InvalidArgument: \(key) stands beside a behavior that takes no names")
    }
    if isNeeded, map[key] != nil, nodes.isEmpty {
      map[key]?.error("InvalidArgument: \(key) is empty, and the behavior beside it takes names")
    }
    if nodes.count > Limits.namesInPolicyPart {
      map[key]?.error(
        "TooMany\(key)In\(kind): \(nodes.count) names; at most \(Limits.namesInPolicyPart) are allowed")
    }
    return isNeeded ? nodes : []
  }

  /// Header names in lower case. `refused` says why a name may not stand here.
  func headerNames(_ nodes: [ConfigurationNode], refused: (String) -> String?) -> [String] {
    nodes.compactMap { node in
      guard let name = node.parsed(as: "a header name", { HeaderText.isName($0) ? $0.lowercased() : nil })
      else { return nil }
      if let reason = refused(name) {
        node.error("InvalidArgument: \(reason)")
        return nil
      }
      if name.hasPrefix("cloudfront-"), let header = GeneratedHeader(name), !header.isAvailable {
        node.warning("\(header.spelling) is never made: the lab does not know its value")
      }
      return name
    }
  }

  /// The lengths of all names together are bounded.
  func checkLength(of names: [String], at node: ConfigurationNode) {
    let length = names.reduce(0) { $0 + $1.utf8.count }
    guard length > Limits.namesLengthInPolicy else { return }
    node.error(
      "InvalidArgument: the names of headers, cookies and query strings together are \(length) characters long; "
        + "at most \(Limits.namesLengthInPolicy) are allowed")
  }
}

extension CachePolicy.Selection {
  var names: [String] {
    switch self {
    case .none, .all: []
    case .whitelist(let names), .matching(let names), .allExcept(let names): names
    }
  }
}
