/// A number that tunes a policy.
public struct PolicyParameter: Hashable, Sendable {
  public var name: String
  public var defaultValue: Double
  public var range: ClosedRange<Double>
  public var kind: Kind
  public var meaning: String

  public enum Kind: Hashable, Sendable {
    case number
    case whole
    /// With a unit, if one likes: `1MiB`.
    case octets
    /// One of these words; the value is its place.
    case word([String])
  }

  /// A share of the cache.
  static func share(_ name: String, _ value: Double, _ meaning: String) -> Self {
    number(name, value, 0...1, meaning)
  }

  static func number(_ name: String, _ value: Double, _ range: ClosedRange<Double>, _ meaning: String) -> Self
  {
    Self(name: name, defaultValue: value, range: range, kind: .number, meaning: meaning)
  }

  static func whole(_ name: String, _ value: Int, _ range: ClosedRange<Int>, _ meaning: String) -> Self {
    Self(
      name: name, defaultValue: Double(value), range: Double(range.lowerBound)...Double(range.upperBound),
      kind: .whole, meaning: meaning)
  }

  static func octets(_ name: String, _ value: Int, _ meaning: String) -> Self {
    Self(
      name: name, defaultValue: Double(value), range: 1...Double(Limits.largestCapacity), kind: .octets,
      meaning: meaning)
  }

  /// The first word is the default.
  static func word(_ name: String, _ words: [String], _ meaning: String) -> Self {
    Self(
      name: name, defaultValue: 0, range: 0...Double(words.count - 1), kind: .word(words), meaning: meaning)
  }

  /// `0.1`; `4`, not `4.0`, of a whole number; `1MiB` of octets that make so many.
  func text(_ value: Double) -> String {
    switch kind {
    case .word(let words): words[Int(value)]
    case .octets:
      Self.units.first { value >= $0.size && value == ($0.size * (value / $0.size).rounded()) }
        .map { "\(Int(value / $0.size))\($0.name)" } ?? "\(Int(value))"
    default: value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
  }

  /// The values that are not the default, each after a colon.
  static func text(_ parameters: [PolicyParameter], _ values: [Double]) -> String {
    zip(parameters, values).reduce(into: "") { text, pair in
      let (parameter, value) = pair
      if value != parameter.defaultValue { text += ":\(parameter.name)=\(parameter.text(value))" }
    }
  }

  func parse(_ text: String, policy: String) throws(PolicyError) -> Double {
    guard let value = value(of: text), range.contains(value) else {
      throw PolicyError("\(policy):\(name) is '\(text)'; it must be \(expected) (\(meaning))")
    }
    return value
  }

  private static let units: [(name: String, size: Double)] = [
    ("GiB", 0x1p30), ("MiB", 0x1p20), ("KiB", 0x1p10),
  ]

  private func value(of text: String) -> Double? {
    switch kind {
    case .number: return Double(text)
    case .whole: return Double(text).flatMap { $0 == $0.rounded() ? $0 : nil }
    case .octets:
      let unit = Self.units.first { text.lowercased().hasSuffix($0.name.lowercased()) }
      return Double(text.dropLast(unit?.name.count ?? 0)).map { ($0 * (unit?.size ?? 1)).rounded(.down) }
    case .word(let words): return words.firstIndex(of: text.lowercased()).map { Double($0) }
    }
  }

  private var expected: String {
    let bounds = "from \(text(range.lowerBound)) to \(text(range.upperBound))"
    return switch kind {
    case .number: "a number \(bounds)"
    case .whole: "a whole number \(bounds)"
    case .octets: "a number of octets, as 5000 or 1MiB"
    case .word(let words): "one of \(words.joined(separator: ", "))"
    }
  }
}

/// Why a text is no policy, in words for the one who wrote it.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}
