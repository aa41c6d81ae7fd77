import Primitives

/// A network that stands for a place, whatever the tables say.
package struct LocationOverride: Sendable, Hashable {
  package let network: IPPrefix
  /// Its prefix length does not count.
  package let location: ClientLocation

  package init(network: IPPrefix, location: ClientLocation) {
    (self.network, self.location) = (network, location)
  }
}
