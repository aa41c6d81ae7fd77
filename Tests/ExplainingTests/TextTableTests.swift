import Testing

@testable import Explaining

@Suite struct TextTableTests {
  @Test func `columns are as wide as their widest cell, and nothing trails`() {
    let table = TextTable(header: ["A", "LONG", ""], rows: [["wide", "x", ""], ["", "yy", "z"]])
    #expect(table.lines == ["A     LONG", "wide  x", "      yy    z"])
  }

  @Test(
    arguments: [
      (0.0, 2, "0.00"), (1.5, 0, "2"), (-0.05, 2, "-0.05"), (12.345, 1, "12.3"), (-122.4194, 2, "-122.42"),
      (-0.001, 1, "0.0"), (99.96, 1, "100.0"),
    ] as [(Double, Int, String)])
  func `numbers have as many decimals as asked for`(number: Double, decimals: Int, text: String) {
    #expect(number.text(decimals: decimals) == text)
  }
}
