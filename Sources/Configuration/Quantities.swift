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
