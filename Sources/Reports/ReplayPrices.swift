import Traces

/// What misses cost.
package struct ReplayPrices: Hashable, Sendable {
  /// Of a million requests to the origin.
  package var millionRequests = 0.0
  /// Of a GiB from the origin.
  package var gibibyte = 0.0
  /// Of a GiB written to the cache.
  package var gibibyteWritten = 0.0

  /// `requests=0.75,gib=0.09,written=0.01`; nil if it is something else.
  package init?(_ text: String) {
    for part in text.split(separator: ",") {
      let words = part.split(separator: "=")
      guard words.count == 2, let price = Double(words[1]), price >= 0, price < 1e12 else { return nil }
      switch words[0] {
      case "requests": millionRequests = price
      case "gib": gibibyte = price
      case "written": gibibyteWritten = price
      default: return nil
      }
    }
  }

  func cost(of figures: ReplayFigures) -> Double {
    Double(figures.sentOn) / 1e6 * millionRequests + Double(figures.missedOctets) / 0x1p30 * gibibyte
      + Double(figures.writtenOctets) / 0x1p30 * gibibyteWritten
  }
}
