import Primitives

/// Deals requests out over the targets of a load balancer: a state machine, told of what begins, ends and fails.
///
/// ```
/// choose ──▶ begin ──▶ (the request) ──▶ end(took:)      setHealthy: what health checks say
/// ```
///
/// Where no target is healthy, all are asked, as AWS' load balancers do (they "fail open").
package struct Balancer: Sendable {
  /// What a request has that a choice may look at.
  package struct Request: Sendable {
    /// Of what `hash` goes by; equal ones go to equal targets.
    package var key: UInt64
    /// The target that a sticky cookie names.
    package var sticky: String?

    package init(key: UInt64 = 0, sticky: String? = nil) { (self.key, self.sticky) = (key, sticky) }
  }

  package private(set) var settings: LoadBalancer
  private var states: [TargetState]
  /// Where `leastConnections` looks first, so that equals take turns.
  private var turn = 0

  package init(_ settings: LoadBalancer) {
    self.settings = settings
    states = settings.targets.map(TargetState.init)
  }

  /// New settings; what is known of a target stays with its name. Requests under way at targets that are gone end with
  /// `end` as others do.
  package mutating func reload(_ settings: LoadBalancer) {
    let known = states
    self.settings = settings
    states = settings.targets.map { target in
      var state = known.first { $0.target.name == target.name } ?? TargetState(target)
      state.target = target
      return state
    }
  }

  // MARK: What happens

  package mutating func begin(_ name: String) { change(name) { $0.active += 1 } }

  /// `took`: from the request to the head of the response; nil if none came.
  package mutating func end(_ name: String, took: Duration?, at now: Instant) {
    change(name) {
      $0.active = max(0, $0.active - 1)
      guard let took else { return }
      $0.responseTime.add(
        Double(took.components.seconds) * 1e9 + Double(took.components.attoseconds) / 1e9, at: now)
    }
  }

  package mutating func setHealthy(_ isHealthy: Bool, _ name: String, at now: Instant) {
    change(name) {
      if isHealthy, !$0.isHealthy { $0.healthySince = now }
      $0.isHealthy = isHealthy
    }
  }

  private mutating func change(_ name: String, _ act: (inout TargetState) -> Void) {
    guard let index = states.firstIndex(where: { $0.target.name == name }) else { return }
    act(&states[index])
  }

  package func isHealthy(_ name: String) -> Bool {
    states.contains { $0.target.name == name && $0.isHealthy }
  }
  package func active(_ name: String) -> Int {
    states.first { $0.target.name == name }?.active ?? 0
  }

  // MARK: Choices

  /// The target to ask; nil where all have been tried.
  ///
  /// - Parameters:
  ///   - tried: targets that have failed this request already.
  ///   - draws: for `responseTime`.
  package mutating func choose(
    for request: Request, tried: [String] = [], draws: inout SplitMix64, now: Instant
  ) -> String? {
    let untried = states.indices.filter { !tried.contains(states[$0].target.name) }
    if let sticky = untried.first(where: { states[$0].target.name == request.sticky }),
      states[sticky].isHealthy
    {
      return states[sticky].target.name
    }
    var candidates = untried.filter { states[$0].isHealthy && !states[$0].target.isDraining }
    if candidates.isEmpty { candidates = untried.filter { !states[$0].target.isDraining } }
    guard let first = candidates.first else { return nil }
    let chosen = candidates.count == 1 ? first : choose(among: candidates, request.key, &draws, now)
    return states[chosen].target.name
  }

  private mutating func choose(
    among candidates: [Int], _ key: UInt64, _ draws: inout SplitMix64, _ now: Instant
  ) -> Int {
    switch settings.algorithm {
    case .roundRobin: nextInTurn(candidates, now)
    case .leastConnections: leastLoaded(candidates, now)
    case .responseTime: betterOfTwo(candidates, &draws, now)
    case .hash: highestScore(candidates, key)
    }
  }

  private func weight(_ index: Int, _ now: Instant) -> Double {
    states[index].weight(at: now, slowStart: settings.slowStart)
  }

  /// Smooth weighted round robin, as nginx has it: each gets its weight in credit, the richest is taken and pays for all.
  private mutating func nextInTurn(_ candidates: [Int], _ now: Instant) -> Int {
    var (total, best) = (0.0, candidates[0])
    for index in candidates {
      let weight = weight(index, now)
      total += weight
      states[index].credit += weight
      if states[index].credit > states[best].credit { best = index }
    }
    states[best].credit -= total
    return best
  }

  private mutating func leastLoaded(_ candidates: [Int], _ now: Instant) -> Int {
    turn &+= 1
    var best = candidates[turn % candidates.count]
    var least = Double(states[best].active + 1) / weight(best, now)
    for offset in 1..<candidates.count {
      let index = candidates[(turn + offset) % candidates.count]
      let load = Double(states[index].active + 1) / weight(index, now)
      if load < least { (best, least) = (index, load) }
    }
    return best
  }

  /// Two choices do almost as well as all, and no herd runs after the fastest (Mitzenmacher, "The power of two choices
  /// in randomized load balancing", 2001).
  private func betterOfTwo(_ candidates: [Int], _ draws: inout SplitMix64, _ now: Instant) -> Int {
    let one = Int(draws.next() % UInt64(candidates.count))
    var other = Int(draws.next() % UInt64(candidates.count - 1))
    if other >= one { other += 1 }
    let (a, b) = (candidates[one], candidates[other])
    return wait(a, now) <= wait(b, now) ? a : b
  }

  private func wait(_ index: Int, _ now: Instant) -> Double {
    states[index].responseTime.estimate(at: now) * Double(states[index].active + 1)
      / weight(index, now)
  }

  /// Weighted rendezvous hashing (Thaler and Ravishankar, 1998): each target scores by the key and its name, so that the
  /// others' scores stay what they are when one comes or goes. Slow start does not count: keys would move twice.
  private func highestScore(_ candidates: [Int], _ key: UInt64) -> Int {
    var (best, highest) = (candidates[0], -Double.infinity)
    for index in candidates {
      let name = Array(states[index].target.name.utf8)
      // Mixed once more: the hash of so few octets is good for a table, not for a draw.
      var draws = SplitMix64(seed: KeyedHash(seed: key)(name.span))
      let draw = Double(draws.next() >> 11)
      let score =
        -Double(states[index].target.weight) / Elementary.logarithm((draw + 0.5) / Double(1 << 53))
      if score > highest { (best, highest) = (index, score) }
    }
    return best
  }
}
