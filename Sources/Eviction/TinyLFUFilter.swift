/// Whoever was asked for more often lately than the one it would push out.
///
/// Einziger, Friedman, Manes, "TinyLFU: a highly efficient cache admission policy", ACM Transactions on Storage 13(4),
/// 2017. Every request counts, and counts are halved as the paper's reset has it. While there is room everybody enters.
struct TinyLFUFilter: AdmissionFilter {
  /// Requests between two halvings, in objects.
  private static let period = 10

  private var sketch: FrequencySketch
  private var noted = 0
  private let objects: Int

  /// - Parameter objects: in the cache, about; the sketch has 58 octets for each.
  init(objects: Int) {
    self.objects = objects
    sketch = FrequencySketch(entries: objects)
  }

  mutating func note(_ request: CacheRequest) {
    sketch.add(request.id)
    noted += 1
    if noted == Self.period * objects {
      noted = 0
      sketch.halve()
    }
  }

  func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    guard let victim else { return true }
    return sketch.estimate(request.id) > sketch.estimate(victim)
  }
}
