import Authority
import DNSWire
import Geo
import Health
import Primitives
import Routing
import Zones

/// Asks a catalog as a server would, and tells how each answer came about.
package struct Explainer {
  package let catalog: Catalog
  package let settings: AnswerSettings
  package let health: HealthSnapshot

  /// `health` is numbered as the catalog's health checks are.
  package init(catalog: Catalog, settings: AnswerSettings = AnswerSettings(), health: HealthSnapshot) {
    self.catalog = catalog
    var settings = settings
    settings.explains = true
    self.settings = settings
    self.health = health
  }

  /// Asks over UDP, and over TCP where that answer is truncated. The same arguments give the same explanation.
  package func explain(_ name: Name, _ type: RecordType, for asking: Asking, draw: UInt64) -> Explanation {
    let packet = Message.query(
      name, type, udpOctets: UInt16(WireLimits.udpOctets), clientSubnet: asking.subnet)
    var responder = Responder(settings: settings)
    var buffer = [UInt8](repeating: 0, count: WireLimits.messageOctets)
    func ask(_ transport: Transport) -> (Response, Message) {
      var span = buffer.mutableSpan
      let response = responder.respond(
        to: packet.span, from: asking.resolver, over: transport, catalog: catalog, health: health, draw: draw,
        into: &span)
      guard let message = try? Message(Array(buffer.prefix(response.count)).span) else {
        preconditionFailure("a responder answers every well-formed query with a well-formed message")
      }
      return (response, message)
    }
    var transport = Transport.udp
    var (response, message) = ask(transport)
    if message.isTruncated {
      transport = .tcp
      (response, message) = ask(transport)
    }
    let isServed = catalog.zones.indices.contains(response.zone)
    let view = isServed ? ZoneView(self, zone: response.zone, asking) : nil
    return Explanation(
      question: .init(name: "\(name)", type: "\(type)"),
      client: .init(
        name: asking.name, resolver: "\(asking.resolver)", subnet: asking.subnet.map { "\($0)" },
        location: location(of: asking)),
      zone: view.map { "\($0.zone.apex)" }, draw: "\(draw)",
      steps: view.map { view in responder.trail.steps.map(view.step) } ?? [],
      answer: Explanation.Answer(message, transport: transport),
      summary: view.map { responder.trail.summary(in: $0.zone, edges: catalog.edges) } ?? "")
  }

  /// Draws `count` times, from what a server with `seed` would draw.
  package func draw(
    _ count: Int, seed: UInt64, _ name: Name, _ type: RecordType, for asking: Asking
  ) -> DrawReport {
    let packet = Message.query(
      name, type, udpOctets: UInt16(WireLimits.udpOctets), clientSubnet: asking.subnet)
    var responder = Responder(settings: settings)
    var buffer = [UInt8](repeating: 0, count: WireLimits.messageOctets)
    var draws = SplitMix64(seed: seed)
    var tally: DrawTally?
    var view: ZoneView?
    for _ in 0..<count {
      var span = buffer.mutableSpan
      let response = responder.respond(
        to: packet.span, from: asking.resolver, over: .tcp, catalog: catalog, health: health,
        draw: draws.next(), into: &span)
      let choices = responder.trail.steps.flatMap(\.choices)
      guard let first = choices.first, response.zone >= 0 else { break }
      let zoneView = view ?? ZoneView(self, zone: response.zone, asking)
      view = zoneView
      if tally == nil { tally = DrawTally(zoneView.shares(of: first.set)) }
      tally?.add(choices) { zoneView.shares(of: $0) }
    }
    var outcomes: [DrawReport.Outcome] = []
    if let tally, let view { outcomes = tally.outcomes(of: count, path: [], expected: 1, view.label) }
    return DrawReport(draws: count, seed: "\(seed)", outcomes: outcomes)
  }

  private func location(of asking: Asking) -> Explanation.Location? {
    let prefix = asking.prefix
    let location = catalog.map.locator.locate(prefix.address, prefixLength: prefix.length)
    let source = catalog.map.locator.source(of: prefix.address, prefixLength: prefix.length)
    guard let block = IPPrefix(prefix.address, length: location.prefixLength) else { return nil }
    return Explanation.Location(
      source: source?.rawValue, prefix: "\(block)", continent: location.continent.map { "\($0)" },
      country: location.country.map { "\($0)" }, subdivision: location.subdivision.map { "\($0)" },
      latitude: location.coordinates?.latitude, longitude: location.coordinates?.longitude)
  }
}

extension Explanation.Answer {
  fileprivate init(_ message: Message, transport: Transport) {
    func records(_ list: [Message.Record]) -> [Explanation.Record] {
      list.map {
        .init(
          name: "\($0.name)", ttl: $0.ttlSeconds, type: "\($0.type)",
          data: $0.type.presentation(of: $0.data.span))
      }
    }
    // CLIENT-SUBNET (RFC 7871 section 6): family, source and scope prefix length.
    let subnet = message.edns?.options.first { $0.code == 8 && $0.data.count > 3 }
    self.init(
      rcode: "\(message.code)", authoritative: message.isAuthoritative, transport: transport.rawValue,
      scope: subnet.map { Int($0.data[3]) }, answers: records(message.answers),
      authorities: records(message.authorities), additional: records(message.additional))
  }
}
