import Geo
import Zones

/// Geolocation routing: the record of the smallest location that holds the client: subdivision, country, continent, then
/// the default (Route 53 Developer Guide, "Geolocation routing"). None may match: that is an answer without records.
///
/// With unhealthy records taken out it climbs to the larger location. A client whose subdivision is not known gets the
/// record of its country.
package enum GeolocationRouting {
  package static func choose(
    from candidates: Span<RoutingCandidate>, among set: CandidateSet, client: ClientLocation
  ) -> RoutingChoice? {
    var best: RoutingChoice?
    var bestRank = 0
    var rest = set
    while case let index = rest.popFirst(), index >= 0 {
      guard case .geolocation(let location) = candidates[index].rule else { continue }
      let rank = rank(location, client)
      if rank > bestRank { (best, bestRank) = (RoutingChoice(index, .location(location)), rank) }
    }
    return best
  }

  /// The smaller the location, the higher; 0 if the client is not there.
  private static func rank(_ location: GeographicLocation, _ client: ClientLocation) -> Int {
    switch location {
    case .subdivision(let country, let subdivision):
      client.country == country && client.subdivision == subdivision ? 4 : 0
    case .country(let country): client.country == country ? 3 : 0
    case .continent(let continent): client.continent?.rawValue == continent.rawValue ? 2 : 0
    case .anywhere: 1
    }
  }
}
