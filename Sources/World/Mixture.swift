import Primitives

/// Draws numbers by weight in constant time: Walker's alias method, built as Vose does ("A linear algorithm for generating
/// random numbers with a given distribution", IEEE TSE 17(9), 1991).
///
/// One random number a draw: its product with the number of columns is the column and, behind the point, the place in it.
package struct Mixture: Sendable {
  private struct Column: BitwiseCopyable {
    /// Of 2^64.
    var threshold: UInt64
    var alias: Int
  }

  private var columns: [Column]

  /// `weights` are not below zero, and one is above.
  package init(_ weights: [Double]) {
    let sum = weights.reduce(0, +)
    var thresholds = weights.map { $0 / sum * Double(weights.count) }
    var aliases = Array(weights.indices)
    var small: [Int] = []
    var large: [Int] = []
    for index in weights.indices.reversed() {
      if thresholds[index] < 1 { small.append(index) } else { large.append(index) }
    }
    while let low = small.last, let high = large.last {
      small.removeLast()
      aliases[low] = high
      thresholds[high] -= 1 - thresholds[low]
      if thresholds[high] < 1 {
        large.removeLast()
        small.append(high)
      }
    }
    // What is left is 1 but for rounding.
    for index in small + large { (thresholds[index], aliases[index]) = (1, index) }
    columns = zip(thresholds, aliases).map { threshold, alias in
      Column(threshold: threshold < 1 ? UInt64(max(0, threshold) * 0x1p64) : .max, alias: alias)
    }
  }

  package var count: Int { columns.count }

  @inline(__always)
  package func draw(_ stream: inout RandomStream) -> Int {
    let (index, place) = stream.next().multipliedFullWidth(by: UInt64(columns.count))
    let column = columns[Int(index)]
    return place < column.threshold ? Int(index) : column.alias
  }
}
