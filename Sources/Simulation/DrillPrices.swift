/// What DNS and health checks cost. The defaults are list prices of Route 53, in USD: queries of a standard kind, checks of
/// endpoints outside AWS.
package struct DrillPrices: Codable, Hashable, Sendable {
  /// Of a million queries.
  package var millionQueries = 0.40
  /// Of a health check that is probed, for 30 days, and more for an interval of 10 s.
  package var check = 0.75
  package var fastInterval = 2.0

  package init() {}

  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// Reads `queries=0.40,check=0.75,fast=2`; what is not named keeps its default.
  package init(_ text: String) throws(Refused) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let words = part.split(separator: "=", omittingEmptySubsequences: false)
      guard words.count == 2, let price = Double(words[1]), price >= 0, price < 1e9 else {
        throw Refused(description: "'\(part)' is no price; expected queries=0.40, check=0.75 or fast=2")
      }
      switch words[0] {
      case "queries": millionQueries = price
      case "check": check = price
      case "fast": fastInterval = price
      default: throw Refused(description: "'\(words[0])' has no price; expected queries, check or fast")
      }
    }
  }

  /// For 30 days like this one drill, with the health checks that it looks at.
  package func cost(of drill: Drill, _ timeline: Timeline) -> Double {
    let queries = Double(timeline.authorityQueries) / drill.duration.seconds * 30 * 86_400
    let checks = drill.checks.filter(\.config.type.isProbed).reduce(0.0) {
      $0 + check + ($1.config.requestInterval == 10 ? fastInterval : 0)
    }
    return queries / 1e6 * millionQueries + checks
  }
}
