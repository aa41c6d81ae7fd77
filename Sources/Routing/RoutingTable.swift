import Geo
import Primitives
import Zones

/// The groups of a zone as decisions read them: numbers in place of names; read by all workers, written once.
package final class RoutingTable: Sendable {
  struct Group: BitwiseCopyable, Sendable {
    var policy: RoutingPolicy.Kind
    var start: Int
    var count: Int
    /// Number of the CIDR collection, -1 for none.
    var collection: Int
    /// Of all weights.
    var weightSum: Int32 = 0
    /// Every candidate.
    var all: CandidateSet
  }

  private let groups: FrozenArray<Group>
  /// The candidates of all groups. Owned, written in `init` alone; a class cannot lend out the span of a property.
  private nonisolated(unsafe) let candidates: UnsafeMutableBufferPointer<RoutingCandidate>
  /// References to health checks or CIDR collections that do not exist.
  package let diagnostics: [Diagnostic]

  /// `healthChecks` are the ids in the order of the health snapshot; nil if health is not configured: then every id is
  /// accepted and counts as healthy.
  package init(zone: Zone, healthChecks: [String: Int]? = nil, cidrTable: CIDRTable = CIDRTable()) {
    var groups: [Group] = []
    var candidates: [RoutingCandidate] = []
    var diagnostics: [Diagnostic] = []
    for group in zone.groups {
      var compiled = Group(
        policy: group.policy, start: candidates.count, count: group.members.count, collection: -1,
        all: CandidateSet(count: group.members.count))
      for member in group.members {
        func report(_ message: String) {
          diagnostics.append(
            Diagnostic(file: member.file, line: member.line, column: member.column, message))
        }
        var healthCheck = -1
        if let id = member.annotation.healthCheckID, let healthChecks {
          healthCheck = healthChecks[id] ?? -1
          if healthCheck < 0 { report("there is no health check with the id '\(id)'") }
        }
        candidates.append(
          RoutingCandidate(
            Self.rule(member.annotation.policy, cidrTable, &compiled, report), healthCheck: healthCheck,
            set: member.set, weightBefore: compiled.weightSum))
        compiled.weightSum = candidates[candidates.count - 1].weightSum
      }
      groups.append(compiled)
    }
    self.groups = FrozenArray(groups)
    self.candidates = .allocate(capacity: candidates.count)
    _ = self.candidates.initialize(from: candidates)
    self.diagnostics = diagnostics
  }

  deinit { candidates.deallocate() }

  private static func rule(
    _ policy: RoutingPolicy, _ table: CIDRTable, _ group: inout Group, _ report: (String) -> Void
  ) -> RoutingCandidate.Rule {
    switch policy {
    case .simple: return .simple
    case .weighted(let weight): return .weighted(weight)
    case .latency(let region): return .latency(region)
    case .geolocation(let location): return .geolocation(location)
    case .geoproximity(let place, let bias): return .geoproximity(place.coordinates, bias: bias)
    case .failover(let role): return .failover(role)
    case .multivalue: return .multivalue
    case .ipBased(let name, let location):
      guard let collection = table.collection(name) else {
        report("there is no CIDR collection '\(name)'")
        return .ipBased(location: -1)
      }
      group.collection = collection
      if location == "*" { return .ipBased(location: -1) }
      guard let number = table.location(location, of: collection) else {
        report("CIDR collection '\(name)' has no location '\(location)'")
        return .ipBased(location: -1)
      }
      return .ipBased(location: number)
    }
  }

  func group(_ index: Int) -> Group { groups[index] }

  /// The candidates of a group, in the order of its members.
  @_lifetime(borrow self)
  func candidates(of group: Group) -> Span<RoutingCandidate> {
    let members = UnsafeBufferPointer(
      start: candidates.baseAddress.map { $0 + group.start }, count: group.count)
    return _overrideLifetime(Span(_unsafeElements: members), borrowing: self)
  }
}
