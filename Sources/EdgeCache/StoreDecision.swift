import HTTPCaching
import HTTPWire
import Primitives

/// For how long a response is used, and why: the tables of CloudFront's "Managing how long content stays in the cache"
/// and "How CloudFront caches HTTP 4xx and 5xx status codes".
struct StoreDecision: Hashable {
  enum Reason: String, Hashable, Sendable {
    /// `s-maxage`, `max-age` or `Expires`, between MinTTL and MaxTTL.
    case explicitLifetime
    /// The origin gave none: DefaultTTL.
    case defaultTTL
    /// `no-cache`, `no-store` or `private`, and MinTTL goes over it.
    case minTTL
    /// `no-cache`, `no-store` or `private`, and MinTTL is 0.
    case notReusable
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

  /// Seconds of use from now on; nil: not stored. At 0 the copy serves to be revalidated, or when the origin fails.
  var lifetime: Int64?
  var reason: Reason
  /// Whether a later fetch may be conditional.
  var mayRevalidate = true
  /// Seconds an expired copy may stand in for a failing origin, after its lifetime.
  var staleIfError: Int64 = 0

  /// Whether requests that waited for the response may have it too.
  var isShareable: Bool { (lifetime ?? 0) > 0 }

  private init(lifetime: Int64?, reason: Reason) { (self.lifetime, self.reason) = (lifetime, reason) }

  /// A page of the edge that is for one viewer.
  static let generated = StoreDecision(lifetime: nil, reason: .generated)
  /// A page of the edge that stands for a failing origin.
  static let generatedError = StoreDecision(lifetime: Limits.errorCachingMinTTL, reason: .errorCachingMinTTL)

  /// - Parameters:
  ///   - age: what the response had lived already when it came; an explicit lifetime counts from its birth.
  ///   - expires: lifetime by `Expires`.
  init(
    status: UInt16, method: RequestHead.Method, control: CacheControl, expires: Int64?, age: Int64,
    varyAsterisk: Bool, behavior: CompiledBehavior
  ) {
    (lifetime, reason) = (nil, .notCacheable)
    guard !behavior.isCachingDisabled else { reason = .cachingDisabled; return }
    guard method != .head, behavior.caches(method) else { return }
    let explicit = control.explicitLifetime ?? expires
    if status >= 400 {
      decideError(status, control, explicit, maxTTL: behavior.maxTTL)
      return
    }
    guard (200...399).contains(status), status != 206, status != 304 else { return }
    decide(control, explicit.map { max(0, $0 - age) }, behavior)
    if varyAsterisk, behavior.minTTL == 0 {
      (lifetime, reason, mayRevalidate) = (0, .varyAsterisk, false)
    }
    // Without the directive: as long as MaxTTL lets an object live.
    staleIfError = min(control.staleIfError ?? .max, behavior.maxTTL)
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

  private mutating func decideError(
    _ status: UInt16, _ control: CacheControl, _ explicit: Int64?, maxTTL: Int64
  ) {
    reason = .errorNotCacheable
    mayRevalidate = false
    let refusesStoring = !control.directives.isDisjoint(with: [.noCache, .noStore, .private])
    switch status {
    case 404, 410, 414, 501:  // 410: in one of the guide's lists only; the gentler reading
      if refusesStoring { return }
    case 500, 502, 503, 504: break
    case 400, 403, 405, 412, 415:
      guard control.explicitLifetime != nil else { return }
    default: return
    }
    lifetime = max(Limits.errorCachingMinTTL, min(explicit ?? 0, maxTTL))
    reason = .errorCachingMinTTL
  }
}
