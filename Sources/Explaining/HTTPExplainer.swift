import EdgeCache
import Geo
import HTTPWire
import Primitives

/// Answers "what would the edge do with this request": by the edge's own code, on an empty cache.
package struct HTTPExplainer {
  package let configuration: EdgeConfiguration
  /// As `X-Amz-Cf-Pop` has it.
  package let pop: String
  /// Of the point of presence.
  package let tier: CacheTier
  /// Where there are regional caches.
  package let regions: [String]
  package let now: Instant

  package init(
    configuration: EdgeConfiguration, pop: String, tier: CacheTier = .edge(regionalCache: nil),
    regions: [String] = [], now: Instant
  ) {
    (self.configuration, self.pop, self.now) = (configuration, pop, now)
    (self.tier, self.regions) = (tier, regions)
  }

  private func cache(_ name: String, _ tier: CacheTier) -> EdgeCache {
    EdgeCache(
      pop: name, capacity: 1 << 30, tier: tier, configuration: configuration, seed: 0, bodies: .counted,
      makeEncoder: { _ in Unwritten() })
  }

  /// - Parameters:
  ///   - response: what every origin is taken to answer; the page of an error is taken to be there.
  ///   - isAssumed: the response is nobody's word.
  package func explain(
    _ request: RequestHead, from viewer: IPAddress, at location: ClientLocation, scheme: Exchange.Scheme,
    response: ResponseHead, isAssumed: Bool
  ) -> HTTPExplanation {
    let cache = cache(pop, tier)
    let regional = regions.map { ($0, self.cache($0, .regional(region: $0))) }
    // A primary, its secondary and the page of an error; there is no longer chain.
    var pending: [(Fetch, EdgeCache)] = []
    let chain = TierChain(
      regionalCaches: Dictionary(uniqueKeysWithValues: regional), clock: { now },
      askOrigin: { pending.append(($0, $1)) })
    let exchange = Exchange()
    exchange.request = request
    (exchange.viewer, exchange.viewerLocation, exchange.viewerScheme) = (viewer, location, scheme)
    let (steps, fetch) = cache.explain(exchange, now: now)
    var explanation = HTTPExplanation(
      pop: pop, method: request.methodBytes.span.text, target: request.target.span.text, viewer: "\(viewer)",
      request: steps, isResponseAssumed: isAssumed)
    if let fetch { chain.start(fetch, of: cache) }
    while let (next, cache) = pending.first {
      pending.removeFirst()
      let asked = OriginRequestExplanation(next, askedBy: cache)
      let head = asked.isErrorPage ? ResponseHead(status: 200) : response
      explanation.origins.append(
        HTTPExplanation.OriginTurn(
          request: asked, status: head.status, fields: head.fields.texts,
          store: cache.explain(head, for: next, now: now),
          compression: cache.explainCompression(of: head, for: next)))
      for more in cache.receive(head, for: next, now: now) { chain.start(more, of: cache) }
      if let count = head.fields["Content-Length"].flatMap(Int.init), count > 0, next.method != .head {
        cache.receive(byteCount: count, for: next, now: now)
      }
      cache.finish(next, now: now)
    }
    explanation.answer = RequestExplanation.Answer(exchange)
    return explanation
  }
}

/// The head of a compressed answer can be told without its content.
private final class Unwritten: ContentEncoder {
  func encode(_ input: Span<UInt8>, into output: inout [UInt8]) -> Bool { true }
  func finish(into output: inout [UInt8]) -> Bool { true }
}
