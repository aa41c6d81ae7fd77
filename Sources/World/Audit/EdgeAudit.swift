import EdgeCache
import HTTPCaching
import HTTPWire
import Simulation

/// Looks at what viewers get from caches: how old it may be, what must be gone, whether it is whole.
///
/// Times are nanoseconds of the run.
struct EdgeAudit {
  /// Something that was taken out of every cache, or all of one.
  private struct Removal {
    var at: Int64
    /// The cache; nil: all.
    var edge: Int?
    /// Nil: all distributions.
    var distribution: String?
    var paths: [PathPattern]
  }

  private let distributions: [Distribution]
  /// Caches that may hold a copy one behind the other.
  private let tiers: Int64
  private var removals: [Removal] = []
  /// When an origin last gave or confirmed something to a cache: by the cache, and the target.
  private var confirmed: [Int: [[UInt8]: Int64]] = [:]
  /// Points of presence come first, then regional caches.
  private let points: Int

  init(_ site: VirtualSite) {
    distributions = site.edge.distributions
    points = site.pointsOfPresence.count
    // A regional cache and an Origin Shield behind each point of presence.
    tiers = site.regionalCaches.isEmpty ? 1 : 3
  }

  mutating func received(_ head: ResponseHead, for request: borrowing RequestHead, at edge: Int, now: Int64) {
    let target = request.target
    if (200..<400).contains(head.status) { confirmed[edge, default: [:]][target] = now }
  }

  /// Seconds since something was confirmed, to the cache or to one behind it.
  private func seconds(since target: [UInt8], at edge: Int, now: Int64) -> Int64? {
    var newest: Int64?
    for (cache, times) in confirmed where cache == edge || cache >= points {
      if let time = times[target] { newest = max(newest ?? time, time) }
    }
    return newest.map { (now - $0) / 1_000_000_000 }
  }

  mutating func flushed(_ edge: Int, at now: Int64) {
    // What it has lost a regional cache may still have.
    guard tiers == 1 else { return }
    removals.append(Removal(at: now, edge: edge, distribution: nil, paths: [PathPattern("/*")]))
  }

  /// Of `paths` those are looked at that are a path, or all below one; the others are tags, or have wildcards of their own.
  mutating func invalidated(_ distribution: String, _ paths: [String], at now: Int64) {
    let patterns = paths.filter { $0.hasPrefix("/") }.map { PathPattern($0) }
    removals.append(Removal(at: now, edge: nil, distribution: distribution, paths: patterns))
  }

  /// What is wrong with the answer of a cache to a GET. `clockOffset`: the most that clocks have been wrong.
  func faults(
    _ exchange: Exchange, of edge: Int, at now: Int64, clockOffset: Int64
  ) -> [(Violation.Rule, String)] {
    guard exchange.phase == .responding else { return [] }
    let head = ViewedHead(exchange.head)
    var faults: [(Violation.Rule, String)] = []
    if let body = exchange.body, body.isComplete, exchange.status == 200, let length = head.contentLength,
      length != body.count
    {
      faults.append((.completion, "sent \(body.count) octets of \(length)"))
    }
    guard let told = head.age else { return faults }
    // Two clocks, of an origin and a point of presence, may be wrong in opposite directions.
    let elapsed = (now + 2 * clockOffset) / 1_000_000_000
    if told < 0 || told > mostAge(after: elapsed) {
      faults.append((.age, "answered with Age \(told) after \(elapsed) s"))
    }
    // Where clocks are wrong, ages say nothing of when something was fetched.
    guard clockOffset == 0 else { return faults }
    let target = exchange.request.target
    // At least as old as the last answer of an origin, whatever it says; but that it has failed is news.
    let known = exchange.result == .error ? nil : seconds(since: target, at: edge, now: now)
    let age = max(told, known ?? 0)
    let path = Array(target.prefix { $0 != UInt8(ascii: "?") })
    guard let distribution = distribution(of: exchange.request) else { return faults }
    for removal in removals where removal.edge ?? edge == edge {
      guard removal.distribution ?? distribution.id == distribution.id,
        removal.paths.contains(where: { $0.matches(path.span) })
      else { continue }
      let since = (now - removal.at) / 1_000_000_000
      if age > mostAge(after: since) {
        faults.append((.invalidation, "served what is \(age) s old, and was invalidated \(since) s ago"))
        break
      }
    }
    if let limit = limit(exchange, head, distribution.behavior(for: path.span)), age > limit + 1 {
      faults.append(
        (.staleness, "served what is \(age) s old, \(exchange.reason.rawValue); \(limit) s is the most"))
    }
    return faults
  }

  /// What was asked for at most so many seconds ago says at most that it is so old. Each cache adds the time it waited for an answer to the
  /// age that came with it, in which the one behind it may have waited, too (RFC 9111 section 4.2.3), in whole seconds.
  private func mostAge(after seconds: Int64) -> Int64 { tiers * (seconds + 1) }

  private func distribution(of request: borrowing RequestHead) -> Distribution? {
    let name = (request.fields["Host"] ?? "").prefix { $0 != ":" }.lowercased()
    return distributions.first { $0.domainName == name || $0.aliases.contains(name) }
  }

  /// The seconds that a copy may be used, from its birth; nil: not judged.
  private func limit(_ exchange: Exchange, _ head: ViewedHead, _ behavior: CacheBehavior) -> Int64? {
    // Errors are held by rules of their own, and static content does not age.
    guard exchange.status < 400, exchange.reason != .staticContent, behavior.responseHeadersPolicy == nil
    else { return nil }
    let policy = behavior.cachePolicy
    var limit: Int64
    if !head.forbidsReuse, let lifetime = head.lifetime {
      limit = min(lifetime, policy.maxTTL)
      // What begins anew at each tier.
      if lifetime < policy.minTTL { limit = policy.minTTL * tiers }
    } else {
      limit = (head.forbidsReuse ? policy.minTTL : max(policy.minTTL, policy.defaultTTL)) * tiers
    }
    switch exchange.reason {
    case .staleWhileRevalidate: limit += min(head.staleWhileRevalidate ?? 0, policy.maxTTL) * tiers
    case .staleOnError, .errorHeld, .staleAccepted:
      let (more, overflow) = min(head.staleIfError ?? .max, policy.maxTTL).multipliedReportingOverflow(
        by: tiers)
      if overflow { return nil }
      limit += more
    default: break
    }
    return limit
  }
}
