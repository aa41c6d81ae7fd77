import DNSWire
import Primitives

/// Who may have zones, who is told of changes, and which zones come from where.
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

  /// A server that has a zone before us (RFC 9499 section 7).
  package struct Primary: Sendable, Hashable {
    package var address: IPAddress
    package var port: UInt16
    /// The key that signs both ways, nil for none.
    package var key: Name?

    package init(address: IPAddress, port: UInt16, key: Name?) {
      (self.address, self.port, self.key) = (address, port, key)
    }
  }

  /// A zone that is transferred from others.
  package struct SecondaryZone: Sendable, Equatable {
    package var name: Name
    /// In the order they are asked; one at least.
    package var primaries: [Primary]

    package init(name: Name, primaries: [Primary]) { (self.name, self.primaries) = (name, primaries) }

    /// Which primary tells of a change in a NOTIFY from `client`, signed with `key`: one that has a key is known by it,
    /// wherever it asks from; one that has none by its address. Nil: none of them.
    package func notifier(_ client: IPAddress, key: Name?) -> Int? {
      primaries.firstIndex { $0.key != nil && $0.key == key }
        ?? primaries.firstIndex { $0.key == nil && $0.address == client }
    }
  }

  package var keys: [TSIGKey]
  package var grants: [Grant]
  package var secondaries: [Secondary]
  package var secondaryZones: [SecondaryZone]

  /// Nobody has anything and nobody is told.
  package static let none = TransferPolicy(keys: [], grants: [], secondaries: [])

  package init(
    keys: [TSIGKey], grants: [Grant], secondaries: [Secondary], secondaryZones: [SecondaryZone] = []
  ) {
    (self.keys, self.grants, self.secondaries) = (keys, grants, secondaries)
    self.secondaryZones = secondaryZones
  }

  /// No zone goes out or comes in, and nothing is signed.
  package var isEmpty: Bool { keys.isEmpty && grants.isEmpty && secondaryZones.isEmpty }

  /// Whether `client`, whose request was signed with `key`, may have `zone`.
  package func allows(_ zone: Name, to client: IPAddress, key: Name?) -> Bool {
    grants.contains { grant in
      (grant.prefix?.contains(client) ?? true) && (grant.key == nil || grant.key == key)
        && (grant.zones.isEmpty || grant.zones.contains(zone))
    }
  }

  package func key(_ name: Name) -> TSIGKey? { keys.first { $0.name == name } }
}
