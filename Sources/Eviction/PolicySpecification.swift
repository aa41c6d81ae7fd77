import Primitives

/// A policy and its parameters, as one writes them: `lru`, `s3fifo:small=0.1:ghost=0.9`.
///
/// A name, then parameters, each after a colon; what is left out has its default. A list is separated by commas.
public struct PolicySpecification: Hashable, Sendable {
  public let name: PolicyName
  /// Values of `name.parameters`, in their order.
  public let arguments: [Double]

  /// The policy with all its defaults.
  public init(_ name: PolicyName) {
    self.name = name
    arguments = name.parameters.map(\.defaultValue)
  }

  /// Wants to be told when each object is asked for again: for replays only.
  public var knowsFuture: Bool { name == .belady || name == .beladysize }

  public init(parsing text: String) throws(PolicyError) {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let word = parts.removeFirst()
    guard let name = PolicyName(named: word) else {
      let known = PolicyName.allCases.map(\.rawValue)
      throw PolicyError(
        "there is no policy '\(word)'\(NearestName.suggestion(for: word, among: known)); "
          + "the policies are \(known.joined(separator: ", "))")
    }
    self.name = name
    arguments = try Self.arguments(name.parameters, from: parts, of: name.rawValue)
  }

  /// `lru,sieve,s3fifo:small=0.2`
  public static func list(parsing text: String) throws(PolicyError) -> [PolicySpecification] {
    var list: [PolicySpecification] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      list.append(try PolicySpecification(parsing: String(part)))
    }
    return list
  }

  static func arguments(
    _ parameters: [PolicyParameter], from parts: [String], of policy: String
  ) throws(PolicyError) -> [Double] {
    var values = parameters.map(\.defaultValue)
    var given: Set<String> = []
    let names = parameters.map(\.name)
    for part in parts {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let index = names.firstIndex(of: sides[0]) else {
        let known = names.isEmpty ? "it has none" : "it has \(names.joined(separator: ", "))"
        throw PolicyError(
          "\(policy) has no parameter '\(sides[0])'\(NearestName.suggestion(for: sides[0], among: names)); \(known)"
        )
      }
      guard sides.count == 2 else {
        throw PolicyError(
          "\(policy):\(part) has no value; write \(policy):\(part)=\(parameters[index].text(values[index]))")
      }
      guard given.insert(sides[0]).inserted else { throw PolicyError("\(policy):\(sides[0]) is given twice") }
      values[index] = try parameters[index].parse(sides[1], policy: policy)
    }
    return values
  }
}

extension PolicySpecification: CustomStringConvertible {
  /// The shortest text that parses to this: parameters at their defaults are left out.
  public var description: String {
    zip(name.parameters, arguments).reduce(into: name.rawValue) { text, pair in
      let (parameter, value) = pair
      if value != parameter.defaultValue { text += ":\(parameter.name)=\(parameter.text(value))" }
    }
  }
}

extension PolicyName {
  /// By name or alias; letter case and hyphens do not matter.
  init?(named text: String) {
    let word = text.lowercased().filter { $0 != "-" }
    guard let name = PolicyName.allCases.first(where: { $0.rawValue == word || $0.aliases.contains(word) })
    else { return nil }
    self = name
  }
}
