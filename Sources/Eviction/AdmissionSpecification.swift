import Primitives

/// An admission filter and its parameters, as one writes them: `secondhit`, `size:max=1MiB`.
public struct AdmissionSpecification: Hashable, Sendable {
  public let name: AdmissionName
  /// Values of `name.parameters`, in their order.
  public let arguments: [Double]

  /// The filter with all its defaults.
  public init(_ name: AdmissionName) {
    self.name = name
    arguments = name.parameters.map(\.defaultValue)
  }

  public init(parsing text: String) throws(PolicyError) {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let word = parts.removeFirst()
    guard let name = AdmissionName(rawValue: word.lowercased().filter { $0 != "-" }) else {
      let known = AdmissionName.allCases.map(\.rawValue)
      throw PolicyError(
        "there is no admission filter '\(word)'\(NearestName.suggestion(for: word, among: known)); "
          + "the filters are \(known.joined(separator: ", "))")
    }
    self.name = name
    arguments = try PolicySpecification.arguments(name.parameters, from: parts, of: name.rawValue)
  }

  /// - Parameter number: of the filter before its policy, from 0; each draws numbers of its own.
  func makeFilter(capacity: Int, seed: UInt64, number: Int) -> any AdmissionFilter {
    let random = RandomStream(seed: seed, kind: "admission", number: number)
    switch name {
    case .secondhit: return SecondHitFilter()
    case .bloom: return BloomFilter(objects: Int(arguments[0]), error: arguments[1])
    case .prob: return ProbabilityFilter(probability: arguments[0], rate: arguments[1], random: random)
    case .size: return SizeFilter(largest: Int(arguments[0]))
    case .tinylfu: return TinyLFUFilter(objects: Int(arguments[0]))
    case .adaptsize:
      return AdaptSizeFilter(
        capacity: capacity, interval: Int(arguments[0]), iterations: Int(arguments[1]),
        seed: seed &+ UInt64(number))
    }
  }
}

extension AdmissionSpecification: CustomStringConvertible {
  public var description: String { name.rawValue + PolicyParameter.text(name.parameters, arguments) }
}
