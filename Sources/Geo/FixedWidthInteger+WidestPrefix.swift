import Primitives

extension FixedWidthInteger where Self: UnsignedInteger {
  /// The length of the widest block that holds this address and stays inside `first...last`, which holds it too.
  @inline(__always)
  func widestPrefix(from first: Self, to last: Self) -> Int {
    // Clearing h low bits stays at or above `first` while a higher bit still differs, or if those of `first` are zero.
    let top = Self.bitWidth &- 1
    let below = Swift.max(top &- (self ^ first).leadingZeroBitCount, first.trailingZeroBitCount)
    let above = Swift.max(top &- (self ^ last).leadingZeroBitCount, (~last).trailingZeroBitCount)
    return Swift.max(0, Self.bitWidth &- Swift.min(below, above))
  }
}
