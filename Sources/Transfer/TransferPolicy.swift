import DNSWire
import Primitives

/// Who may have zones, and who is told of changes.
package struct TransferPolicy: Sendable, Equatable {
  /// All that is given must hold.
  package struct Grant: Sendable, Equatable {
    package var prefix: IPPrefix?
    package var key: Name?
    /// Empty: all zones.
    package var zones: [Name]

    package init(prefix: IPPrefix?, key: Name?, zones: [Name] = []) {
      (self.prefix, self.key, self.zones) = (prefix, key, zones)
    }
  }

  /// A secondary to be told (RFC 1996).
  package struct Secondary: Sendable, Hashable {
    package var address: IPAddress
    package var port: UInt16
    /// The key that signs, nil for none.
    package var key: Name?
    /// Empty: all zones.
    package var zones: [Name]

    package init(address: IPAddress, port: UInt16, key: Name?, zones: [Name] = []) {
      (self.address, self.port, self.key, self.zones) = (address, port, key, zones)
    }
  }

  package var keys: [TSIGKey]
  package var grants: [Grant]
  package var secondaries: [Secondary]

  /// Nobody has anything and nobody is told.
  package static let none = TransferPolicy(keys: [], grants: [], secondaries: [])

  package init(keys: [TSIGKey], grants: [Grant], secondaries: [Secondary]) {
    (self.keys, self.grants, self.secondaries) = (keys, grants, secondaries)
  }

  /// Whether `client`, whose request was signed with `key`, may have `zone`.
  package func allows(_ zone: Name, to client: IPAddress, key: Name?) -> Bool {
    grants.contains { grant in
      (grant.prefix?.contains(client) ?? true) && (grant.key == nil || grant.key == key)
        && (grant.zones.isEmpty || grant.zones.contains(zone))
    }
  }

  package func key(_ name: Name) -> TSIGKey? { keys.first { $0.name == name } }
}
