import Primitives

/// A CIDR collection of IP-based routing (CreateCidrCollection of the API).
package struct CIDRCollection: Sendable, Hashable {
  package struct Location: Sendable, Hashable {
    package let name: String
    package let blocks: [IPPrefix]

    package init(name: String, blocks: [IPPrefix]) { (self.name, self.blocks) = (name, blocks) }
  }

  package let name: String
  package let locations: [Location]

  package init(name: String, locations: [Location]) { (self.name, self.locations) = (name, locations) }
}
