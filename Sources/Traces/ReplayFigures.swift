/// What a cache did with a stretch of a trace.
public struct ReplayFigures: Hashable, Sendable {
  /// Requests the cache did not answer: cold, passed by, evicted before, expired. Each goes to the origin, or to the cache
  /// behind this one.
  public var misses = 0
  /// Octets of those requests, as the requests say.
  public var missedOctets = 0
  /// Requests whose object was cached and had outlived its TTL.
  public var expired = 0
  /// Of those, the ones whose object had not changed: each a request to the origin, without octets, and no miss.
  public var renewed = 0
  /// Hits of requests that came while the object was being fetched.
  public var collapsed = 0
  /// Objects that came in, and their octets: what is written to the cache's disks.
  public var insertions = 0
  public var writtenOctets = 0
  /// Objects the policy pushed out.
  public var evictions = 0
  /// Of those, the ones that were never hit: written for nothing.
  public var evictedUnused = 0
  /// Sum over evictions of the seconds since the object came in; `.max` if that is more.
  public var evictedAge = 0

  public init() {}

  /// Times may be as far apart as a trace says.
  mutating func add(evictedAge age: Int) {
    let (sum, isMore) = evictedAge.addingReportingOverflow(age)
    evictedAge = isMore ? .max : sum
  }

  /// Requests to whoever is behind the cache.
  package var sentOn: Int { misses + renewed }

  /// Seconds that evicted objects were cached on average; nil if none was evicted.
  package var meanEvictedAge: Double? { evictions == 0 ? nil : Double(evictedAge) / Double(evictions) }

  /// Of a sample, what all would have had.
  package func scaled(by factor: Double) -> ReplayFigures {
    func scaled(_ count: Int) -> Int { Int(exactly: (Double(count) * factor).rounded()) ?? .max }
    var all = ReplayFigures()
    all.misses = scaled(misses)
    all.missedOctets = scaled(missedOctets)
    all.expired = scaled(expired)
    all.renewed = scaled(renewed)
    all.collapsed = scaled(collapsed)
    all.insertions = scaled(insertions)
    all.writtenOctets = scaled(writtenOctets)
    all.evictions = scaled(evictions)
    all.evictedUnused = scaled(evictedUnused)
    all.evictedAge = scaled(evictedAge)
    return all
  }

  package static func + (a: ReplayFigures, b: ReplayFigures) -> ReplayFigures {
    var sum = a
    sum.misses += b.misses
    sum.missedOctets += b.missedOctets
    sum.expired += b.expired
    sum.renewed += b.renewed
    sum.collapsed += b.collapsed
    sum.insertions += b.insertions
    sum.writtenOctets += b.writtenOctets
    sum.evictions += b.evictions
    sum.evictedUnused += b.evictedUnused
    sum.add(evictedAge: b.evictedAge)
    return sum
  }
}
