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
    case .count: return value == value.rounded() ? "\(Int(value))" : Self.fixed(value, digits: 1)
    case .perSecond: return Self.fixed(value, digits: value < 10 ? 2 : 1)
    case .dollars: return Self.fixed(value, digits: 2)
    }
  }

  /// `12.5 %`, and three digits where it is small.
  private static func percent(_ share: Double) -> String {
    share > 0 && share < 0.01 ? "\(fixed(share * 100, digits: 3)) %" : Simulation.percent(share)
  }

  private static func fixed(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
    let units = Int((value * Double(scale)).rounded())
    let rest = "\(abs(units) % scale)"
    return
      "\(units < 0 ? "-" : "")\(abs(units) / scale).\(String(repeating: "0", count: digits - rest.count))\(rest)"
  }
}
