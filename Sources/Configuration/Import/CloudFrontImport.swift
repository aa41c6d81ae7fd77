import EdgeCache
import Primitives

/// Turns what the AWS command line prints of CloudFront into the files of an `edge-config` directory, one a resource.
///
/// Each document is known by its first key: `Distribution`, `DistributionConfig`, `DistributionList`, and likewise for cache
/// policies, origin request policies, response headers policies, public keys, key groups, and the web ACLs and IP sets of
/// WAFv2. What a file holds loads as what was printed would; whether it makes sense is for `edgesim check` to say.
package struct CloudFrontImport {
  private struct Kind {
    /// The API's word.
    let name: String
    /// Below `edge-config`.
    let directory: String
    let word: String
    /// Ids of what AWS provides.
    var managed: [String] = []
    /// Of WAFv2, which prints no structure around the configuration, and lists names alone.
    var isOfWAF = false
  }

  private static let kinds = [
    Kind(name: "Distribution", directory: "distributions", word: "distribution"),
    Kind(
      name: "CachePolicy", directory: "cache-policies", word: "cache policy",
      managed: ManagedCachePolicies.all.map(\.id)),
    Kind(
      name: "OriginRequestPolicy", directory: "origin-request-policies", word: "origin request policy",
      managed: ManagedOriginRequestPolicies.all.map(\.id)),
    Kind(
      name: "ResponseHeadersPolicy", directory: "response-headers-policies", word: "response headers policy",
      managed: ManagedResponseHeadersPolicies.all.map(\.id)),
    Kind(name: "PublicKey", directory: "public-keys", word: "public key"),
    Kind(name: "KeyGroup", directory: "key-groups", word: "key group"),
    Kind(name: "IPSet", directory: "ip-sets", word: "IP set", isOfWAF: true),
    Kind(name: "WebACL", directory: "web-acls", word: "web ACL", isOfWAF: true),
  ]

  /// What is printed beside a configuration and is no part of it.
  private static let printed = [
    "Id", "DomainName", "ARN", "ETag", "Status", "LastModifiedTime", "CreatedTime", "AliasICPRecordals",
    "Capacity", "LabelNamespace", "ManagedByFirewallManager", "RetrofittedByFirewallManager",
  ]

  private let diagnostics = DiagnosticCollector()
  private var files: [ImportedFile] = []
  private var seen: Set<String> = []

  /// The files, and every fault and warning at its place in the documents. With an error among them there are no files.
  package static func read(
    _ documents: [(file: String, text: [UInt8])]
  ) -> (files: [ImportedFile], diagnostics: [Diagnostic]) {
    var reading = CloudFrontImport()
    for document in documents { reading.read(document.text, document.file) }
    return (reading.diagnostics.hasErrors ? [] : reading.files, reading.diagnostics.diagnostics)
  }

  private init() {}

  private mutating func read(_ octets: [UInt8], _ file: String) {
    let source = ConfigurationFile(path: file, diagnostics: diagnostics)
    guard let root = JSONText.root(of: octets, in: source) else { return }
    for kind in Self.kinds {
      if let node = root.peek(kind.name) { return read(node, kind) }
      if kind.isOfWAF, let list = root.peek(kind.name + "s") {
        let command = kind.name == "IPSet" ? "get-ip-set" : "get-web-acl"
        return list.error("a list has names alone; what 'aws wafv2 \(command)' prints is expected")
      }
      if let node = root.peek(kind.name + "Config") {
        return add(node, id: root.peek("Id")?.scalarText ?? source.stem, kind)
      }
      if let list = root.peek(kind.name + "List") { return read(list: list, kind) }
    }
    root.error(
      "a distribution, policy, public key or key group of CloudFront, a web ACL or an IP set is expected: what 'aws cloudfront "
        + "get-distribution', 'get-cache-policy', 'list-key-groups', 'aws wafv2 get-web-acl' and their kin print"
    )
  }

  private mutating func read(list: ConfigurationNode, _ kind: Kind) {
    if list.asksFor("NextMarker") { list.warning("the list goes on: import the pages that follow it, too") }
    for item in list.peek("Items")?.list() ?? [] {
      if item.peek("Type")?.scalarText == "managed" { continue }
      if let node = item.peek(kind.name) { read(node, kind) } else { readSummary(item, kind) }
    }
  }

  /// What `get-x` prints: the configuration with an id beside it.
  private mutating func read(_ node: ConfigurationNode, _ kind: Kind) {
    guard let id = id(of: node) else { return }
    if kind.isOfWAF { return add(node, id: id, kind) }
    guard let config = node.peek(kind.name + "Config") else {
      return node.error("\(node.name) lacks the required key '\(kind.name)Config'")
    }
    add(config, id: id, domainName: node.peek("DomainName"), kind)
  }

  /// Distributions and public keys are listed without a structure around the configuration.
  private mutating func readSummary(_ node: ConfigurationNode, _ kind: Kind) {
    guard let id = id(of: node) else { return }
    if kind.name == "Distribution" {
      node.warning("a list does not print DefaultRootObject and Logging; get-distribution does")
    }
    add(node, id: id, domainName: node.peek("DomainName"), kind)
  }

  private func id(of node: ConfigurationNode) -> String? {
    if let id = node.peek("Id") { return id.nonEmptyString() }
    node.error("\(node.name) lacks the required key 'Id'")
    return nil
  }

  private mutating func add(
    _ config: ConfigurationNode, id: String, domainName: ConfigurationNode? = nil, _ kind: Kind
  ) {
    if kind.managed.contains(id) {
      return config.warning("'\(id)' is a managed \(kind.word), which is built in")
    }
    let name = "\(kind.directory)/\(Self.fileName(config.peek("Name")?.scalarText ?? id)).yaml"
    guard config.isMap else { return config.error("\(config.name) must be a map") }
    guard seen.insert(name).inserted else {
      return config.warning("\(name) is made already; this is left out")
    }
    var lines = YAMLText.entry("Id", YAMLNode(.scalar(id, .quoted), line: 1, column: 1))
    if let domainName { lines += YAMLText.entry("DomainName", domainName.node) }
    for (key, value) in config.entries() {
      guard let text = key.scalarText else { continue }
      if Self.printed.contains(text) { continue }
      let written = kind.isOfWAF ? value.withTextSearchStrings : value.withPlainLists
      lines += YAMLText.entry(YAMLText(key.node).lines[0], written.node)
    }
    files.append(
      ImportedFile(
        name: name, text: lines.map { $0 + "\n" }.joined(), summary: "\(kind.word) \(id)"))
  }

  private static func fileName(_ name: String) -> String {
    let kept = name.utf8.map { octet -> UInt8 in
      let isKept = octet &- 48 < 10 || octet &- 65 < 26 || octet &- 97 < 26 || octet == 45 || octet == 95
      return isKept ? octet : 45
    }
    return kept.isEmpty ? "-" : String(decoding: kept.prefix(128), as: UTF8.self)
  }
}

extension ConfigurationNode {
  /// The same with each `{Quantity, Items}` as the list it is; one whose Quantity is wrong is a fault.
  fileprivate var withPlainLists: ConfigurationNode {
    ConfigurationNode(plain, name: name, file: file, diagnostics: diagnostics)
  }

  private var plain: YAMLNode {
    func made(_ content: YAMLNode.Content) -> YAMLNode {
      YAMLNode(content, line: node.line, column: node.column)
    }
    if isList { return made(.sequence(list().map(\.plain))) }
    guard isMap else { return node }
    let entries = entries()
    let isCounted =
      has("Quantity") && entries.allSatisfy { ["Quantity", "Items"].contains($0.key.scalarText) }
    if isCounted, peek("Items").map({ $0.isList || $0.isNull }) ?? true {
      return made(.sequence(items().map(\.plain)))
    }
    return made(.mapping(entries.map { ($0.key.node, $0.value.plain) }))
  }
}
