/// How large a cache is, as users say it.
package enum CacheSize: Hashable, Sendable {
  /// Octets, or objects when sizes are ignored.
  case absolute(Int)
  /// Per cent of the footprint: distinct objects, or their octets at the first request of each.
  case percent(Double)

  /// `64MiB`, `10GB`, `1%`, `5000`; nil if it is something else or nothing fits in it.
  package init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let value = Double(text.dropLast()), value > 0, value <= 100_000 else { return nil }
      self = .percent(value)
      return
    }
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(digits.count).lowercased()
    let units: [String: Double] = [
      "": 1, "b": 1, "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
      "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824, "tib": 1_099_511_627_776,
      "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
    ]
    guard let value = Double(digits), let factor = units[unit], value * factor >= 1, value * factor < 9e15
    else {
      return nil
    }
    self = .absolute(Int(value * factor))
  }

  /// - Parameter footprint: octets or objects.
  package func capacity(footprint: Int) -> Int {
    switch self {
    case .absolute(let capacity): capacity
    case .percent(let percent): Int(Double(footprint) * (percent / 100))
    }
  }
}
