import HTTPCaching
import HTTPWire
import Primitives

/// For how long a response is used, and why. CloudFront's rules stand here, the tables of "Managing how long content
/// stays in the cache" and "How CloudFront caches HTTP 4xx and 5xx status codes"; the standards' in
/// `StoreDecision+Standard.swift`.
struct StoreDecision: Hashable {
  enum Reason: String, Hashable, Sendable {
    /// `s-maxage`, `max-age` or `Expires`, between MinTTL and MaxTTL.
    case explicitLifetime
    /// The origin gave none: DefaultTTL.
    case defaultTTL
    /// The origin gave none: a tenth of what has passed since `Last-Modified`.
    case heuristic
    /// `no-cache`, `no-store` or `private`, and MinTTL goes over it.
    case minTTL
    /// `no-cache`, `no-store` or `private`, and MinTTL is 0.
    case notReusable
    /// `no-store` in the viewer's request.
    case viewerForbids
    /// The request had `Authorization`, and the response does not say that others may have it.
    case authorization
    case varyAsterisk
    /// ErrorCachingMinTTL, or more if the origin gave a lifetime.
    case errorCachingMinTTL
    case errorNotCacheable
    /// A status or method that is never stored.
    case notCacheable
    case cachingDisabled
    /// The edge's own page.
    case generated
  }

  /// What the decision rests on.
  struct Facts {
    var status: UInt16
    var method: RequestHead.Method
    var control: CacheControl
    /// Lifetime by `Expires`.
    var expires: Int64?
    /// What the response had lived already when it came; an explicit lifetime counts from its birth.
    var age: Int64
    /// From `Last-Modified` to `Date`.
    var unmodifiedFor: Int64?
    var varyAsterisk = false
    /// Of the request.
    var hasAuthorization = false
    var viewerForbidsStoring = false
    /// `Content-Location` is the target of the request.
    var namesTarget = false
  }

  /// Seconds of use from now on; nil: not stored. At 0 and below the copy serves to be revalidated, or when the origin
  /// fails.
  var lifetime: Int64?
  var reason: Reason
  /// Whether a later fetch may be conditional.
  var mayRevalidate = true
  /// Seconds after its lifetime that a copy is served while it is revalidated (RFC 5861 section 3).
  var staleWhileRevalidate: Int64 = 0
  /// Seconds an expired copy may stand in for an error of the origin, after its lifetime (RFC 5861 section 4).
  var staleIfError: Int64 = 0
  /// The same where the origin gives no answer at all.
  var staleIfUnreachable: Int64 = 0
  /// A viewer may not have it stale, even one that would take it.
  var forbidsStale = false
  /// As long as it is fresh no viewer needs to ask whether it has changed (RFC 8246).
  var isImmutable = false

  /// Whether requests that waited for the response may have it too.
  var isShareable: Bool { (lifetime ?? 0) > 0 }

  private init(lifetime: Int64?, reason: Reason) { (self.lifetime, self.reason) = (lifetime, reason) }

  /// A page of the edge that is for one viewer.
  static let generated = StoreDecision(lifetime: nil, reason: .generated)

  /// A page of the edge that stands for a failing origin.
  static func generatedError(held seconds: Int64) -> StoreDecision {
    StoreDecision(lifetime: seconds, reason: .errorCachingMinTTL)
  }

  init(_ facts: Facts, _ behavior: CompiledBehavior) {
    (lifetime, reason) = (nil, .notCacheable)
    guard !behavior.isCachingDisabled else { reason = .cachingDisabled; return }
    // A part of which nothing more is known must not be taken for the whole, nor the answer to a bad range.
    guard facts.status != 206, facts.status != 416 else { return }
    if behavior.semantics.imposesTTLs { decide(facts, behavior) } else { decideByStandard(facts, behavior) }
    guard lifetime != nil, facts.status < 500 else { return }
    let standsIn = !forbidsStale || behavior.semantics.servesStaleUnasked
    let bound = standsIn ? behavior.maxTTL : 0
    staleWhileRevalidate = min(facts.control.staleWhileRevalidate ?? 0, bound)
    // Without the directive: as long as MaxTTL lets an object live.
    staleIfUnreachable = min(facts.control.staleIfError ?? .max, bound)
    staleIfError =
      behavior.semantics.servesStaleUnasked
      ? staleIfUnreachable : min(facts.control.staleIfError ?? 0, bound)
  }

  private mutating func decide(_ facts: Facts, _ behavior: CompiledBehavior) {
    guard facts.method != .head, behavior.caches(facts.method) else { return }
    let explicit = facts.control.explicitLifetime ?? facts.expires
    if facts.status >= 400 {
      decideError(facts, explicit, behavior)
      return
    }
    guard (200...399).contains(facts.status), facts.status != 304 else { return }
    decide(facts.control, explicit.map { max(0, $0 - facts.age) }, behavior)
    if facts.varyAsterisk, behavior.minTTL == 0 {
      (lifetime, reason, mayRevalidate) = (0, .varyAsterisk, false)
    }
  }

  private mutating func decide(_ control: CacheControl, _ explicit: Int64?, _ behavior: CompiledBehavior) {
    if !control.directives.isDisjoint(with: [.noCache, .noStore, .private]) {
      lifetime = behavior.minTTL
      reason = behavior.minTTL > 0 ? .minTTL : .notReusable
      // What one viewer was given in private must not be confirmed for another.
      mayRevalidate = control.directives.isDisjoint(with: [.noStore, .private])
    } else if let explicit {
      lifetime = min(max(explicit, behavior.minTTL), behavior.maxTTL)
      reason = .explicitLifetime
    } else {
      lifetime = max(behavior.minTTL, behavior.defaultTTL)
      reason = .defaultTTL
    }
  }

  private mutating func decideError(_ facts: Facts, _ explicit: Int64?, _ behavior: CompiledBehavior) {
    reason = .errorNotCacheable
    mayRevalidate = false
    let refusesStoring = !facts.control.directives.isDisjoint(with: [.noCache, .noStore, .private])
    switch facts.status {
    case 404, 410, 414, 501:  // 410: in one of the guide's lists only; the gentler reading
      if refusesStoring { return }
    case 500, 502, 503, 504: break
    case 400, 403, 405, 412, 415:
      guard facts.control.explicitLifetime != nil else { return }
    default: return
    }
    lifetime = max(behavior.errorCachingMinTTL(facts.status), min(explicit ?? 0, behavior.maxTTL))
    reason = .errorCachingMinTTL
    forbidsStale = true
  }
}
