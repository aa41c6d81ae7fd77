import Primitives

/// What the SOA record says to secondaries, its times within our bounds (RFC 1035 section 3.3.13).
package struct ZoneTimers: Sendable, Equatable {
  package let serial: UInt32
  /// Seconds from one look at the primary to the next.
  package let refreshSeconds: Int64
  /// Seconds until the next look if that one failed.
  package let retrySeconds: Int64
  /// Seconds after which the zone, confirmed by no primary, is no longer served. A zone that is never asked for in that
  /// time cannot be confirmed: REFRESH and RETRY are the least (BIND does so too).
  package let expireSeconds: Int64

  package init(serial: UInt32, refreshSeconds: Int64, retrySeconds: Int64, expireSeconds: Int64) {
    self.serial = serial
    self.refreshSeconds = Self.clamp(refreshSeconds, TransferLimits.refreshSeconds)
    self.retrySeconds = Self.clamp(retrySeconds, TransferLimits.retrySeconds)
    self.expireSeconds = Self.clamp(
      expireSeconds, self.refreshSeconds + self.retrySeconds...TransferLimits.expireSeconds)
  }

  /// From RDATA of a SOA record that is well-formed.
  package init(authority data: [UInt8]) {
    precondition(data.count >= 22, "two names and five numbers")
    func number(_ index: Int) -> UInt32 {
      data[(data.count - 20 + 4 * index)...].prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
    self.init(
      serial: number(0), refreshSeconds: Int64(number(1)), retrySeconds: Int64(number(2)),
      expireSeconds: Int64(number(3)))
  }

  private static func clamp(_ value: Int64, _ range: ClosedRange<Int64>) -> Int64 {
    min(max(value, range.lowerBound), range.upperBound)
  }
}
