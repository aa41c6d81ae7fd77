import Primitives

/// Who asks, for an explanation.
package struct Asking: Sendable, Hashable {
  /// The source address of the query.
  package var resolver: IPAddress
  /// The EDNS client subnet; nil: the query has none.
  package var subnet: IPPrefix?
  /// What `clients.yaml` calls the client.
  package var name: String?

  package init(resolver: IPAddress, subnet: IPPrefix? = nil, name: String? = nil) {
    (self.resolver, self.subnet, self.name) = (resolver, subnet, name)
  }

  /// What a resolver tells of a client: the first 24 bits of an IPv4 address, 64 of IPv6 (Route 53 API, TestDNSAnswer,
  /// EDNS0ClientSubnetMask).
  package static func subnet(of client: IPAddress) -> IPPrefix? {
    IPPrefix(client, length: client.family == .v4 ? 24 : 64)
  }

  /// What routing looks at: the subnet, else the resolver.
  package var prefix: IPPrefix {
    guard let prefix = subnet ?? IPPrefix(resolver, length: resolver.bitWidth) else {
      preconditionFailure("an address has as many bits as its width")
    }
    return prefix
  }
}
