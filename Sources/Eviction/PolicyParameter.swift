/// A number that tunes a policy.
public struct PolicyParameter: Hashable, Sendable {
  public var name: String
  public var defaultValue: Double
  public var range: ClosedRange<Double>
  public var isWhole: Bool
  public var meaning: String

  /// A share of the cache.
  static func share(_ name: String, _ value: Double, _ meaning: String) -> Self {
    number(name, value, 0...1, meaning)
  }

  static func number(_ name: String, _ value: Double, _ range: ClosedRange<Double>, _ meaning: String) -> Self
  {
    Self(name: name, defaultValue: value, range: range, isWhole: false, meaning: meaning)
  }

  static func whole(_ name: String, _ value: Int, _ range: ClosedRange<Int>, _ meaning: String) -> Self {
    Self(
      name: name, defaultValue: Double(value), range: Double(range.lowerBound)...Double(range.upperBound),
      isWhole: true, meaning: meaning)
  }

  /// `0.1`; `4`, not `4.0`, of a whole number.
  func text(_ value: Double) -> String { isWhole || value == value.rounded() ? "\(Int(value))" : "\(value)" }

  func parse(_ text: String, policy: String) throws(PolicyError) -> Double {
    guard let value = Double(text), range.contains(value), !isWhole || value == value.rounded() else {
      let kind = isWhole ? "a whole number" : "a number"
      throw PolicyError(
        "\(policy):\(name) is '\(text)'; it must be \(kind) from \(self.text(range.lowerBound)) to "
          + "\(self.text(range.upperBound)) (\(meaning))")
    }
    return value
  }
}

/// Why a text is no policy, in words for the one who wrote it.
public struct PolicyError: Error, Hashable, Sendable, CustomStringConvertible {
  public var description: String
  init(_ description: String) { self.description = description }
}
