import Foundation
import Primitives
import Testing

@Suite struct ElementaryTests {
  @Test(
    "Within 2e-15 of the system's exponential",
    arguments: [-700.0, -30.5, -1, -1e-9, 0, 1e-9, 0.3, 1, 2.5, 100, 709])
  func exponential(x: Double) {
    #expect(abs(Elementary.exponential(x) / Foundation.exp(x) - 1) < 2e-15)
  }

  @Test(
    "Within 2e-15 of the system's logarithm",
    arguments: [1e-300, 0.1, 0.7072, 0.999999, 1.0000001, 1.5, 2, 1e10, 1e300])
  func logarithm(x: Double) {
    let expected = Foundation.log(x)
    #expect(abs(Elementary.logarithm(x) - expected) <= 2e-15 * abs(expected))
  }

  @Test func ends() {
    #expect(Elementary.exponential(710) == .infinity)
    #expect(Elementary.exponential(-746) == 0)
    #expect(Elementary.logarithm(0) == -.infinity)
    #expect(Elementary.logarithm(-1).isNaN)
    #expect(Elementary.logarithm(1) == 0)
    #expect(Elementary.power(2, 10) == 1024 || abs(Elementary.power(2, 10) / 1024 - 1) < 1e-14)
  }
}
