import Simulation

/// What has been counted of users within one bin and phase of their figures: close together, for each request adds to it.
struct UserTally {
  var count = UserFigures.Count()
  var firstOctet = LatencyHistogram()
  /// Requests, in the order of `UserFigures.destinations`.
  var byDestination: [Int] = []
  /// Opened, by the family of the address.
  var connections = PerFamily(0)
  /// Of resolvers, to the authoritative servers.
  var queries = 0
  private(set) var bin = 0
  /// Nanoseconds of the run at which the bin ends.
  private(set) var end: Int64 = 0

  /// Adds it to `figures`, and begins anew in the bin of `now`.
  mutating func move(into figures: inout UserFigures, phase: Int, at now: Int64) {
    if count.requests > 0 || queries > 0 {
      figures.phases[phase].count = figures.phases[phase].count + count
      figures.phases[phase].firstOctet.add(firstOctet)
      figures.phases[phase].queries += queries
      figures.phases[phase].ipv4Connections += connections.v4
      figures.phases[phase].ipv6Connections += connections.v6
      figures.bins[bin] = figures.bins[bin] + count
      for destination in byDestination.indices {
        figures.shares[bin][destination] += byDestination[destination]
        byDestination[destination] = 0
      }
      (count, firstOctet, queries) = (UserFigures.Count(), LatencyHistogram(), 0)
      connections = PerFamily(0)
    }
    bin = min(figures.bins.count - 1, Int(Double(now) / 1e9 / figures.binSeconds))
    end = bin == figures.bins.count - 1 ? .max : Int64(Double(bin + 1) * figures.binSeconds * 1e9)
  }
}
