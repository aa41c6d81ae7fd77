import Primitives

/// Times by their order of magnitude: 32 classes an octave, so that a quantile is right within 2.2 %. Of fixed size.
package struct LatencyHistogram: Hashable, Sendable {
  /// From a microsecond on.
  private static let octaves = 27
  private static let classes = 32
  private var counts = [Int](repeating: 0, count: octaves * classes)

  package init() {}

  package mutating func add(_ nanoseconds: Int64) { counts[Self.place(nanoseconds)] += 1 }

  package mutating func add(_ other: LatencyHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  /// Linear within an octave.
  private static func place(_ nanoseconds: Int64) -> Int {
    let value = UInt64(max(1024, nanoseconds))
    let octave = 63 - value.leadingZeroBitCount
    let within = Int(value >> UInt64(octave - 5)) - classes
    return min((octave - 10) * classes + within, octaves * classes - 1)
  }

  /// Seconds below which the share `q` of the times is; nil: there are none.
  package func quantile(_ q: Double) -> Double? {
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    var left = Int((q * Double(total)).rounded(.up))
    for (place, count) in counts.enumerated() {
      left -= count
      guard left <= 0 else { continue }
      let lower = Double(Self.classes + place % Self.classes) + 0.5
      return lower * Double(UInt64(1) << UInt64(place / Self.classes + 5)) / 1e9
    }
    return nil
  }
}
