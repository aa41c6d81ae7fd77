import Configuration
import EdgeCache
import EventLoop
import Explaining
import Geo
import HTTPWire
import Health
import Logging
import Primitives
import TLS

/// Answers "what does the edge do with this request" by doing it: one request through a point of presence and its tiers on
/// a loop of this thread, with empty caches and the built-in origins beside them.
package final class LiveExplainer {
  private let loop: EventLoop
  private let edges: [EdgeServer]
  private let origins: [BuiltInOriginServer]
  private let reception: MailboxReception
  private let exchange = Exchange()
  private var turns: [HTTPExplanation.OriginTurn] = []
  private var octets = 0

  /// - Parameter pop: a point of presence of the configuration.
  package init(_ configuration: LabConfiguration, pop: PointOfPresence, log: Logger) throws {
    loop = try EventLoop()
    let loop = loop
    let mailbox = try Mailbox<WorkerMessage>()
    let plans = try configuration.origins.map { origin in
      WorkerPlan.Origin(
        origin: origin,
        socket: try Socket.listener(boundTo: SocketAddress(IPAddress(v4: 0x7F00_0001), port: 0)))
    }
    origins = plans.map { BuiltInOriginServer(on: loop, $0, log: log) }
    let shared = WorkerPlan.Shared(
      catalog: configuration.catalog, transfers: .none, tls: TLSContexts(),
      edge: try configuration.edge.withoutStaticContent,
      originAddresses: Dictionary(plans.map { ($0.origin.name, $0.socket.address) }) { first, _ in first },
      regionalCaches: Dictionary(
        configuration.regionalCaches.map { ($0.id, mailbox) }, uniquingKeysWith: { first, _ in first }),
      balancers: configuration.balancers, health: HealthSnapshot(), targetChecks: [:], faults: LabFaults())
    let caches =
      [
        WorkerPlan.Edge(
          id: pop.id, tier: .edge(regionalCache: pop.regionalCache), capacity: pop.capacity,
          eviction: pop.eviction, sockets: [], seed: 0)
      ]
      + configuration.regionalCaches.map {
        WorkerPlan.Edge(
          id: $0.id, tier: .regional(region: $0.id), capacity: $0.capacity, eviction: $0.eviction,
          sockets: [], seed: 0)
      }
    let edges = caches.map { EdgeServer(on: loop, plan: $0, shared: shared, accessLog: nil, log: log) }
    self.edges = edges
    reception = mailbox.receive(on: loop) { message in
      guard case .join(let region, let accepted) = message else { return }
      edges.first { $0.id == region }?.join(accepted)
    }
    for edge in edges { edge.origins.witness = self }
  }

  /// Returns when the viewer has the whole answer, or would have seen it cut. To be called once.
  package func explain(
    _ request: RequestHead, from viewer: IPAddress, scheme: Exchange.Scheme
  ) -> HTTPExplanation {
    let edge = edges[0]
    fill(exchange, request, viewer, scheme)
    exchange.onProgress = { [unowned self] in take() }
    let (steps, fetch) = edge.cache.explain(exchange, now: loop.now)
    var explanation = HTTPExplanation(
      pop: edge.id, method: request.methodBytes.span.text, target: request.target.span.text,
      viewer: "\(viewer)", request: steps, isResponseAssumed: false)
    if let fetch { edge.origins.start(fetch) }
    loop.later { [unowned self] in take() }
    loop.run()
    explanation.origins = turns
    explanation.answer = RequestExplanation.Answer(exchange)
    explanation.octets = octets
    edge.cache.end(exchange, bytesSent: octets, now: loop.now)
    if fetch != nil { explanation.again = again(request, viewer, scheme) }
    for edge in edges { edge.origins.close() }
    return explanation
  }

  private func fill(
    _ exchange: Exchange, _ request: RequestHead, _ viewer: IPAddress, _ scheme: Exchange.Scheme
  ) {
    exchange.request = request
    (exchange.viewer, exchange.viewerScheme) = (viewer, scheme)
    exchange.viewerLocation = edges[0].locator.locate(viewer)
  }

  /// Reads the answer as a viewer who does nothing else.
  private func take() {
    while exchange.phase == .responding {
      switch exchange.content {
      case .bytes(let bytes):
        octets += bytes.count
        exchange.sent(bytes.count)
      case .cold(_, let range):
        octets += range.count
        exchange.sent(range.count)
      case .awaited: return
      case .complete, .failed: return loop.later { [loop] in loop.stop() }
      }
    }
  }

  /// What the same request would be answered with now; nil: the origin is asked again.
  private func again(
    _ request: RequestHead, _ viewer: IPAddress, _ scheme: Exchange.Scheme
  ) -> RequestExplanation.Answer? {
    let exchange = Exchange()
    fill(exchange, request, viewer, scheme)
    let cache = edges[0].cache
    guard cache.begin(exchange, now: loop.now) == nil else {
      _ = cache.abandon(exchange, bytesSent: 0, now: loop.now)
      return nil
    }
    defer { cache.end(exchange, bytesSent: 0, now: loop.now) }
    return RequestExplanation.Answer(exchange)
  }
}

extension LiveExplainer: FetchWitness {
  func received(_ head: ResponseHead, for attempt: OriginAttempt, at edge: EdgeServer) {
    let fetch = attempt.fetch
    turns.append(
      HTTPExplanation.OriginTurn(
        request: OriginRequestExplanation(fetch, askedBy: edge.cache), status: head.status,
        fields: head.fields.texts, store: edge.cache.explain(head, for: fetch, now: loop.now),
        compression: edge.cache.explainCompression(of: head, for: fetch), passage: passage(attempt)))
  }

  func failed(_ attempt: OriginAttempt, _ failure: OriginFailure, at edge: EdgeServer) {
    turns.append(
      HTTPExplanation.OriginTurn(
        request: OriginRequestExplanation(attempt.fetch, askedBy: edge.cache), passage: passage(attempt),
        failure: failure.reason.rawValue))
  }

  private func passage(_ attempt: OriginAttempt) -> HTTPExplanation.OriginTurn.Passage {
    var address: String?
    if case .address(let asked) = attempt.endpoint?.place { address = "\(asked)" }
    let took = loop.now.nanosecondsSinceEpoch - attempt.startedAt.nanosecondsSinceEpoch
    return .init(
      target: attempt.target, address: address, attempts: attempt.attempts, milliseconds: Double(took) / 1e6)
  }
}

extension EdgeConfiguration {
  /// Nothing is asked for but what is to be explained.
  fileprivate var withoutStaticContent: EdgeConfiguration {
    get throws(Fault) {
      try EdgeConfiguration(
        distributions.map { distribution in
          var distribution = distribution
          distribution.staticContent = nil
          return distribution
        })
    }
  }
}
