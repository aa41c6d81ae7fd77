/// Which candidates of a group are still in: a set of up to 128 numbers in two words. A group has at most 100.
public struct CandidateSet: Sendable, BitwiseCopyable, Equatable {
  private var low: UInt64
  private var high: UInt64

  /// All of `count` candidates.
  public init(count: Int) {
    precondition(count <= 128)
    low = count >= 64 ? .max : (1 &<< UInt64(count)) &- 1
    high = count >= 128 ? .max : count <= 64 ? 0 : (1 &<< UInt64(count &- 64)) &- 1
  }

  /// One candidate.
  public init(only index: Int) {
    precondition((0..<128).contains(index))
    low = index < 64 ? 1 &<< UInt64(index) : 0
    high = index < 64 ? 0 : 1 &<< UInt64(index &- 64)
  }

  public var isEmpty: Bool { low | high == 0 }
  public var count: Int { low.nonzeroBitCount &+ high.nonzeroBitCount }

  /// The lowest number, -1 if there is none.
  public var first: Int {
    low != 0 ? low.trailingZeroBitCount : high != 0 ? 64 &+ high.trailingZeroBitCount : -1
  }

  public func contains(_ index: Int) -> Bool {
    (index < 64 ? low &>> UInt64(index) : high &>> UInt64(index &- 64)) & 1 != 0
  }

  /// Without those of `other`.
  public func subtracting(_ other: CandidateSet) -> CandidateSet {
    var difference = self
    difference.low &= ~other.low
    difference.high &= ~other.high
    return difference
  }

  public mutating func remove(_ index: Int) {
    if index < 64 { low &= ~(1 &<< UInt64(index)) } else { high &= ~(1 &<< UInt64(index &- 64)) }
  }

  /// Removes the lowest number and returns it, -1 if there is none: the loop over all of them.
  public mutating func popFirst() -> Int {
    let index = first
    if index >= 0 { remove(index) }
    return index
  }
}
