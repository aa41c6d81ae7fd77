import Geo
import Primitives

/// What tells clients apart: where addresses are, and the CIDR collections. Read by all workers, written once.
package final class ClientMap: Sendable {
  package let places: PlaceTable
  package let cidr: CIDRTable

  package init(places: PlaceTable, cidr: CIDRTable = CIDRTable()) {
    (self.places, self.cidr) = (places, cidr)
  }

  /// Where a client is. Allocates nothing.
  package func location(of client: IPPrefix) -> ClientLocation {
    guard let place = places.place(of: client.address) else { return .unknown }
    return Gazetteer.completed(
      ClientLocation(
        country: place.country, coordinates: place.coordinates, prefixLength: place.prefixLength))
  }
}
