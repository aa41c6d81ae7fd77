extension [UInt8] {
  /// Appends `value`, zero or more, in decimal; nothing is allocated.
  package mutating func append(decimal value: Int) {
    var divisor = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      append(UInt8(48 + abs(value / divisor % 10)))
      divisor /= 10
    }
  }
}
