import Primitives
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    (0, 3, 10, "000"), (7, 3, 10, "007"), (1234, 3, 10, "1234"), (255, 4, 16, "00ff"), (5, 0, 10, "5"),
  ])
  func `a number has the digits asked for, or more`(number: Int, count: Int, radix: Int, text: String) {
    #expect(number.digits(count, radix: radix) == text)
  }

  @Test(
    arguments: [
      (0, 0, "0"), (0, 2, "0.00"), (0.05, 1, "0.1"), (-0.05, 1, "-0.1"), (-0.004, 2, "0.00"), (12.5, 0, "13"),
      (-12.345, 2, "-12.35"), (999.96, 1, "1000.0"), (1, 6, "1.000000"), (1e300, 2, "1e+300"),
      (.infinity, 1, "inf"),
    ] as [(Double, Int, String)])
  func `a number is rounded to its decimals`(number: Double, decimals: Int, text: String) {
    #expect(number.text(decimals: decimals) == text)
  }

  @Test func `what is equal in its key stays in its order`() {
    let words = ["bb", "a", "cc", "d", "aa"]
    #expect(words.ordered { $0.count } == ["a", "d", "bb", "cc", "aa"])
    #expect(words.ordered { -$0.count } == ["bb", "cc", "aa", "a", "d"])
  }
}
