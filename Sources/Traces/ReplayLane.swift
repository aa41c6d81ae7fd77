import Eviction

/// One of the caches that a trace goes through side by side, and its figures by stretch.
package struct ReplayLane {
  package let policy: PolicySpecification
  /// Octets or objects, before sampling.
  package let capacity: Int
  private var cache: ReplayCache
  private let origin: ReplayOrigin
  private var closed: [ReplayFigures] = []
  private var hasBegun = false

  /// - Parameters:
  ///   - scale: what share of the objects is replayed; the cache is as much smaller.
  ///   - content: what a static cache is filled with.
  package init(
    _ policy: PolicySpecification, capacity: Int, seed: UInt64, _ rules: ReplayRules, scale: Double = 1,
    content: StaticContent = StaticContent()
  ) {
    (self.policy, self.capacity) = (policy, capacity)
    let scaled = scale < 1 ? max(1, Int(Double(capacity) * scale)) : capacity
    origin = ReplayOrigin(rules: rules)
    cache = policy.replayCache(capacity: scaled, seed: seed, rules, content: content)
  }

  /// - Parameters:
  ///   - objects: those of the batch; worth their numbers where more caches than one replay it.
  ///   - number: of its first request.
  package mutating func replay(
    _ batch: [Request], objects: BatchObjects? = nil, _ pieces: [ReplayDivision.Piece], number: Int
  ) {
    let isPlain = origin.rules.isPlain
    if isPlain, let objects { cache.open(batch, objects) }
    for piece in pieces {
      if piece.begins, hasBegun { closed.append(cache.takeFigures()) }
      hasBegun = true
      if isPlain {
        cache.replay(batch, objects, in: piece.range, number: number + piece.range.lowerBound)
      } else {
        for index in piece.range {
          _ = cache.ask(batch[index], number: number + index) { origin.answer($0) }
        }
      }
    }
    if isPlain, objects != nil { cache.close() }
  }

  /// Closes the last stretch. One entry a stretch.
  package mutating func finish() -> [ReplayFigures] {
    closed.append(cache.takeFigures())
    return closed
  }

  package var objects: Int { cache.objects }
  package var occupied: Int { cache.occupied }
}
