import Primitives

/// What a figure of a drill is counted in.
package enum FigureUnit: String, Codable, Sendable {
  case seconds, share, count
  case perSecond = "a second"
  case dollars = "USD in 30 days"

  /// For people: `72.5 s`, `0.031 %`, `never`.
  package func text(_ value: Double) -> String {
    guard value < .infinity else { return "never" }
    switch self {
    case .seconds:
      return value < 10 ? "\(Int((value * 1000).rounded())) ms" : Duration.seconds(value).inSeconds
    case .share: return Self.percent(value)
    case .count: return value == value.rounded() ? "\(Int(value))" : value.text(decimals: 1)
    case .perSecond: return value.text(decimals: value < 10 ? 2 : 1)
    case .dollars: return value.text(decimals: 2)
    }
  }

  /// `12.5 %`, and three digits where it is small.
  private static func percent(_ share: Double) -> String {
    share > 0 && share < 0.01 ? "\((share * 100).text(decimals: 3)) %" : Simulation.percent(share)
  }
}
