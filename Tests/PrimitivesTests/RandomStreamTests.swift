import Primitives
import Testing

@Suite struct RandomStreamTests {
  @Test("Streams of one seed differ by kind and by number, and repeat themselves")
  func splits() {
    func first(_ seed: UInt64, _ kind: StaticString, _ number: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, kind: kind, number: number)
      return stream.next()
    }
    let numbers = [
      first(1, "client", 0), first(1, "client", 1), first(1, "resolver", 0), first(1, "resolver", 1),
      first(2, "client", 0),
    ]
    #expect(Set(numbers).count == numbers.count)
    #expect(first(1, "client", 1) == numbers[1])
  }

  @Test func uniformAndBelowFillTheirRange() {
    var stream = RandomStream(seed: 7, kind: "test")
    var counts = [Int](repeating: 0, count: 10)
    for _ in 0..<100_000 { counts[stream.below(10)] += 1 }
    // Chi-square, 9 degrees of freedom, 0.001.
    let chiSquare = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    #expect(chiSquare < 27.88)
    for _ in 0..<1000 {
      let number = stream.uniform()
      #expect(number >= 0 && number < 1)
    }
  }

  @Test("Means and deviations of 200,000 draws, within four standard errors")
  func moments() {
    var stream = RandomStream(seed: 11, kind: "test")
    let count = 200_000
    var (exponential, normal, square, below) = (0.0, 0.0, 0.0, 0)
    for _ in 0..<count {
      exponential += stream.exponential(mean: 3)
      let draw = stream.normal()
      normal += draw
      square += draw * draw
      if stream.lognormal(median: 1500, sigma: 1) < 1500 { below += 1 }
    }
    #expect(abs(exponential / Double(count) - 3) < 0.03)
    #expect(abs(normal / Double(count)) < 0.01)
    #expect(abs(square / Double(count) - 1) < 0.015)
    #expect(abs(Double(below) / Double(count) - 0.5) < 0.005)
  }
}
