import Primitives

/// Multivalue answer routing: up to eight records, chosen and ordered at random (Route 53 Developer Guide, "Multivalue
/// answer routing").
package enum MultivalueRouting {
  /// Records of one answer.
  package static let limit = 8

  /// The candidates of one answer.
  package struct Selection: Sendable, BitwiseCopyable {
    package private(set) var count = 0
    private var indices = InlineArray<8, UInt8>(repeating: 0)

    package subscript(position: Int) -> Int { Int(indices[position]) }

    fileprivate mutating func append(_ index: Int) {
      indices[count] = UInt8(index)
      count += 1
    }

    fileprivate mutating func swapAt(_ a: Int, _ b: Int) {
      (indices[a], indices[b]) = (indices[b], indices[a])
    }
  }

  /// Nothing if nothing is in.
  package static func choose(among set: CandidateSet, draw: UInt64) -> Selection {
    var random = SplitMix64(seed: draw)
    func below(_ bound: Int) -> Int {
      Int(truncatingIfNeeded: random.next().multipliedFullWidth(by: UInt64(bound)).high)
    }
    var selection = Selection()
    var rest = set
    var left = set.count
    // Selection sampling (Knuth, The Art of Computer Programming, 3.4.2, algorithm S), then a shuffle.
    while case let index = rest.popFirst(), index >= 0, selection.count < limit {
      if below(left) < limit - selection.count { selection.append(index) }
      left -= 1
    }
    for position in stride(from: selection.count - 1, to: 0, by: -1) {
      selection.swapAt(position, below(position + 1))
    }
    return selection
  }
}
