/// A zone's SERIAL, compared on a circle (RFC 1982).
package struct SerialNumber: Hashable, Sendable {
  package let value: UInt32
  package init(_ value: UInt32) { self.value = value }

  /// True if this one follows `other`; of two that lie 2^31 apart neither follows.
  package func isAfter(_ other: SerialNumber) -> Bool {
    let distance = value &- other.value
    return distance != 0 && distance < 1 << 31
  }
}
