import Primitives

/// Sizes as text: `0`, `100`, `100B`, `64KiB`, `1GiB`; `kB`, `MB`, `GB` count in thousands.
package enum ByteCount {
  private static let units: [(suffix: String, octets: Int)] = [
    ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("kB", 1_000), ("MB", 1_000_000),
    ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
  ]

  /// Octets, or nil if `text` is no size or too large a one.
  package static func parse(_ text: String) -> Int? {
    let unit = units.first { text.hasSuffix($0.suffix) }
    guard let number = Array(text.dropLast(unit?.suffix.count ?? 0).utf8).span.decimal else { return nil }
    let (octets, overflow) = number.multipliedReportingOverflow(by: unit?.octets ?? 1)
    return overflow ? nil : octets
  }
}

extension Duration {
  private static let units: [(suffix: String, nanoseconds: Int)] = [
    ("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
  ]

  /// Reads `0`, `50ms`, `2s`: a whole number and one of `ns`, `us`, `ms`, `s`, `m`, `h`.
  package init?(text: String) {
    if text == "0" {
      self = .zero
      return
    }
    guard let unit = Self.units.first(where: { text.hasSuffix($0.suffix) }),
      let number = Array(text.dropLast(unit.suffix.count).utf8).span.decimal
    else { return nil }
    let (nanoseconds, overflow) = number.multipliedReportingOverflow(by: unit.nanoseconds)
    guard !overflow else { return nil }
    self = .nanoseconds(nanoseconds)
  }
}
