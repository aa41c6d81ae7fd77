import Primitives

/// What lies between a user and the first hub: most of the round trip to a point of presence nearby.
struct AccessNetwork: Sendable {
  /// Of the users.
  let share: Double
  /// Milliseconds of the round trip.
  let median: Double

  /// Medians in line with the reports of the FCC on broadband; the shares are a choice.
  static let usual = [
    AccessNetwork(share: 0.26, median: 5),  // fibre
    AccessNetwork(share: 0.20, median: 15),  // cable
    AccessNetwork(share: 0.14, median: 30),  // DSL
    AccessNetwork(share: 0.28, median: 40),  // 4G
    AccessNetwork(share: 0.11, median: 25),  // 5G
    AccessNetwork(share: 0.008, median: 45),  // satellites nearby
    AccessNetwork(share: 0.002, median: 600),  // satellites far away
  ]
}

/// Factors by which a round trip differs from its median: lognormal, as quantiles in a table, so that a draw is a look-up.
struct Jitter: Sendable {
  private let quantiles: [Double]

  init(sigma: Double) {
    var stream = RandomStream(seed: 0, kind: "jitter")
    quantiles = (0..<1024 * 8).map { _ in stream.lognormal(median: 1, sigma: sigma) }.sorted().enumerated()
      .filter { $0.offset % 8 == 4 }.map(\.element)
  }

  /// `bits`: ten random ones count.
  @inline(__always)
  func factor(_ bits: UInt64) -> Double { quantiles[Int(bits & 1023)] }

  /// Of the way over the backbone, and of an access network.
  static let backbone = Jitter(sigma: 0.02)
  static let access = Jitter(sigma: 0.4)
}
