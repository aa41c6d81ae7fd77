import HTTPWire
import Primitives

/// The `Expires` field as a lifetime (RFC 9111 sections 4.2.1 and 5.3).
package enum Expires {
  /// Seconds from `date` (the `Date` field, or the time of receipt) to `Expires`; nil without the field.
  /// An invalid date, `0` above all, is in the past: lifetime 0. Of several lines the first counts.
  package static func lifetime(_ fields: borrowing Fields, date: Int64, now: Instant) -> Int64? {
    guard let index = fields.first(.expires) else { return nil }
    guard let expires = HTTPDate.parse(fields.value(index), now: now) else { return 0 }
    let (lifetime, overflow) = expires.subtractingReportingOverflow(date)
    return overflow ? 0 : max(0, lifetime)
  }
}
