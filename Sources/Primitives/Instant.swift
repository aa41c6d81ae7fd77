/// A point on the one timeline, live or virtual: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// The core never reads a clock; an `Instant` comes in as an argument.
package struct Instant: Hashable, Comparable, Sendable {
  package var nanosecondsSinceEpoch: Int64

  package init(nanosecondsSinceEpoch: Int64) { self.nanosecondsSinceEpoch = nanosecondsSinceEpoch }
  package init(secondsSinceEpoch: Int64) { nanosecondsSinceEpoch = secondsSinceEpoch &* 1_000_000_000 }

  /// Whole seconds since the epoch, rounded down: the resolution of HTTP dates.
  package var secondsSinceEpoch: Int64 {
    let (quotient, remainder) = nanosecondsSinceEpoch.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  package static func < (a: Instant, b: Instant) -> Bool { a.nanosecondsSinceEpoch < b.nanosecondsSinceEpoch }

  /// Saturates at the ends of the timeline instead of trapping: a lifetime of 100 years is legal input.
  package func advanced(bySeconds seconds: Int64) -> Instant {
    let (nanoseconds, multiplied) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, added) = nanosecondsSinceEpoch.addingReportingOverflow(nanoseconds)
    if multiplied || added { return seconds < 0 ? .distantPast : .distantFuture }
    return Instant(nanosecondsSinceEpoch: sum)
  }

  /// Saturates, as `advanced(bySeconds:)` does.
  package func advanced(byNanoseconds nanoseconds: Int64) -> Instant {
    let (sum, overflow) = nanosecondsSinceEpoch.addingReportingOverflow(nanoseconds)
    guard overflow else { return Instant(nanosecondsSinceEpoch: sum) }
    return nanoseconds < 0 ? .distantPast : .distantFuture
  }

  /// Whole seconds from `earlier` to here, rounded down; negative if `earlier` is later.
  package func seconds(since earlier: Instant) -> Int64 { secondsSinceEpoch &- earlier.secondsSinceEpoch }

  package static let distantPast = Instant(nanosecondsSinceEpoch: .min)
  package static let distantFuture = Instant(nanosecondsSinceEpoch: .max)
}
