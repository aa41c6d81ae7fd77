import Geo
import Primitives

/// The addresses that the users of a city have in a run: a network for each city, where nobody else has one (240.0.0.0/4, RFC 1112
/// section 4). The real networks of most cities are not known; these are put on the map for the run.
package enum CityNetwork {
  /// Of the city of this number in `City.all`.
  package static func network(of city: Int) -> IPPrefix? {
    IPPrefix(IPAddress(v4: 0xF000_0000 + UInt32(city) << 8), length: 24)
  }

  /// The resolver of an access provider there.
  static func resolver(of city: Int) -> IPAddress { IPAddress(v4: 0xF000_0000 + UInt32(city) << 8 + 53) }

  /// What the locator must know for them to be where they are.
  package static let overrides: [LocationOverride] = City.all.enumerated().compactMap { number, city in
    network(of: number).map { LocationOverride(network: $0, location: city.location) }
  }
}
