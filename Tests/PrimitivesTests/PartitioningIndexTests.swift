import Primitives
import Testing

@Suite("Binary search over a range")
struct PartitioningIndexTests {
  @Test("the first of the second part, wherever it begins", arguments: 0...9)
  func everyPlace(_ first: Int) {
    #expect((2..<9).partitioningIndex { $0 >= first } == min(max(first, 2), 9))
  }

  @Test("an empty range is not asked")
  func empty() {
    #expect(
      (5..<5).partitioningIndex { _ in
        Issue.record("asked")
        return true
      } == 5)
  }
}
