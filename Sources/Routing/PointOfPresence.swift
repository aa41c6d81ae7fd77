import Geo
import Primitives

/// A place of the edge that serves distributions.
package struct PointOfPresence: Sendable, Hashable {
  package let id: String
  package let coordinates: Coordinates
  package let addresses: [IPAddress]

  package init(id: String, coordinates: Coordinates, addresses: [IPAddress]) {
    (self.id, self.coordinates, self.addresses) = (id, coordinates, addresses)
  }
}
