import Primitives

/// How long an object takes: the same each time, evenly between two bounds, or about a mean or a median as servers do.
package enum Latency: Hashable, Sendable {
  case uniform(ClosedRange<Int64>)
  /// Exponentially distributed; the longest is `Limits.latency`.
  case exponential(mean: Int64)
  /// `sigma` is the standard deviation of the logarithm; the longest is `Limits.latency`.
  case lognormal(median: Int64, sigma: Double)

  package static let none = Latency.uniform(0...0)
  /// What text may say, for people.
  package static let expected =
    "50ms, 20ms..200ms, ~50ms for a mean, or 50ms~0.5 for a median and a sigma; at most 10m"

  package init(_ duration: Duration) {
    let nanoseconds = Self.nanoseconds(duration)
    self = .uniform(nanoseconds...nanoseconds)
  }

  /// `50ms`, `20ms..200ms`, `~50ms`, `50ms~0.5`; nil for all else and for more than `Limits.latency`.
  package init?(text: String) {
    if let mark = text.firstIndex(of: "~") {
      let (time, sigma) = (text[..<mark], text[text.index(after: mark)...])
      guard !time.isEmpty else {
        guard let mean = Self.parse(sigma) else { return nil }
        self = .exponential(mean: mean)
        return
      }
      guard let median = Self.parse(time), let sigma = Double(sigma), Limits.latencySigma.contains(sigma)
      else { return nil }
      self = .lognormal(median: median, sigma: sigma)
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
    case .lognormal(let median, let sigma):
      .nanoseconds(Int64(Double(median) * Elementary.exponential(sigma * sigma / 2)))
    }
  }

  /// One time, drawn by chance.
  package func drawn(_ draws: inout RandomStream) -> Duration {
    switch self {
    case .uniform(let range) where range.lowerBound == range.upperBound: .nanoseconds(range.lowerBound)
    case .uniform(let range):
      .nanoseconds(range.lowerBound + Int64(Double(range.upperBound - range.lowerBound) * draws.uniform()))
    case .exponential(let mean): Self.bounded(draws.exponential(mean: Double(mean)))
    case .lognormal(let median, let sigma):
      Self.bounded(draws.lognormal(median: Double(median), sigma: sigma))
    }
  }

  private static func bounded(_ nanoseconds: Double) -> Duration {
    .nanoseconds(Int64(min(nanoseconds, Double(Self.nanoseconds(Limits.latency)))))
  }

  private static func parse(_ text: Substring) -> Int64? {
    Duration(text: String(text)).flatMap { $0 <= Limits.latency ? nanoseconds($0) : nil }
  }

  private static func nanoseconds(_ duration: Duration) -> Int64 {
    duration.components.seconds * 1_000_000_000 + duration.components.attoseconds / 1_000_000_000
  }
}
