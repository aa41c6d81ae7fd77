import HTTPWire
import Primitives

// The web ACL of a distribution: who may ask at all.

extension EdgeCache {
  func applyWebACL(_ passage: inout Passage) -> Step {
    guard let acl = passage.distribution?.webACL else { return .behavior }
    let exchange = passage.exchange
    let rule = acl.decide(exchange, passage.request, passage.target, now: passage.now, &counts)
    exchange.webACLRule = rule.name
    guard let page = rule.page else { return .behavior }
    if !page.isCustom, takesErrorPage(exchange, page.status, .blockedByWebACL) { return .errorPage }
    answer(exchange, page.made(at: passage.now), .error, .blockedByWebACL, now: passage.now)
    return .done
  }

  /// Compiles the web ACLs of a configuration; those that are what they were stay, with all they have counted.
  static func webACLs(
    of configuration: EdgeConfiguration, former: [String: CompiledWebACL], seed: UInt64,
    figures: inout Figures
  ) -> [String: CompiledWebACL] {
    var compiled: [String: CompiledWebACL] = [:]
    for acl in configuration.distributions.compactMap(\.webACL) where compiled[acl.name] == nil {
      let same = former[acl.name].flatMap { $0.definition == acl ? $0 : nil }
      compiled[acl.name] = same ?? CompiledWebACL(acl, seed: seed, figures: &figures)
    }
    return compiled
  }
}
