import Primitives

/// A client that has a name, so that questions in its place read well: `seoul-office`.
package struct NamedClient: Hashable, Sendable {
  package let name: String
  package let address: IPAddress

  package init(name: String, address: IPAddress) { (self.name, self.address) = (name, address) }
}
