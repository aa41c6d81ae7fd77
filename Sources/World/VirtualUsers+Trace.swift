import Geo
import Primitives
import Simulation

// What is told of the client that is traced. Callers look whether it is the one: for others it costs one comparison.

extension VirtualUsers {
  private func tell(_ event: String, _ details: [(name: String, value: String)]) {
    let words = details.map { " \($0.name)=\($0.value.contains(" ") ? "\"\($0.value)\"" : $0.value)" }
    let micros = clock.elapsed / 1000
    trace?.tell(
      "\(micros / 1_000_000).\((micros % 1_000_000).digits(6)) client=\(traced) \(event)\(words.joined())")
  }

  /// Who it is, before anything happens.
  func traceBeginning() {
    guard clients.indices.contains(traced) else { return }
    let client = clients[traced]
    let city = City.all[cities[Int(client.city)]]
    tell(
      "begin",
      [
        ("city", city.name), ("country", "\(city.country)"), ("program", profiles[Int(client.profile)].id),
        ("resolver", resolverName(client)), ("access", milliseconds(accessMedians[Int(client.access)])),
        ("holds", words(client.answer)), ("for", seconds(client.expires - clock.elapsed)),
      ])
  }

  func traceRequest(_ object: Int) {
    let client = clients[traced]
    let target = request(object).target
    tell(
      "request",
      [("url", "http://\(population.workload.url.authority)\(String(decoding: target, as: UTF8.self))")])
    if client.expires > clock.elapsed {
      tell(
        "dns",
        [
          ("from", "program"), ("why", "its answer holds"), ("answer", words(client.answer)),
          ("left", seconds(client.expires - clock.elapsed)),
        ])
    }
  }

  func traceAnswer(_ answer: Resolvers.Answer, keeps lifetime: Int64) {
    let client = clients[traced]
    var details = [("from", "resolver"), ("resolver", resolverName(client))]
    let isCutOff = resolvers.isAlone(client.resolver)
    switch answer.source {
    case .cache:
      // The TTL that stale data is given with (RFC 8767 section 5).
      let isStale =
        answer.remaining == ResolverProfile.staleTTL * 1_000_000_000
        && resolvers.profiles[resolvers.profile(of: client.resolver)].staleMode != .never
      details += [
        ("cache", isStale ? "stale" : "hit"),
        (
          "why",
          isCutOff
            ? "it reaches no authoritative server"
            : isStale ? "out of date, and asked anew" : "its answer holds"
        ),
      ]
    case .authority:
      let unhealthy = site.checks.checks.indices.filter { !clock.names.health.isHealthy($0) }
      details += [
        ("cache", "miss"), ("why", "it asked the authoritative servers"),
        (
          "unhealthy",
          unhealthy.isEmpty ? "-" : unhealthy.map { site.checks.checks[$0].id }.joined(separator: ",")
        ), ("choice", clock.names.reason.isEmpty ? "-" : clock.names.reason),
      ]
    case .nowhere:
      details += [("cache", "miss"), ("why", "it reaches no authoritative server and knows nothing")]
    case .silence: details += [("cache", "-"), ("why", "the resolver does not answer")]
    }
    details += [
      ("answer", words(answer.number)), ("left", seconds(answer.remaining)), ("kept", seconds(lifetime)),
    ]
    tell("dns", details)
  }

  func traceConnection(to destination: Int32, _ result: String) {
    tell("connect", [("to", recorded.destinations[Int(destination)]), ("result", result)])
  }

  func traceRetry() { tell("retry", [("why", "the answer has another address")]) }

  func traceResponse(of visit: Visit) {
    let exchange = visit.exchange
    let status = exchange.phase == .responding ? "\(exchange.status)" : "-"
    tell(
      "response",
      [
        ("from", recorded.destinations[Int(visit.destination)]), ("status", status),
        ("result", exchange.phase == .responding ? "\(exchange.result)" : "none"),
      ])
  }

  func traceEnd(failed: Bool, _ destination: Int32, _ answerer: Answerer, _ travel: Double) {
    let cache =
      switch answerer {
      case .hit: "hit"
      case .miss: "miss"
      case .other: "-"
      }
    tell(
      failed ? "failed" : "answered",
      [
        ("by", destination < 0 ? "-" : recorded.destinations[Int(destination)]), ("cache", cache),
        ("first_octet", milliseconds(travel)),
      ])
  }

  private func resolverName(_ client: Client) -> String {
    resolvers.profiles[resolvers.profile(of: client.resolver)].id
  }

  private func words(_ answer: Int32) -> String {
    answer < 0 ? "none" : "\(clock.names.answers[Int(answer)])"
  }

  private func seconds(_ nanoseconds: Int64) -> String { "\(FigureUnit.rounded(Double(nanoseconds) / 1e9))s" }

  private func milliseconds(_ nanoseconds: Double) -> String { "\(FigureUnit.rounded(nanoseconds / 1e6))ms" }
}

extension FigureUnit {
  /// To a tenth.
  fileprivate static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
