import Health
import Primitives

/// Health checkers that a fault is about: all of a region, or one of them.
package struct CheckerSelection: Hashable, Sendable, CustomStringConvertible {
  package var region: HealthCheckRegion
  /// From 0, within the region; nil: all of it.
  package var number: Int?

  package init(_ region: HealthCheckRegion, number: Int? = nil) {
    (self.region, self.number) = (region, number)
  }

  /// Reads `us-east-1`, or `us-east-1/0` for one checker.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let region = HealthCheckRegion(rawValue: String(parts[0])) else { return nil }
    guard parts.count == 2 else {
      self.init(region)
      return
    }
    guard let number = Array(parts[1].utf8).span.decimal, number < Limits.checkersPerRegion else {
      return nil
    }
    self.init(region, number: number)
  }

  package func holds(_ region: HealthCheckRegion, _ number: Int) -> Bool {
    self.region == region && (self.number == nil || self.number == number)
  }

  package var description: String { region.rawValue + (number.map { "/\($0)" } ?? "") }

  /// Every region.
  package static let all = HealthCheckRegion.allCases.map { CheckerSelection($0) }
}
