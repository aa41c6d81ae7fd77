import HTTPWire
import Primitives

/// How old a response was when it came (RFC 9111 section 4.2.3), in whole seconds.
package struct Age: Hashable, Sendable {
  /// `age_value`: the `Age` field; 0 if absent or not a number. Of several members the first counts (section 5.1).
  package var value: Int64
  /// `apparent_age`: by the origin's clock, against ours; 0 without `Date` and where that clock is ahead.
  package var apparent: Int64
  /// From sending the request to having the head.
  package var responseDelay: Int64

  /// - Parameter date: the `Date` field, seconds since 1970.
  package init(_ fields: borrowing Fields, date: Int64?, requestTime: Instant, responseTime: Instant) {
    value = 0
    if let index = fields.first(.age) {
      let field = fields.value(index)
      var cursor = ListCursor()
      if let member = cursor.next(in: field) { value = DeltaSeconds.parse(field.extracting(member)) ?? 0 }
    }
    apparent = date.map { max(0, Self.difference(responseTime.secondsSinceEpoch, $0)) } ?? 0
    responseDelay = max(0, responseTime.seconds(since: requestTime))
  }

  /// `corrected_initial_age`
  package var corrected: Int64 {
    let (sum, overflow) = value.addingReportingOverflow(responseDelay)
    return max(apparent, overflow ? .max : sum)
  }

  private static func difference(_ a: Int64, _ b: Int64) -> Int64 {
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    return overflow ? (a < b ? .min : .max) : difference
  }
}
