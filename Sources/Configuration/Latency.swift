import Primitives

/// How long an object takes: the same each time, evenly between two bounds, or about a mean as servers do.
package enum Latency: Hashable, Sendable {
  case uniform(ClosedRange<Int64>)
  /// Exponentially distributed; the longest is `Limits.latency`.
  case exponential(mean: Int64)

  package static let none = Latency.uniform(0...0)

  package init(_ duration: Duration) {
    let nanoseconds = Self.nanoseconds(duration)
    self = .uniform(nanoseconds...nanoseconds)
  }

  /// `50ms`, `20ms..200ms`, `~50ms`; nil for all else and for more than `Limits.latency`.
  package init?(text: String) {
    if text.hasPrefix("~") {
      guard let mean = Self.parse(text.dropFirst()) else { return nil }
      self = .exponential(mean: mean)
      return
    }
    let dots = text.firstRange(of: "..")
    guard let least = Self.parse(text[..<(dots?.lowerBound ?? text.endIndex)]),
      let most = dots.map({ Self.parse(text[$0.upperBound...]) }) ?? least, least <= most
    else { return nil }
    self = .uniform(least...most)
  }

  package var mean: Duration {
    switch self {
    case .uniform(let range): .nanoseconds(range.lowerBound / 2 + range.upperBound / 2)
    case .exponential(let mean): .nanoseconds(mean)
    }
  }

  /// One time, drawn by chance.
  package func drawn(_ draws: inout SplitMix64) -> Duration {
    let share = (Double(draws.next() >> 11) + 0.5) / Double(1 << 53)
    switch self {
    case .uniform(let range):
      return .nanoseconds(range.lowerBound + Int64(Double(range.upperBound - range.lowerBound) * share))
    case .exponential(let mean):
      return min(.nanoseconds(Int64(-Double(mean) * Elementary.logarithm(share))), Limits.latency)
    }
  }

  private static func parse(_ text: Substring) -> Int64? {
    Duration(text: String(text)).flatMap { $0 <= Limits.latency ? nanoseconds($0) : nil }
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
