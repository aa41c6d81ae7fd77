import HTTPCaching
import HTTPWire

/// Why a response is kept for as long as it is: the field that decided, and the bound that held against it.
package struct StoreExplanation: Hashable, Sendable, Encodable {
  package enum Bound: String, Hashable, Sendable, Encodable {
    case minTTL = "MinTTL"
    case defaultTTL = "DefaultTTL"
    case maxTTL = "MaxTTL"
    case errorCachingMinTTL = "ErrorCachingMinTTL"
  }

  /// Seconds of use from now on; nil: not stored.
  package var lifetime: Int64?
  package var reason: String
  /// The directive or field that decided: `s-maxage=60`, `Expires`, `no-store`; nil where the response says nothing.
  package var field: String?
  /// The lifetime that field asks for, seconds.
  package var asked: Int64?
  /// What the response had lived already when it came, seconds.
  package var age: Int64
  /// The setting that gave the lifetime, or changed what the response asked for; nil where the response was followed.
  package var bound: Bound?
  /// Seconds of that setting.
  package var boundSeconds: Int64?
  package var staleWhileRevalidate: Int64
  package var staleIfError: Int64
  package var staleIfUnreachable: Int64
  package var mayRevalidate: Bool

  init(_ decision: StoreDecision, _ facts: StoreDecision.Facts, _ behavior: CompiledBehavior) {
    (lifetime, reason, age) = (decision.lifetime, decision.reason.rawValue, facts.age)
    (staleWhileRevalidate, staleIfError) = (decision.staleWhileRevalidate, decision.staleIfError)
    (staleIfUnreachable, mayRevalidate) = (decision.staleIfUnreachable, decision.mayRevalidate)
    let explicit = facts.control.explicitLifetime ?? facts.expires
    switch decision.reason {
    case .explicitLifetime:
      (field, asked) = (Self.lifetimeField(facts), explicit)
      let remaining = explicit.map { max(0, $0 - facts.age) } ?? 0
      let isRaised = behavior.semantics.imposesTTLs && remaining < behavior.minTTL
      let isCut = (behavior.semantics.imposesTTLs ? remaining : explicit ?? 0) > behavior.maxTTL
      bound = isRaised ? .minTTL : isCut ? .maxTTL : nil
    case .defaultTTL: bound = behavior.minTTL > behavior.defaultTTL ? .minTTL : .defaultTTL
    case .minTTL, .notReusable:
      field = Self.refusal(facts)
      bound = decision.reason == .minTTL ? .minTTL : nil
    case .heuristic: field = "Last-Modified"
    case .errorCachingMinTTL:
      let own = min(explicit ?? 0, behavior.maxTTL)
      let least = behavior.errorCachingMinTTL(facts.status)
      (field, asked) = (explicit == nil ? nil : Self.lifetimeField(facts), explicit)
      bound = own <= least ? .errorCachingMinTTL : own < (explicit ?? 0) ? .maxTTL : nil
    case .errorNotCacheable: field = Self.refusal(facts)
    case .varyAsterisk: field = "Vary: *"
    case .authorization: field = "Authorization"
    case .viewerForbids: field = "no-store of the viewer"
    case .cachingDisabled, .notCacheable, .generated: break
    }
    boundSeconds = bound.map { bound in
      switch bound {
      case .minTTL: behavior.minTTL
      case .defaultTTL: behavior.defaultTTL
      case .maxTTL: behavior.maxTTL
      case .errorCachingMinTTL: behavior.errorCachingMinTTL(facts.status)
      }
    }
  }

  private static func lifetimeField(_ facts: StoreDecision.Facts) -> String {
    if let seconds = facts.control.sharedMaxAge { return "s-maxage=\(seconds)" }
    if let seconds = facts.control.maxAge { return "max-age=\(seconds)" }
    return "Expires"
  }

  /// The first directive that speaks against storing or reuse.
  private static func refusal(_ facts: StoreDecision.Facts) -> String? {
    let names: [(CacheControl.Directives, String)] = [
      (.noStore, "no-store"), (.private, "private"), (.noCache, "no-cache"),
    ]
    return names.first { facts.control.directives.contains($0.0) }?.1
  }
}
