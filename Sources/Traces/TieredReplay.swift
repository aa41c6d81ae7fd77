import Eviction

/// How requests are split over the caches of the first tier.
package enum RequestSplit: String, Sendable, CaseIterable {
  /// By `Request.client`.
  case client
  /// By `Request.id`: each object has one cache.
  case key
}

/// Caches that ask each other for what they do not have: those of each tier those of the next, the last ones the origin.
///
/// Requests of one client, or for one object, always come to the same cache of the first tier, and neighbours there ask
/// the same cache of the next.
package struct TieredReplay {
  private let tiers: [[ReplayCache]]
  private let origin: ReplayOrigin
  private let split: RequestSplit
  /// By tier and stretch.
  private var closed: [[ReplayFigures]]
  private var hasBegun = false

  /// - Parameters:
  ///   - tiers: of which the size is not looked at, but for `capacities`: octets or objects of each cache.
  ///   - scale: what share of the objects is replayed; caches are as much smaller.
  package init(
    _ tiers: [TierSpecification], capacities: [Int], split: RequestSplit, seed: UInt64, _ rules: ReplayRules,
    scale: Double = 1, content: (PolicySpecification) -> StaticContent = { _ in StaticContent() }
  ) {
    (self.split, origin) = (split, ReplayOrigin(rules: rules))
    self.tiers = zip(tiers, capacities).enumerated().map { tier, plan in
      let capacity = scale < 1 ? max(1, Int(Double(plan.1) * scale)) : plan.1
      return (0..<plan.0.count).map { node in
        plan.0.policy.replayCache(
          capacity: capacity, seed: seed &+ UInt64(tier) &* 1_000_003 &+ UInt64(node), rules,
          content: content(plan.0.policy))
      }
    }
    closed = Array(repeating: [], count: tiers.count)
  }

  package mutating func replay(_ batch: [Request], _ pieces: [ReplayDivision.Piece], number: Int) {
    for piece in pieces {
      if piece.begins, hasBegun { close() }
      hasBegun = true
      for index in piece.range {
        let request = batch[index]
        _ = ask(tier: 0, node(for: request), request, number: number + index)
      }
    }
  }

  /// Closes the last stretch. Of each tier one entry a stretch.
  package mutating func finish() -> [[ReplayFigures]] {
    close()
    return closed
  }

  /// Objects in the caches of each tier.
  package var objects: [Int] { tiers.map { $0.reduce(0) { $0 + $1.objects } } }

  private mutating func close() {
    for tier in tiers.indices {
      closed[tier].append(
        tiers[tier].reduce(ReplayFigures()) { sum, cache in
          var cache = cache
          return sum + cache.takeFigures()
        })
    }
  }

  private func node(for request: Request) -> Int {
    let name = split == .key ? request.id : UInt64(request.client) &+ 1
    // Another multiplier than that of the tables (MurmurHash3's second).
    return Int((name &* 0xC4CE_B9FE_1A85_EC53).multipliedFullWidth(by: UInt64(tiers[0].count)).high)
  }

  private func ask(tier: Int, _ node: Int, _ request: Request, number: Int) -> FetchAnswer {
    guard tier < tiers.count else { return origin.answer(request) }
    return tiers[tier][node].ask(request, number: number) { request in
      let next = tier + 1 < tiers.count ? node * tiers[tier + 1].count / tiers[tier].count : 0
      return ask(tier: tier + 1, next, request, number: number)
    }
  }
}
