import Primitives

/// A policy, its parameters and the admission filters before it, as one writes them: `lru`, `s3fifo:small=0.1:ghost=0.9`,
/// `sieve+size:max=1MiB+secondhit`.
///
/// A name, then parameters, each after a colon; what is left out has its default. Filters follow, each after a plus, and
/// are asked in that order. A list is separated by commas.
public struct PolicySpecification: Hashable, Sendable {
  public let name: PolicyName
  /// Values of `name.parameters`, in their order.
  public let arguments: [Double]
  public let filters: [AdmissionSpecification]

  /// The policy with all its defaults.
  public init(_ name: PolicyName, behind filters: [AdmissionSpecification] = []) {
    self.init(name, name.parameters.map(\.defaultValue), behind: filters)
  }

  /// Wants to be told when each object is asked for again: for replays only.
  public var knowsFuture: Bool { name == .belady || name == .beladysize }

  public init(parsing text: String) throws(PolicyError) {
    let pieces = text.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    var filters: [AdmissionSpecification] = []
    for piece in pieces.dropFirst() { filters.append(try AdmissionSpecification(parsing: piece)) }
    // The policy of the paper is the filter before an LRU cache.
    if pieces[0].lowercased().hasPrefix(AdmissionName.adaptsize.rawValue) {
      filters.insert(try AdmissionSpecification(parsing: pieces[0]), at: 0)
      self = PolicySpecification(.lru, behind: filters)
      return
    }
    var parts = pieces[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let word = parts.removeFirst()
    guard let name = PolicyName(named: word) else {
      let known = PolicyName.allCases.map(\.rawValue)
      throw PolicyError(
        "there is no policy '\(word)'\(NearestName.suggestion(for: word, among: known)); "
          + "the policies are \(known.joined(separator: ", "))")
    }
    self.init(
      name, try Self.arguments(name.parameters, from: parts, of: name.rawValue), behind: filters)
  }

  init(_ name: PolicyName, _ arguments: [Double], behind filters: [AdmissionSpecification]) {
    (self.name, self.arguments, self.filters) = (name, arguments, filters)
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
    name.rawValue + PolicyParameter.text(name.parameters, arguments) + filters.map { "+\($0)" }.joined()
  }
}

extension PolicySpecification {
  /// Has content chosen beforehand: from a training window, or as it is listed.
  public var staticOrder: StaticContent.Order? {
    switch name {
    case .static: .allCases[Int(arguments[0])]
    case .split: .allCases[Int(arguments[1])]
    default: nil
    }
  }

  /// Another seed may give another run.
  public var drawsNumbers: Bool {
    let part = name == .split ? PolicyName.online[Int(arguments[2])] : name
    return part.drawsNumbers || filters.contains { [.prob, .adaptsize].contains($0.name) }
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
