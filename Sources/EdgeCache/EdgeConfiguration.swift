/// The distributions of an edge, found consistent: every behaviour has its origin, every host one distribution.
///
/// An immutable snapshot. Each cache compiles its own tables from it, so caches on several threads share nothing
/// they touch per request.
package struct EdgeConfiguration: Hashable, Sendable {
  package let distributions: [Distribution]

  /// What the CloudFront API would refuse too.
  package enum Fault: Error, Hashable, Sendable {
    case repeatedDistribution(id: String)
    /// `CNAMEAlreadyExists`
    case repeatedHost(String)
    /// `NoSuchOrigin`
    case noSuchOrigin(distribution: String, pathPattern: String, originID: String)
    /// `InvalidTTLOrder`
    case invalidTTLOrder(distribution: String, pathPattern: String)
  }

  package init(_ distributions: [Distribution]) throws(Fault) {
    var ids: Set<String> = []
    var hosts: Set<String> = []
    for distribution in distributions {
      guard ids.insert(distribution.id).inserted else {
        throw .repeatedDistribution(id: distribution.id)
      }
      for host in [distribution.domainName] + distribution.aliases {
        guard hosts.insert(host.lowercased()).inserted else { throw .repeatedHost(host) }
      }
      for behavior in distribution.allBehaviors {
        try Self.check(behavior, of: distribution)
      }
    }
    self.distributions = distributions
  }

  private static func check(_ behavior: CacheBehavior, of distribution: Distribution) throws(Fault) {
    let group = distribution.originGroups.first { $0.id == behavior.targetOriginID }
    guard distribution.origins(of: behavior.targetOriginID).count == group?.members.count ?? 1 else {
      throw .noSuchOrigin(
        distribution: distribution.id, pathPattern: behavior.pathPattern, originID: behavior.targetOriginID)
    }
    let policy = behavior.cachePolicy
    guard 0 <= policy.minTTL, policy.minTTL <= policy.defaultTTL, policy.defaultTTL <= policy.maxTTL else {
      throw .invalidTTLOrder(distribution: distribution.id, pathPattern: behavior.pathPattern)
    }
  }
}
