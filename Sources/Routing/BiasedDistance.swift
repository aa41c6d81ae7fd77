import Geo

/// How far a record of geoproximity routing is from the client, and how far its bias makes it.
///
/// It keeps the way through the Earth, which is cheap to tell; the great circle is worked out when it is asked for.
package struct BiasedDistance: Sendable, BitwiseCopyable, Equatable {
  private let straightKilometres: Double
  /// What the bias multiplies a distance by.
  private let factor: Double

  init(from client: Coordinates, to record: Coordinates, factor: Double) {
    (straightKilometres, self.factor) = (record.straightKilometres(to: client), factor)
  }

  /// By great circle.
  package var kilometres: Double { Coordinates.greatCircle(straightKilometres: straightKilometres) }

  package var biasedKilometres: Double { kilometres * factor }

  func isShorter(than other: BiasedDistance) -> Bool {
    if factor == other.factor { return straightKilometres < other.straightKilometres }
    // A great circle is at least as long as the way through the Earth, and at most half of pi times that: most are told
    // apart without it.
    let (straight, others) = (straightKilometres * factor, other.straightKilometres * other.factor)
    if straight * 1.5708 < others { return true }
    if straight > others * 1.5708 { return false }
    return biasedKilometres < other.biasedKilometres
  }
}
