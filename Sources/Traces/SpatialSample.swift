/// A share of the objects, all requests for them, chosen by a hash of the id: a cache as much smaller behaves alike.
///
/// Fixed-rate SHARDS: Waldspurger, Park, Garthwaite, Ahmad, "Efficient MRC construction with SHARDS", FAST 2015.
package struct SpatialSample: Hashable, Sendable {
  package let rate: Double
  private let threshold: UInt64

  /// - Parameter rate: over 0, at most 1.
  package init?(rate: Double) {
    guard rate > 0, rate <= 1 else { return nil }
    self.rate = rate
    threshold = rate == 1 ? .max : UInt64(rate * 0x1p64)
  }

  package func keep(_ batch: inout [Request]) {
    guard rate < 1 else { return }
    batch.removeAll { !contains($0.id) }
  }

  /// Whether the object is in the share.
  ///
  /// Another mix than the tables': what is kept must fill them evenly.
  func contains(_ id: UInt64) -> Bool {
    guard rate < 1 else { return true }
    var mixed = id &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
    return (mixed ^ (mixed &>> 31)) < threshold
  }
}
