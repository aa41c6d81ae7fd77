extension BinaryInteger {
  /// In digits, `count` at least: with zeros before them where there are fewer. For numbers that are not negative.
  package func digits(_ count: Int, radix: Int = 10) -> String {
    let digits = String(self, radix: radix)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }
}

extension Double {
  /// Rounded, halves away from zero, with so many decimals: the same on every system.
  package func text(decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    guard abs(self) * scale < 9e15 else { return "\(self)" }
    let rounded = Int((self * scale).rounded())
    let digits = abs(rounded).digits(decimals + 1)
    return (rounded < 0 ? "-" : "") + digits.dropLast(decimals)
      + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }
}
