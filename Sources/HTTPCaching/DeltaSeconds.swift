import Primitives

/// Non-negative seconds as digits (RFC 9111 section 1.2.2).
package enum DeltaSeconds {
  /// Nil unless all are digits. What an Int64 cannot hold is the largest it can: a long time either way.
  package static func parse(_ bytes: Span<UInt8>) -> Int64? {
    guard !bytes.isEmpty else { return nil }
    var seconds: Int64 = 0
    for index in bytes.indices {
      guard bytes[index].isASCIIDigit else { return nil }
      let (tens, overflow) = seconds.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int64(bytes[index] &- 48))
      seconds = overflow || carry ? .max : sum
    }
    return seconds
  }
}
