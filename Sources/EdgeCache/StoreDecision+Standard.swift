import HTTPCaching
import HTTPWire

extension StoreDecision {
  /// RFC 9111: section 3 says whether a shared cache may store a response, section 4.2 for how long it is fresh.
  mutating func decideByStandard(_ facts: Facts, _ behavior: CompiledBehavior) {
    let directives = facts.control.directives
    guard isMethodStorable(facts, behavior), (200...599).contains(facts.status), facts.status != 304 else {
      return
    }
    guard !facts.viewerForbidsStoring else { reason = .viewerForbids; return }
    guard !directives.contains(.private), !forbidsStoring(facts) else { reason = .notReusable; return }
    guard !facts.varyAsterisk else { reason = .varyAsterisk; return }
    // Section 3.5
    let isForAll =
      !directives.isDisjoint(with: [.public, .mustRevalidate]) || facts.control.sharedMaxAge != nil
    guard !facts.hasAuthorization || isForAll else { reason = .authorization; return }
    isImmutable = directives.contains(.immutable)
    // Section 5.2.2.10: s-maxage has the meaning of proxy-revalidate in it.
    forbidsStale =
      !directives.isDisjoint(with: [.mustRevalidate, .proxyRevalidate, .noCache])
      || facts.control.sharedMaxAge != nil
    if let explicit = facts.control.explicitLifetime ?? facts.expires {
      (lifetime, reason) = (min(explicit, behavior.maxTTL) - min(facts.age, .max / 2), .explicitLifetime)
    } else if Self.isHeuristicallyCacheable(facts.status) || directives.contains(.public) {
      let guess = min((facts.unmodifiedFor ?? 0) / Limits.heuristicFraction, Limits.longestHeuristicLifetime)
      (lifetime, reason) = (min(guess, behavior.maxTTL) - min(facts.age, .max / 2), .heuristic)
    } else {
      return
    }
    if directives.contains(.noCache) { (lifetime, reason) = (0, .notReusable) }
  }

  /// GET, and POST with a lifetime of its own whose response says that a GET would bring the same (RFC 9110 section
  /// 9.3.3).
  private func isMethodStorable(_ facts: Facts, _ behavior: CompiledBehavior) -> Bool {
    if facts.method == .post {
      let hasLifetime = facts.control.explicitLifetime != nil || facts.expires != nil
      return facts.status == 200 && facts.namesTarget && hasLifetime
    }
    return facts.method != .head && behavior.caches(facts.method)
  }

  /// `must-understand` lifts `no-store` from a status whose rules are known here (section 5.2.2.3).
  private func forbidsStoring(_ facts: Facts) -> Bool {
    let isUnderstood = !ReasonPhrase.of(facts.status).isEmpty
    if facts.control.directives.contains(.mustUnderstand) { return !isUnderstood }
    return facts.control.directives.contains(.noStore)
  }

  /// RFC 9110 section 15.1
  private static func isHeuristicallyCacheable(_ status: UInt16) -> Bool {
    switch status {
    case 200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501: true
    default: false
    }
  }
}

extension StaticString {
  fileprivate var isEmpty: Bool { utf8CodeUnitCount == 0 }
}
