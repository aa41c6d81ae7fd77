import Primitives

/// Draws numbers by weight in constant time: Walker's alias method, built as Vose does ("A linear algorithm for generating
/// random numbers with a given distribution", IEEE TSE 17(9), 1991).
package struct Mixture: Sendable {
  private var thresholds: [Double]
  private var aliases: [Int32]

  /// `weights` are not below zero, and one is above.
  package init(_ weights: [Double]) {
    let sum = weights.reduce(0, +)
    thresholds = weights.map { $0 / sum * Double(weights.count) }
    aliases = weights.indices.map { Int32($0) }
    var small: [Int] = []
    var large: [Int] = []
    for index in weights.indices.reversed() {
      if thresholds[index] < 1 { small.append(index) } else { large.append(index) }
    }
    while let low = small.last, let high = large.last {
      small.removeLast()
      aliases[low] = Int32(high)
      thresholds[high] -= 1 - thresholds[low]
      if thresholds[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    // What is left is 1 but for rounding.
    for index in small + large { thresholds[index] = 1 }
  }

  package var count: Int { thresholds.count }

  @inline(__always)
  package func draw(_ stream: inout RandomStream) -> Int {
    let index = stream.below(thresholds.count)
    return stream.uniform() < thresholds[index] ? index : Int(aliases[index])
  }
}
