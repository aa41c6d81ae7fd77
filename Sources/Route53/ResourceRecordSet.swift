import DNSWire
import Zones

/// A ResourceRecordSet of the Route 53 API, as far as a zone file of this lab can say it.
package struct ResourceRecordSet: Sendable, Hashable {
  package enum Content: Sendable, Hashable {
    /// TTL and ResourceRecords; RDATA in wire form.
    case records(ttlSeconds: UInt32, data: [[UInt8]])
    case alias(AliasTarget)
  }

  package struct AliasTarget: Sendable, Hashable {
    package var name: Name
    package var hostedZone: HostedZone
    package var evaluatesTargetHealth: Bool

    package init(name: Name, hostedZone: HostedZone, evaluatesTargetHealth: Bool) {
      (self.name, self.hostedZone) = (name, hostedZone)
      self.evaluatesTargetHealth = evaluatesTargetHealth
    }
  }

  /// The zone that an alias target is in.
  package enum HostedZone: Sendable, Hashable {
    /// That of the alias itself.
    case own
    /// That of distributions or of another AWS resource.
    case id(String)
  }

  /// Name, Type and SetIdentifier: no two sets of a zone have the same.
  package struct Identity: Sendable, Hashable {
    package let name: Name
    package let type: RecordType
    package let identifier: String
  }

  package var name: Name
  package var type: RecordType
  package var content: Content
  /// SetIdentifier, HealthCheckId and the routing policy; nil for a plain set.
  package var routing: RoutingAnnotation?

  package init(name: Name, type: RecordType, content: Content, routing: RoutingAnnotation? = nil) {
    (self.name, self.type, self.content, self.routing) = (name, type, content, routing)
  }

  package var identity: Identity {
    Identity(name: name, type: type, identifier: routing?.identifier ?? "")
  }

  /// The name and type of a target in the same zone.
  package var ownTarget: Name? {
    guard case .alias(let target) = content, target.hostedZone == .own else { return nil }
    return target.name
  }
}
