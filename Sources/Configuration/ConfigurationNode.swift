import Primitives

/// A value of a configuration file that knows its place. Reading it as the wrong thing reports that and gives nil.
struct ConfigurationNode {
  let node: YAMLNode
  /// What messages call it: its key, or `key[index]`.
  let name: String
  let file: String
  let diagnostics: DiagnosticCollector

  init(_ node: YAMLNode, name: String, file: String, diagnostics: DiagnosticCollector) {
    (self.node, self.name, self.file, self.diagnostics) = (node, name, file, diagnostics)
  }

  func error(_ message: String) { report(.error, message) }
  func warning(_ message: String) { report(.warning, message) }

  /// `file:line:column`.
  var place: String { "\(file):\(node.line):\(node.column)" }

  private func report(_ severity: Diagnostic.Severity, _ message: String) {
    diagnostics.add(
      Diagnostic(file: file, line: node.line, column: node.column, severity: severity, message))
  }

  private func child(_ node: YAMLNode, name: String) -> ConfigurationNode {
    ConfigurationNode(node, name: name, file: file, diagnostics: diagnostics)
  }

  var isMap: Bool { node.mapping != nil }
  var isList: Bool { node.sequence != nil }
  var isNull: Bool { node.scalarKind == .null }

  /// Any scalar, as it is written.
  func string() -> String? {
    guard let scalar = node.scalar, !isNull else { return mismatch("a string") }
    return scalar
  }

  func nonEmptyString() -> String? {
    guard let text = string() else { return nil }
    guard !text.isEmpty else { return mismatch("a string that is not empty") }
    return text
  }

  /// A decimal number, not quoted.
  func integer(in range: ClosedRange<Int>) -> Int? {
    guard let scalar = node.scalar, node.scalarKind == .integer, let value = Int(scalar) else {
      return mismatch("an integer")
    }
    guard range.contains(value) else {
      error("\(name) is \(value); it must be in \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  func number(in range: ClosedRange<Double>) -> Double? {
    guard let scalar = node.scalar, node.scalarKind == .integer || node.scalarKind == .float,
      let value = Double(scalar)
    else { return mismatch("a number") }
    guard range.contains(value) else {
      error("\(name) is \(scalar); it must be in \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  func boolean() -> Bool? {
    guard let scalar = node.scalar, node.scalarKind == .boolean,
      let value = YAMLNode.ScalarKind.boolean(scalar)
    else {
      return mismatch("true or false")
    }
    return value
  }

  /// One of the values of a closed choice.
  func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Choice?
  where Choice.RawValue == String {
    guard let text = string() else { return nil }
    if let choice = Choice(rawValue: text) { return choice }
    let known = Choice.allCases.map(\.rawValue)
    error(
      "\(name) is '\(text)'; it must be \(known.listed)\(NearestName.suggestion(for: text, among: known))")
    return nil
  }

  /// A string that `parse` understands.
  func parsed<Value>(as expected: String, _ parse: (String) -> Value?) -> Value? {
    guard let text = string() else { return nil }
    guard let value = parse(text) else {
      error("\(name) is \(text.quoted); expected \(expected)")
      return nil
    }
    return value
  }

  /// The elements of a list; none if it is no list.
  func list() -> [ConfigurationNode] {
    guard let sequence = node.sequence else {
      error("\(name) must be a list, not \(kind)")
      return []
    }
    return sequence.enumerated().map { child($0.element, name: "\(name)[\($0.offset)]") }
  }

  /// A list written plainly, or as the API has it: `{Quantity, Items}`, which must agree.
  func items(alsoKnown: [String] = []) -> [ConfigurationNode] {
    guard isMap else { return list() }
    guard let map = map(keys: ["Quantity", "Items"] + alsoKnown) else { return [] }
    let items = map["Items"]?.list() ?? []
    if let node = map["Quantity"], let quantity = node.integer(in: 0...Int(Int32.max)),
      quantity != items.count
    {
      node.error(
        "InconsistentQuantities: The value of Quantity and the size of Items don't match: "
          + "\(quantity) and \(items.count)")
    }
    return items
  }

  /// The entries of a map, all of which must be in `keys`.
  func map(keys: [String]) -> ConfigurationMap? {
    guard let mapping = node.mapping else {
      error("\(name) must be a map, not \(kind)")
      return nil
    }
    var entries: [String: ConfigurationNode] = [:]
    for (keyNode, value) in mapping {
      let key = keyNode.scalar ?? ""
      guard keys.contains(key) else {
        child(keyNode, name: key).error(
          "unknown key \(key.quoted) in \(name)\(NearestName.suggestion(for: key, among: keys))")
        continue
      }
      entries[key] = child(value, name: key)
    }
    return ConfigurationMap(node: self, entries: entries)
  }

  /// All entries of a map in the order they stand, whatever their keys.
  func entries() -> [(key: ConfigurationNode, value: ConfigurationNode)] {
    guard let mapping = node.mapping else {
      error("\(name) must be a map, not \(kind)")
      return []
    }
    return mapping.map { key, value in
      (child(key, name: "a key of \(name)"), child(value, name: key.scalar ?? ""))
    }
  }

  /// Whether the value asks for something: what is empty, zero, false or `none` does not, nor a structure whose
  /// `Enabled` is false.
  var asksForSomething: Bool {
    switch node.content {
    case .scalar(let text, let kind):
      kind != .null && !["", "0", "false", "none"].contains(text.lowercased())
    case .sequence(let sequence): !sequence.isEmpty
    case .mapping(let mapping):
      if let enabled = node["Enabled"] {
        child(enabled, name: "").asksForSomething
      } else {
        mapping.contains { child($0.value, name: "").asksForSomething }
      }
    }
  }

  /// Looks without reporting: whether this is a map with `key` in it.
  func has(_ key: String) -> Bool { peek(key) != nil }

  /// Looks without reporting: the value of `key`.
  func peek(_ key: String) -> ConfigurationNode? {
    node[key].map { child($0, name: key) }
  }

  /// Looks without reporting: whether the value of `key` asks for something.
  func asksFor(_ key: String) -> Bool {
    peek(key)?.asksForSomething ?? false
  }

  /// Looks without reporting: a scalar as it is written.
  var scalarText: String? { node.scalar }

  private func mismatch<Value>(_ expected: String) -> Value? {
    error("\(name) must be \(expected), not \(kind)")
    return nil
  }

  private var kind: String {
    switch node.content {
    case .scalar(_, .null): "null"
    case .scalar(_, .quoted): "a quoted string"
    case .scalar(let text, _): text.quoted
    case .sequence: "a list"
    case .mapping: "a map"
    }
  }
}

/// The entries of a map whose keys are known.
struct ConfigurationMap {
  let node: ConfigurationNode
  private let entries: [String: ConfigurationNode]

  init(node: ConfigurationNode, entries: [String: ConfigurationNode]) {
    (self.node, self.entries) = (node, entries)
  }

  /// The value of `key`; nil if it is missing or null.
  subscript(key: String) -> ConfigurationNode? {
    guard let value = entries[key], !value.isNull else { return nil }
    return value
  }

  /// The value of a key that must be there.
  func required(_ key: String) -> ConfigurationNode? {
    if let value = self[key] { return value }
    node.error("\(node.name) lacks the required key '\(key)'")
    return nil
  }
}

extension String {
  /// In quotes as a message shows it: one line, not too long, control characters escaped.
  var quoted: String {
    let shown = prefix(80).unicodeScalars.map {
      $0.properties.generalCategory == .control ? $0.escaped(asASCII: true) : String($0)
    }
    return "'\(shown.joined())\(count > 80 ? "..." : "")'"
  }
}

extension [String] {
  /// `'a', 'b' or 'c'`.
  package var listed: String {
    let quoted = map { "'\($0)'" }
    guard quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " or " + quoted[quoted.count - 1]
  }
}
