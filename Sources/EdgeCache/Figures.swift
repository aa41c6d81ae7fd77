/// What a cache has done since it was made; survives reloads.
package struct Figures: Sendable {
  package struct Count: Hashable, Sendable {
    package var requests = 0
    /// Octets sent to viewers, heads included.
    package var bytes = 0

    package init(requests: Int = 0, bytes: Int = 0) { (self.requests, self.bytes) = (requests, bytes) }

    package static func + (a: Count, b: Count) -> Count {
      Count(requests: a.requests + b.requests, bytes: a.bytes + b.bytes)
    }
  }

  /// One distribution and behaviour. Requests that are malformed or for no known host have the
  /// distribution and behaviour `-`.
  package struct Series: Hashable, Sendable {
    /// `Distribution.id`
    package var distribution: String
    /// `CacheBehavior.pathPattern`
    package var behavior: String
    /// As what the cache answered: a point of presence is the edge to all.
    package var tier = CacheTier.Role.edge
  }

  package struct OriginCount: Hashable, Sendable {
    /// `Distribution.id`
    package var distribution: String
    /// Those to another cache of the edge are not among them.
    package var requests = 0
    /// Octets of response bodies received.
    package var bytes = 0
    /// Requests to a secondary after the primary of its group had failed.
    package var failovers = 0
  }

  /// Requests that a rule of a web ACL has counted, allowed or blocked.
  package struct RuleCount: Hashable, Sendable {
    /// `WebACL.name`
    package var webACL: String
    package var rule: String
    /// `Allow`, `Block` or `Count`
    package var action: String
    package var requests = 0
  }

  /// In the order of the configuration, what earlier configurations had added kept in its place.
  package internal(set) var series: [Series] = [Series(distribution: "-", behavior: "-")]
  package internal(set) var origins: [OriginCount] = []
  package internal(set) var rules: [RuleCount] = []
  package internal(set) var objects = 0
  /// Octets the stored objects and the fetches in flight take of `capacity`.
  package internal(set) var bytes = 0
  package internal(set) var capacity = 0
  /// Of `bytes`, those of objects whose bodies are in a cold store: heads, keys, index.
  package internal(set) var coldIndexBytes = 0
  package internal(set) var evictions = 0
  /// Of each series, what the origin answered because the method is not cached: neither hit nor miss of the cache.
  private var uncacheable = [Count()]
  /// Of the hits of each series, those on static content.
  private var ofStatic = [Count()]
  /// Of the hits of each series, those that a cache nearer to the origin had.
  private var fromAbove = [Count()]
  private var counts = [Count](repeating: Count(), count: ResultType.allCases.count)

  init() {}

  /// Requests and bytes of `series[index]` that ended with `result`.
  package func count(_ index: Int, _ result: ResultType) -> Count {
    counts[index * ResultType.allCases.count + Int(result.rawValue)]
  }

  /// Of the misses of `series[index]`, those that no cache could have answered.
  package func uncacheable(_ index: Int) -> Count { uncacheable[index] }

  /// Of the hits of `series[index]`, those that a cache nearer to the origin had: misses of this one.
  package func fromAbove(_ index: Int) -> Count { fromAbove[index] }

  mutating func addFromAbove(_ index: Int, bytes: Int) {
    fromAbove[index].requests &+= 1
    fromAbove[index].bytes &+= bytes
  }

  /// Of the hits of `series[index]`, those on static content.
  package func ofStatic(_ index: Int) -> Count { ofStatic[index] }

  mutating func addStatic(_ index: Int, bytes: Int) {
    ofStatic[index].requests &+= 1
    ofStatic[index].bytes &+= bytes
  }

  mutating func addUncacheable(_ index: Int, bytes: Int) {
    uncacheable[index].requests &+= 1
    uncacheable[index].bytes &+= bytes
  }

  /// The place of a series, made on first use.
  mutating func index(
    distribution: String, behavior: String, tier: CacheTier.Role = .edge
  ) -> Int {
    let wanted = Series(distribution: distribution, behavior: behavior, tier: tier)
    if let index = series.firstIndex(of: wanted) { return index }
    series.append(wanted)
    uncacheable.append(Count())
    fromAbove.append(Count())
    ofStatic.append(Count())
    counts.append(contentsOf: repeatElement(Count(), count: ResultType.allCases.count))
    return series.count - 1
  }

  mutating func originIndex(distribution: String) -> Int {
    if let index = origins.firstIndex(where: { $0.distribution == distribution }) { return index }
    origins.append(OriginCount(distribution: distribution))
    return origins.count - 1
  }

  mutating func ruleIndex(webACL: String, rule: String, action: WebACL.Action) -> Int {
    let wanted = RuleCount(webACL: webACL, rule: rule, action: action.word)
    let place = rules.firstIndex {
      $0.webACL == wanted.webACL && $0.rule == wanted.rule && $0.action == wanted.action
    }
    if let place { return place }
    rules.append(wanted)
    return rules.count - 1
  }

  mutating func addRule(_ index: Int) { rules[index].requests &+= 1 }

  mutating func add(_ index: Int, _ result: ResultType, bytes: Int) {
    let place = index * resultTypeCount + Int(result.rawValue)
    counts[place].requests &+= 1
    counts[place].bytes &+= bytes
  }
}

private let resultTypeCount = ResultType.allCases.count
