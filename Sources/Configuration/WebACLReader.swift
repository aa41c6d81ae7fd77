import EdgeCache
import Primitives

/// Reads a `WebACL` of the WAFv2 API: the bare ACL, or what `aws wafv2 get-web-acl` prints.
struct WebACLReader {
  let ipSets: ResourceTable<[IPPrefix]>
  private var bodies: [String: WebACL.CustomResponse.Body] = [:]

  init(ipSets: ResourceTable<[IPPrefix]>) { self.ipSets = ipSets }

  private static let unimplemented = [
    "PreProcessFirewallManagerRuleGroups", "PostProcessFirewallManagerRuleGroups", "AssociationConfig",
    "OnSourceDDoSProtectionConfig", "ApplicationConfig",
  ]
  /// Without effect on who is answered.
  private static let silent = [
    "Id", "ARN", "Scope", "Description", "VisibilityConfig", "Capacity", "LabelNamespace", "Tags",
    "LockToken",
    "ManagedByFirewallManager", "RetrofittedByFirewallManager", "CaptchaConfig", "ChallengeConfig",
    "TokenDomains", "DataProtectionConfig",
  ]

  static func read(_ root: ConfigurationNode, ipSets: ResourceTable<[IPPrefix]>) -> NamedResource<WebACL>? {
    guard let envelope = WebACLEnvelope(root, kind: "WebACL") else { return nil }
    var reader = WebACLReader(ipSets: ipSets)
    return reader.read(envelope)
  }

  private mutating func read(_ envelope: WebACLEnvelope) -> NamedResource<WebACL>? {
    let known = ["Name", "DefaultAction", "Rules", "CustomResponseBodies"]
    guard let map = envelope.node.map(keys: known + Self.silent + Self.unimplemented) else { return nil }
    Unimplemented.warn(map, Self.unimplemented)
    bodies = map["CustomResponseBodies"].map(readBodies) ?? [:]
    let name = map.required("Name")?.nonEmptyString()
    let defaultAction = map.required("DefaultAction").flatMap { action($0, among: ["Allow", "Block"]) }
    var seen = Uniqueness()
    let rules = map["Rules"]?.list().compactMap { rule($0, isPrinted: envelope.isPrinted, &seen) } ?? []
    guard let name, let defaultAction else { return nil }
    return NamedResource(
      id: map["Id"]?.nonEmptyString() ?? name, name: name,
      value: WebACL(name: name, defaultAction: defaultAction, rules: rules))
  }

  private func rule(_ node: ConfigurationNode, isPrinted: Bool, _ seen: inout Uniqueness) -> WebACL.Rule? {
    let keys = [
      "Name", "Priority", "Statement", "Action", "OverrideAction", "RuleLabels", "VisibilityConfig",
      "CaptchaConfig", "ChallengeConfig",
    ]
    guard let map = node.map(keys: keys) else { return nil }
    Unimplemented.warn(map, ["RuleLabels"])
    let name = map.required("Name")?.nonEmptyString()
    let priority = map.required("Priority")?.integer(in: 0...Int(Int32.max))
    if let name { seen.claim(name, "rule", map["Name"], code: "WAFInvalidParameterException") }
    if let priority {
      seen.claim("\(priority)", "Priority", map["Priority"], code: "WAFInvalidParameterException")
    }
    let reader = WebACLStatementReader(ipSets: ipSets, isPrinted: isPrinted)
    guard let statement = map.required("Statement").flatMap({ reader.read($0, isNested: false) }) else {
      return nil
    }
    var actions = ["Allow", "Block", "Count"]
    if case .rateBased = statement { actions = ["Block", "Count"] }
    guard let name, let priority, let action = map.required("Action").flatMap({ action($0, among: actions) })
    else { return nil }
    return WebACL.Rule(name: name, priority: priority, statement: statement, action: action)
  }

  /// `{Block: {CustomResponse: {...}}}`: one key, what is below it optional.
  private func action(_ node: ConfigurationNode, among words: [String]) -> WebACL.Action? {
    let unimplemented = ["Captcha", "Challenge"]
    guard let map = node.map(keys: ["Allow", "Block", "Count"] + unimplemented) else { return nil }
    let given = node.entries().compactMap(\.key.scalarText)
    guard given.count == 1, let word = given.first else {
      node.error("\(node.name) must have one of \(words.listed)")
      return nil
    }
    if unimplemented.contains(word) {
      node.warning("\(word) is not implemented yet: the rule has no effect")
      return nil
    }
    guard words.contains(word) else {
      node.error(
        "WAFInvalidParameterException: \(node.name) cannot be \(word) here; it must be \(words.listed)")
      return nil
    }
    let settings = map[word]?.map(keys: [word == "Block" ? "CustomResponse" : "CustomRequestHandling"])
    if let settings, word != "Block" { Unimplemented.warn(settings, ["CustomRequestHandling"]) }
    return switch word {
    case "Allow": .allow
    case "Count": .count
    default: .block(settings?["CustomResponse"].flatMap(customResponse))
    }
  }

  // MARK: Custom responses

  private func customResponse(_ node: ConfigurationNode) -> WebACL.CustomResponse? {
    guard let map = node.map(keys: ["ResponseCode", "CustomResponseBodyKey", "ResponseHeaders"]),
      let status = map.required("ResponseCode")?.integer(in: 200...599)
    else { return nil }
    var body: WebACL.CustomResponse.Body?
    if let key = map["CustomResponseBodyKey"], let name = key.nonEmptyString() {
      body = bodies[name]
      if body == nil {
        key.error(
          "WAFInvalidParameterException: CustomResponseBodies has no '\(name)'"
            + NearestName.suggestion(for: name, among: bodies.keys.sorted()))
      }
    }
    let headers = map["ResponseHeaders"]?.list().compactMap(header) ?? []
    if headers.count > Limits.headersOfCustomResponse {
      map["ResponseHeaders"]?.error(
        "WAFLimitsExceededException: \(headers.count) headers; at most \(Limits.headersOfCustomResponse) are allowed"
      )
    }
    return WebACL.CustomResponse(status: UInt16(status), headers: headers, body: body)
  }

  private func header(_ node: ConfigurationNode) -> WebACL.CustomResponse.Header? {
    guard let map = node.map(keys: ["Name", "Value"]) else { return nil }
    let name = map.required("Name")?.parsed(as: "a header name that may be set here") {
      let isTaken = HeaderText.framing.contains($0.lowercased()) || $0.lowercased() == "content-type"
      return HeaderText.isName($0) && !isTaken ? $0 : nil
    }
    let value = map.required("Value")?.parsed(as: "a header value") { HeaderText.isValue($0) ? $0 : nil }
    guard let name, let value else { return nil }
    return WebACL.CustomResponse.Header(name, value)
  }

  private enum ContentType: String, CaseIterable {
    case plain = "TEXT_PLAIN"
    case html = "TEXT_HTML"
    case json = "APPLICATION_JSON"

    var mediaType: String {
      switch self {
      case .plain: "text/plain"
      case .html: "text/html"
      case .json: "application/json"
      }
    }
  }

  private func readBodies(_ node: ConfigurationNode) -> [String: WebACL.CustomResponse.Body] {
    var bodies: [String: WebACL.CustomResponse.Body] = [:]
    for (key, value) in node.entries() {
      guard let name = key.string(), let map = value.map(keys: ["ContentType", "Content"]),
        let type = map.required("ContentType")?.choice(ContentType.self),
        let content = map.required("Content")?.nonEmptyString()
      else { continue }
      bodies[name] = WebACL.CustomResponse.Body(contentType: type.mediaType, content: content)
    }
    return bodies
  }
}
