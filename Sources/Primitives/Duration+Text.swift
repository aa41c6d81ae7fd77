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
