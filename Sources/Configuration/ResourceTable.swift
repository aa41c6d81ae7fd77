import Primitives

/// A policy, key group or public key and what behaviours call it.
struct NamedResource<Value: Sendable>: Sendable {
  let id: String
  let name: String
  let value: Value
}

/// Resources of one kind by id and by name: those AWS provides and those of a directory of files.
struct ResourceTable<Value: Sendable> {
  /// The API's word: `CachePolicy`.
  let kind: String
  /// The same in a sentence: `cache policy`.
  let word: String
  let managed: [NamedResource<Value>]
  private(set) var own: [NamedResource<Value>] = []
  private var seen = Uniqueness()

  init(kind: String, word: String, managed: [NamedResource<Value>] = []) {
    (self.kind, self.word, self.managed) = (kind, word, managed)
  }

  /// The API puts `Managed-` before the names of what AWS provides; here they go without it, too.
  func find(_ idOrName: String) -> Value? {
    let name = idOrName.hasPrefix("Managed-") ? String(idOrName.dropFirst(8)) : idOrName
    return
      (own.first { $0.id == idOrName || $0.name == idOrName }
      ?? managed.first { $0.id == idOrName || $0.name == name })?.value
  }

  /// Finds what `node` names, or reports that there is none. `code` is the API's word for that.
  func find(_ node: ConfigurationNode, code: String) -> Value? {
    guard let id = node.nonEmptyString() else { return nil }
    if let value = find(id) { return value }
    let names = (own + managed).flatMap { [$0.id, $0.name] }
    node.error(
      "\(code): The \(word) does not exist: '\(id)'\(NearestName.suggestion(for: id, among: names))")
    return nil
  }

  /// The same by an ARN, which ends in name and id: `arn:aws:wafv2:us-east-1:1:global/webacl/NAME/ID`.
  func find(arn node: ConfigurationNode, code: String) -> Value? {
    guard let text = node.nonEmptyString() else { return nil }
    let parts = text.split(separator: "/")
    if text.hasPrefix("arn:"),
      let value = parts.suffix(2).reversed().lazy.compactMap({ find(String($0)) }).first
    {
      return value
    }
    return find(node, code: code)
  }

  /// Takes in what was read from `node`.
  mutating func add(_ resource: NamedResource<Value>, _ node: ConfigurationNode) {
    let isNew = seen.claim(resource.name, word, node, code: "WAFDuplicateItemException")
    if isNew,
      resource.id == resource.name || seen.claim(resource.id, "id", node, code: "WAFDuplicateItemException")
    {
      own.append(resource)
    }
  }

  /// Takes in the resource of a file; `read` gets its id, which is nil where the file has none.
  mutating func add(
    _ root: ConfigurationNode,
    _ read: (_ config: ConfigurationNode, _ alsoKnown: [String], _ id: String?) -> (name: String, Value)?
  ) {
    let envelope = ResourceEnvelope(root, kind: kind)
    let id = envelope.id?.nonEmptyString()
    guard let node = envelope.config, let (name, value) = read(node, envelope.alsoKnown, id) else { return }
    let code = "\(kind)AlreadyExists"
    let isNew =
      seen.claim(name, word, node, code: code)
      && (id == nil || seen.claim(id!, "id", envelope.id, code: code))
    if managed.contains(where: { $0.id == id || $0.name == name || "Managed-\($0.name)" == name }) {
      node.error("\(code): '\(name)' has the id or the name of a managed \(word)")
    } else if isNew {
      own.append(NamedResource(id: id ?? name, name: name, value: value))
    }
  }
}
