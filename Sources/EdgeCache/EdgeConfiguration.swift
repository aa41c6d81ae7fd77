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
    /// A group does not have two members, or one of them is no origin.
    case invalidOriginGroup(distribution: String, groupID: String)
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
      for group in distribution.originGroups {
        guard group.members.count == 2,
          group.members.allSatisfy({ id in distribution.origins.contains { $0.id == id } })
        else { throw .invalidOriginGroup(distribution: distribution.id, groupID: group.id) }
      }
      for behavior in distribution.allBehaviors {
        try Self.check(behavior, of: distribution)
      }
    }
    self.distributions = distributions
  }

  private static func check(_ behavior: CacheBehavior, of distribution: Distribution) throws(Fault) {
    for id in [behavior.targetOriginID] + behavior.originRules.map(\.targetOriginID)
    where distribution.origins(of: id).isEmpty {
      throw .noSuchOrigin(
        distribution: distribution.id, pathPattern: behavior.pathPattern, originID: id)
    }
    let policy = behavior.cachePolicy
    guard 0 <= policy.minTTL, policy.minTTL <= policy.defaultTTL, policy.defaultTTL <= policy.maxTTL else {
      throw .invalidTTLOrder(distribution: distribution.id, pathPattern: behavior.pathPattern)
    }
  }
}
