/// Which points are beaten by no other: none is as good in everything and better in something.
package enum ParetoFront {
  /// - Parameter points: less is better in every coordinate; nil: it was not measured, and counts for nothing.
  /// - Returns: of each point, whether it is on the front. Of equal points all are.
  package static func members(_ points: [[Double?]]) -> [Bool] {
    let known = points.map { point in
      point.allSatisfy { $0 != nil } ? point.compactMap(\.self) : nil
    }
    return known.map { point in
      guard let point else { return false }
      return !known.contains { other in other.map { dominates($0, point) } ?? false }
    }
  }

  private static func dominates(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { $0 <= $1 } && zip(a, b).contains { $0 < $1 }
  }
}
