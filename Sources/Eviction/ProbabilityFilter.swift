import Primitives

/// With a probability that falls with the size: p e^(-rate x size). With rate 0 it is the same for all.
///
/// Berger, Sitaraman, Harchol-Balter, "AdaptSize: orchestrating the hot object memory cache in a content delivery
/// network", NSDI 2017, with a rate that stays.
struct ProbabilityFilter: AdmissionFilter {
  let probability: Double
  /// Per octet.
  let rate: Double
  var random: RandomStream

  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    random.uniform() < probability * Elementary.exponential(-rate * Double(request.size))
  }
}
