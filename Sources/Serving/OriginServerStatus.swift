import Configuration

/// An origin, or a target of a load balancer, as the admin interface and `edgesim origins` show it; all PoPs together.
package struct OriginServerStatus: Codable, Sendable {
  /// As `DomainName` has it.
  package var origin: String
  package var target: String?
  /// `Healthy` or `Unhealthy`; nil where nobody checks.
  package var status: String?
  package var weight: Int?
  package var draining: Bool?
  package var requests: Int
  package var inFlight: Int
  /// Requests that ended without a complete response.
  package var failures: Int
  /// Connections opened.
  package var connects: Int
  /// Requests on a connection that was kept.
  package var reuses: Int
  /// Responses, and the milliseconds to their heads, all together.
  package var responses: Int
  package var responseMilliseconds: Double

  /// To the head of a response; nil before the first.
  package var meanResponseMilliseconds: Double? {
    responses > 0 ? responseMilliseconds / Double(responses) : nil
  }
}

extension OriginServerStatus {
  private init(_ place: OriginTally.Place, _ tally: OriginTally) {
    (origin, target) = (place.origin, place.target)
    (requests, inFlight, failures) = (tally.requests, tally.inFlight, tally.failures)
    (connects, reuses, responses) = (tally.connects, tally.reuses, tally.responses)
    responseMilliseconds = Double(tally.responseNanoseconds) / 1e6
  }

  /// The origins of the distributions in their order, load balancers with each of their targets; then those that a reload
  /// took away.
  static func list(
    _ configuration: LabConfiguration, _ tallies: [OriginTally.Place: OriginTally],
    _ healthChecks: [HealthCheckStatus]
  ) -> [Self] {
    var places: [OriginTally.Place] = []
    var seen: Set<OriginTally.Place> = []
    func add(_ place: OriginTally.Place) { if seen.insert(place).inserted { places.append(place) } }
    let balancers = Dictionary(configuration.balancers.map { ($0.name, $0) }) { first, _ in first }
    for origin in configuration.distributions.flatMap(\.origins) {
      if let balancer = balancers[origin.domainName] {
        for target in balancer.balancer.targets { add(.init(origin: balancer.name, target: target.name)) }
      } else {
        add(.init(origin: origin.domainName))
      }
    }
    for place in tallies.keys.sorted() { add(place) }
    let statuses = Dictionary(healthChecks.map { ($0.id, $0.status) }) { first, _ in first }
    return places.map { place in
      var server = Self(place, tallies[place] ?? OriginTally())
      if let name = place.target, let balancer = balancers[place.origin],
        let target = balancer.balancer.targets.first(where: { $0.name == name })
      {
        (server.weight, server.draining) = (target.weight, target.isDraining)
        server.status = statuses[balancer.checkID(of: name)]
      }
      return server
    }
  }
}

extension [OriginServerStatus] {
  func append(to text: inout PrometheusText) {
    func labels(_ server: Element) -> [(String, String)] {
      [("origin", server.origin)] + (server.target.map { [("target", $0)] } ?? [])
    }
    text.family(
      "edgesim_origin_server_healthy", .gauge, "1 while the target of a load balancer is healthy.")
    for server in self {
      if let status = server.status { text.sample(labels(server), status == "Healthy" ? 1 : 0) }
    }
    text.family(
      "edgesim_origin_server_requests_in_flight", .gauge,
      "Requests that an origin or target has not answered.")
    for server in self { text.sample(labels(server), server.inFlight) }
    text.family(
      "edgesim_origin_server_requests_total", .counter, "Requests sent to an origin or target, retries too.")
    for server in self { text.sample(labels(server), server.requests) }
    text.family(
      "edgesim_origin_server_failures_total", .counter, "Requests that ended without a complete response.")
    for server in self { text.sample(labels(server), server.failures) }
    text.family(
      "edgesim_origin_server_connections_total", .counter, "Connections used: opened, or kept from before.")
    for server in self {
      text.sample(labels(server) + [("event", "opened")], server.connects)
      text.sample(labels(server) + [("event", "reused")], server.reuses)
    }
    text.family(
      "edgesim_origin_server_response_seconds", .summary, "From a request to the head of its response.")
    for server in self {
      text.sample(labels(server), server.responseMilliseconds / 1e3, suffix: "_sum")
      text.sample(labels(server), server.responses, suffix: "_count")
    }
  }
}
