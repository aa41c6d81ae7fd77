import Primitives

extension IPAddress {
  /// The length of the widest block that holds this address and stays inside `first...last`, which holds it too.
  func widestPrefix(from first: UInt128, to last: UInt128) -> Int {
    // Clearing h low bits stays at or above `first` while a higher bit still differs, or if those of `first` are zero.
    let below = max(127 - (bits ^ first).leadingZeroBitCount, first.trailingZeroBitCount)
    let above = max(127 - (bits ^ last).leadingZeroBitCount, (~last).trailingZeroBitCount)
    return max(0, bitWidth - min(below, above))
  }
}
