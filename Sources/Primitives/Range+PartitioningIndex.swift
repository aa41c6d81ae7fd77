extension Range<Int> {
  /// The first number for which `isInSecondPart` holds, where it holds for all that follow one for which it does; the upper
  /// bound if it holds for none. A binary search.
  @inlinable
  public func partitioningIndex<E: Error>(where isInSecondPart: (Int) throws(E) -> Bool) throws(E) -> Int {
    var (low, high) = (lowerBound, upperBound)
    while low < high {
      let middle = low + (high - low) / 2
      if try isInSecondPart(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
