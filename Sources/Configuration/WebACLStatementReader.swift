import DNSWire
import EdgeCache
import Geo
import Primitives

/// Reads a `Statement` of the WAFv2 API. Nil where it is faulty, or of a kind that is not judged here, which is said.
struct WebACLStatementReader {
  let ipSets: ResourceTable<[IPPrefix]>
  /// By the AWS command line, which prints octets in base64.
  let isPrinted: Bool

  private static let unimplemented = [
    "SqliMatchStatement", "XssMatchStatement", "SizeConstraintStatement", "RegexMatchStatement",
    "RegexPatternSetReferenceStatement", "RuleGroupReferenceStatement", "ManagedRuleGroupStatement",
    "LabelMatchStatement", "AsnMatchStatement",
  ]
  private static let known = [
    "IPSetReferenceStatement", "GeoMatchStatement", "ByteMatchStatement", "RateBasedStatement",
    "AndStatement",
    "OrStatement", "NotStatement",
  ]

  func read(_ node: ConfigurationNode, isNested: Bool) -> WebACLStatement? {
    let kinds = Self.known + Self.unimplemented
    guard node.map(keys: kinds) != nil, node.entries().allSatisfy({ kinds.contains($0.key.scalarText ?? "") })
    else { return nil }
    let given = node.entries().filter { !$0.value.isNull }
    guard given.count == 1, let (key, value) = given.first, let kind = key.scalarText else {
      node.error("\(node.name) must have one of \(Self.known.listed)")
      return nil
    }
    switch kind {
    case "IPSetReferenceStatement": return addresses(value)
    case "GeoMatchStatement": return countries(value)
    case "ByteMatchStatement": return byteMatch(value)
    case "RateBasedStatement":
      guard isNested else { return rateBased(value) }
      value.error("WAFInvalidParameterException: a RateBasedStatement cannot stand inside another statement")
      return nil
    case "AndStatement": return parts(value).map(WebACLStatement.and)
    case "OrStatement": return parts(value).map(WebACLStatement.or)
    case "NotStatement":
      return value.map(keys: ["Statement"])?.required("Statement").flatMap { read($0, isNested: true) }
        .map(WebACLStatement.not)
    default: return notImplemented(kind, value)
    }
  }

  private func notImplemented<Value>(_ what: String, _ node: ConfigurationNode) -> Value? {
    node.warning("\(what) is not implemented yet: the rule has no effect")
    return nil
  }

  /// All of them, or nil.
  private func parts(_ node: ConfigurationNode) -> [WebACLStatement]? {
    guard let list = node.map(keys: ["Statements"])?.required("Statements") else { return nil }
    let items = list.list()
    if items.count < 2 { list.error("WAFInvalidParameterException: Statements needs two at least") }
    let parts = items.compactMap { read($0, isNested: true) }
    return parts.count == items.count ? parts : nil
  }

  private func addresses(_ node: ConfigurationNode) -> WebACLStatement? {
    guard let map = node.map(keys: ["ARN", "IPSetForwardedIPConfig"]) else { return nil }
    if map["IPSetForwardedIPConfig"] != nil { return notImplemented("IPSetForwardedIPConfig", node) }
    return map.required("ARN").flatMap { ipSets.find(arn: $0, code: "WAFNonexistentItemException") }
      .map(WebACLStatement.addresses)
  }

  private func countries(_ node: ConfigurationNode) -> WebACLStatement? {
    guard let map = node.map(keys: ["CountryCodes", "ForwardedIPConfig"]) else { return nil }
    if map["ForwardedIPConfig"] != nil { return notImplemented("ForwardedIPConfig", node) }
    guard let list = map.required("CountryCodes") else { return nil }
    let items = list.list()
    if items.isEmpty { list.error("WAFInvalidParameterException: CountryCodes needs one at least") }
    return .countries(
      items.compactMap { $0.parsed(as: "a country of ISO 3166-1 such as KR") { Country($0) } })
  }

  // MARK: Rates

  private enum AggregateKey: String, CaseIterable {
    case address = "IP"
    case forwarded = "FORWARDED_IP"
    case custom = "CUSTOM_KEYS"
    case constant = "CONSTANT"
  }

  private func rateBased(_ node: ConfigurationNode) -> WebACLStatement? {
    let keys = [
      "Limit", "EvaluationWindowSec", "AggregateKeyType", "ScopeDownStatement", "ForwardedIPConfig",
      "CustomKeys",
    ]
    guard let map = node.map(keys: keys) else { return nil }
    let limit = map.required("Limit")?.integer(in: Limits.rateLimit)
    let window = map["EvaluationWindowSec"].map { $0.integer(in: 60...600) } ?? 300
    if let window, ![60, 120, 300, 600].contains(window) {
      map["EvaluationWindowSec"]?.error("EvaluationWindowSec is \(window); it must be 60, 120, 300 or 600")
    }
    let key = map.required("AggregateKeyType")?.choice(AggregateKey.self)
    let scope = map["ScopeDownStatement"]
    let scopeDown = scope.flatMap { read($0, isNested: true) }
    if key == .constant, scope == nil {
      node.error("WAFInvalidParameterException: AggregateKeyType CONSTANT needs a ScopeDownStatement")
    }
    if key == .forwarded || key == .custom {
      return notImplemented("AggregateKeyType \(key!.rawValue)", node)
    }
    guard let limit, let window, let key, (scope == nil) == (scopeDown == nil) else { return nil }
    return .rateBased(
      WebACLStatement.RateBased(
        limit: limit, windowSeconds: Int64(window), countsAllTogether: key == .constant, scopeDown: scopeDown)
    )
  }

  // MARK: Bytes

  private func byteMatch(_ node: ConfigurationNode) -> WebACLStatement? {
    typealias Match = WebACLStatement.ByteMatch
    let keys = ["SearchString", "FieldToMatch", "TextTransformations", "PositionalConstraint"]
    guard let map = node.map(keys: keys) else { return nil }
    let wanted = map.required("SearchString")?.parsed(
      as: isPrinted ? "1 to 200 octets in base64" : "1 to 200 octets", searchString)
    let position = map.required("PositionalConstraint")?.choice(Match.Position.self)
    let field = map.required("FieldToMatch").flatMap(field)
    let transformations = map.required("TextTransformations").flatMap(transformations)
    guard let wanted, let position, let field, let transformations else { return nil }
    return .byteMatch(Match(wanted, in: field, position, transformations: transformations))
  }

  private func searchString(_ text: String) -> [UInt8]? {
    var octets = Array(text.utf8)
    if isPrinted {
      let digits = octets
      octets = []
      guard BaseEncoding.base64.decode(digits.span, to: &octets) else { return nil }
    }
    return (1...200).contains(octets.count) ? octets : nil
  }

  private func field(_ node: ConfigurationNode) -> WebACLStatement.ByteMatch.Field? {
    let unimplemented = [
      "SingleQueryArgument", "AllQueryArguments", "Body", "JsonBody", "Headers", "Cookies", "HeaderOrder",
      "JA3Fingerprint", "JA4Fingerprint", "UriFragment",
    ]
    let known = ["UriPath", "QueryString", "Method", "SingleHeader"]
    guard node.map(keys: known + unimplemented) != nil else { return nil }
    let given = node.entries()
    guard given.count == 1, let (key, value) = given.first, let kind = key.scalarText else {
      node.error("\(node.name) must have one of \(known.listed)")
      return nil
    }
    switch kind {
    case "UriPath": return .uriPath
    case "QueryString": return .queryString
    case "Method": return .method
    case "SingleHeader":
      return value.map(keys: ["Name"])?.required("Name")?.parsed(as: "a header name") {
        HeaderText.isName($0) ? .singleHeader($0.lowercased()) : nil
      }
    default: return notImplemented(kind, value)
    }
  }

  private func transformations(_ node: ConfigurationNode) -> [WebACLStatement.ByteMatch.Transformation]? {
    typealias Transformation = WebACLStatement.ByteMatch.Transformation
    let items = node.list()
    if items.isEmpty {
      node.error("WAFInvalidParameterException: TextTransformations needs one at least, NONE for none")
    }
    var found: [(priority: Int, Transformation)] = []
    for item in items {
      guard let map = item.map(keys: ["Priority", "Type"]),
        let priority = map.required("Priority")?.integer(in: 0...Int(Int32.max)),
        let node = map.required("Type"), let type = node.nonEmptyString()
      else { return nil }
      guard let transformation = Transformation(rawValue: type) else {
        return notImplemented("the transformation \(type.quoted)", node)
      }
      found.append((priority, transformation))
    }
    return found.sorted { $0.priority < $1.priority }.map(\.1)
  }
}
