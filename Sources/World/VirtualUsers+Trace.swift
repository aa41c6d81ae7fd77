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

  /// `reason`: why the authoritative servers answered so, if they were asked.
  func traceAnswer(
    _ answer: Resolvers.Answer, _ family: IPAddress.Family, _ reason: String, keeps lifetime: Int64
  ) {
    let client = clients[traced]
    var details = [
      ("type", "\(family.recordType)"), ("from", "resolver"), ("resolver", resolverName(client)),
    ]
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
        ), ("choice", reason.isEmpty ? "-" : reason),
      ]
    case .nowhere:
      details += [("cache", "miss"), ("why", "it reaches no authoritative server and knows nothing")]
    case .silence: details += [("cache", "-"), ("why", "the resolver does not answer")]
    }
    details += [
      ("answer", answer.number < 0 ? "none" : "\(clock.names.answers[Int(answer.number)])"),
      ("left", seconds(answer.remaining)), ("kept", seconds(lifetime)),
    ]
    tell("dns", details)
  }

  /// `family` and `at`, nanoseconds since the wish: of an attempt to connect.
  func traceConnection(
    to destination: Int32, _ result: String, _ family: IPAddress.Family? = nil, at: Double? = nil
  ) {
    var details = [("to", recorded.destinations[Int(destination)])]
    if let family { details.append(("over", family.name)) }
    if let at { details.append(("after", milliseconds(at))) }
    tell("connect", details + [("result", result)])
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

  /// Of a route's number.
  private func words(_ route: Int32) -> String {
    guard route >= 0 else { return "none" }
    let pair = routes.pairs[Int(route)]
    let answers = [pair.v6, pair.v4].filter { $0 >= 0 }.map { clock.names.answers[Int($0)] }
    let found = answers.filter { if case .addresses = $0 { true } else { false } }
    return (found.isEmpty ? answers.suffix(1) : found).map(\.description).joined(separator: " ")
  }

  private func seconds(_ nanoseconds: Int64) -> String { "\(FigureUnit.rounded(Double(nanoseconds) / 1e9))s" }

  private func milliseconds(_ nanoseconds: Double) -> String { "\(FigureUnit.rounded(nanoseconds / 1e6))ms" }
}

extension FigureUnit {
  /// To a tenth.
  fileprivate static func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }
}
