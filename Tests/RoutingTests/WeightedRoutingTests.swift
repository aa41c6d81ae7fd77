import Primitives
import Testing

@testable import Routing

@Suite struct WeightedRoutingTests {
  /// Chi-square over 100,000 draws of a fixed seed; the critical values at 0.001.
  @Test(
    arguments: [
      ([10, 20, 30, 40], 16.266), ([1, 255], 10.828), ([0, 5, 5, 0], 10.828), ([0, 0, 0], 13.816),
      ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 27.877),
    ] as [([UInt8], Double)])
  func `Developer Guide, Weighted routing: weight over sum of weights`(weights: [UInt8], critical: Double) {
    let candidates = weights.map { RoutingCandidate(.weighted($0)) }
    var random = SplitMix64(seed: 53)
    var counts = [Int](repeating: 0, count: weights.count)
    for _ in 0..<100_000 {
      let choice = WeightedRouting.choose(
        from: candidates.span, among: CandidateSet(count: weights.count), draw: random.next())
      counts[choice?.candidate ?? 0] += 1
    }
    let sum = weights.reduce(0) { $0 + Int($1) }
    var statistic = 0.0
    for (weight, count) in zip(weights, counts) {
      let share = sum == 0 ? 1 / Double(weights.count) : Double(weight) / Double(sum)
      if share == 0 {
        #expect(count == 0)
        continue
      }
      let expected = share * 100_000
      statistic += (Double(count) - expected) * (Double(count) - expected) / expected
    }
    #expect(statistic < critical, "\(counts)")
  }

  @Test(arguments: [[10, 20, 30, 40], [0, 5, 5, 0], [1], [255, 0], Array(0..<100)] as [[UInt8]])
  func `with no record left out halving chooses what counting along chooses`(weights: [UInt8]) {
    var candidates: [RoutingCandidate] = []
    for weight in weights {
      candidates.append(RoutingCandidate(.weighted(weight), weightBefore: candidates.last?.weightSum ?? 0))
    }
    let sum = weights.reduce(0) { $0 + Int($1) }
    var random = SplitMix64(seed: 54)
    for _ in 0..<10_000 {
      let draw = random.next()
      let halved = WeightedRouting.choose(fromAll: candidates.span, sum: sum, draw: draw)
      let counted = WeightedRouting.choose(
        from: candidates.span, among: CandidateSet(count: weights.count), draw: draw)
      #expect(halved == counted)
    }
  }

  @Test func `a decision draws by weight as well, and the same seed gives the same sequence`() throws {
    let zone = try RoutedZone(
      """
      w A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1"
      w A 192.0.2.2 ; AWS routing="WEIGHTED" weight=3 identifier="2"
      """)
    func sequence(_ seed: UInt64, _ count: Int) throws -> [Int] {
      var random = SplitMix64(seed: seed)
      return try (0..<count).map { _ in zone.answer(try zone.decide("w", draw: random.next()))[0] }
    }
    #expect(try sequence(7, 1000) == sequence(7, 1000))
    #expect(try sequence(7, 1000) != sequence(8, 1000))
    let first = Double(try sequence(9, 20_000).count { $0 == 1 })
    #expect((first - 5000) * (first - 5000) / 5000 * 4 / 3 < 10.828)
  }
}
