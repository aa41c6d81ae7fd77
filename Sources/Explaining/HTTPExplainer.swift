import EdgeCache
import Geo
import HTTPWire
import Primitives

/// Answers "what would the edge do with this request": by the edge's own code, on an empty cache.
package struct HTTPExplainer {
  package let configuration: EdgeConfiguration
  /// As `X-Amz-Cf-Pop` has it.
  package let pop: String
  package let now: Instant

  package init(configuration: EdgeConfiguration, pop: String, now: Instant) {
    (self.configuration, self.pop, self.now) = (configuration, pop, now)
  }

  /// - Parameters:
  ///   - response: what every origin is taken to answer; the page of an error is taken to be there.
  ///   - isAssumed: the response is nobody's word.
  package func explain(
    _ request: RequestHead, from viewer: IPAddress, at location: ClientLocation, scheme: Exchange.Scheme,
    response: ResponseHead, isAssumed: Bool
  ) -> HTTPExplanation {
    let cache = EdgeCache(
      pop: pop, capacity: 1 << 30, configuration: configuration, seed: 0, bodies: .counted,
      makeEncoder: { _ in Unwritten() })
    let exchange = Exchange()
    exchange.request = request
    (exchange.viewer, exchange.viewerLocation, exchange.viewerScheme) = (viewer, location, scheme)
    let (steps, fetch) = cache.explain(exchange, now: now)
    var explanation = HTTPExplanation(
      pop: pop, method: request.methodBytes.span.text, target: request.target.span.text, viewer: "\(viewer)",
      request: steps, isResponseAssumed: isAssumed)
    // A primary, its secondary and the page of an error; there is no longer chain.
    var pending = fetch.map { [$0] } ?? []
    while let next = pending.first {
      pending.removeFirst()
      let asked = OriginRequestExplanation(next)
      let head = asked.isErrorPage ? ResponseHead(status: 200) : response
      explanation.origins.append(
        HTTPExplanation.OriginTurn(
          request: asked, status: head.status, fields: head.fields.indices.map { head.fields.text($0) },
          store: cache.explain(head, for: next, now: now),
          compression: cache.explainCompression(of: head, for: next)))
      pending += cache.receive(head, for: next, now: now)
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

extension Fields {
  fileprivate func text(_ index: Int) -> String { "\(name(index).text): \(value(index).text)" }
}
