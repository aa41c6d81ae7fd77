/// Where values stand on an axis, and the round numbers that it is marked with.
struct PlotScale {
  let low: Double
  let high: Double
  let ticks: [Double]
  /// Of the axis, in the drawing.
  let start: Double
  let end: Double

  /// From zero, or from about the least value where that is far from it, to about the greatest.
  init(_ values: [Double], start: Double, end: Double, fromZero: Bool = false, steps: Int = 5) {
    let finite = values.filter(\.isFinite)
    let top = finite.max() ?? 1
    let least = finite.min() ?? 0
    let isFarFromZero = !fromZero && least > 0 && top > least && top - least < least
    let bottom = isFarFromZero ? least : min(0, least)
    let step = Self.step(max(top - bottom, abs(top) * 1e-6, 1e-9) / Double(steps))
    low = (bottom / step).rounded(.down) * step
    // Without the rounding of a division.
    let marks = max(1, Int(((top - low) / step - 1e-9).rounded(.up)))
    high = low + Double(marks) * step
    ticks = (0...marks).map { [low] in low + Double($0) * step }
    (self.start, self.end) = (start, end)
  }

  func place(_ value: Double) -> Double { start + (end - start) * (min(value, high) - low) / (high - low) }

  /// 1, 2 or 5 times a power of ten, `least` at least.
  static func step(_ least: Double) -> Double {
    var power = 1.0
    while power > least { power /= 10 }
    while power * 10 <= least { power *= 10 }
    return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * 0.999_999 } ?? power * 10
  }
}
