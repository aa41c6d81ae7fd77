import HTTPWire
import Primitives

// The steps of a request once more, with a note of each. The steps are those of `begin`: nothing is decided here.

extension EdgeCache {
  /// Does what `begin` does, and says what each step found.
  package func explain(_ exchange: Exchange, now: Instant) -> (explanation: RequestExplanation, fetch: Fetch?)
  {
    var explanation = RequestExplanation()
    let fetch = begin(exchange, now: now) { step, next, passage in
      explanation.steps.append(
        RequestExplanation.Step(name: step.rawValue, finding: finding(step, next, passage)))
      if step == .host { explanation.distribution = passage.distribution?.id }
      if step == .behavior, let distribution = passage.distribution {
        explanation.matchedPath = String(decoding: key.matchedPath, as: UTF8.self)
        explanation.behaviors = distribution.candidates(for: key.matchedPath.span)
      }
      if step == .key, let behavior = passage.behavior {
        explanation.key = key.parts(of: behavior, isOptions: passage.request.method == .options)
      }
    }
    explanation.answer = RequestExplanation.Answer(exchange)
    return (explanation, fetch)
  }

  /// For how long `head`, the answer to `fetch`, would be used, and what decided it. Changes nothing.
  package func explain(_ head: borrowing ResponseHead, for fetch: Fetch, now: Instant) -> StoreExplanation {
    let hasBody = fetch.method != .head && head.status != 204 && head.status != 304
    let facts = facts(head, for: fetch, hasBody: hasBody, now: now).facts
    return StoreExplanation(StoreDecision(facts, fetch.context.behavior), facts, fetch.context.behavior)
  }

  /// Whether the content of `head`, the answer to `fetch`, would be compressed.
  package func explainCompression(
    of head: borrowing ResponseHead, for fetch: Fetch
  ) -> CompressionExplanation {
    CompressionExplanation(compression(of: head, isPart: head.status == 206, for: fetch))
  }

  private func finding(_ step: Step, _ next: Step, _ passage: Passage) -> String {
    if step == .webACL, next != .behavior { return webACLFinding(passage.exchange, "blocked") }
    if next == .done, passage.exchange.phase == .responding {
      return "answered: \(passage.exchange.status) \(passage.exchange.reason.rawValue)"
    }
    if next == .errorPage { return "an error, for which the distribution has a page" }
    let behavior = passage.behavior
    return switch step {
    case .target: "the target is well formed"
    case .host: "distribution \(passage.distribution?.id ?? "") has the host"
    case .body: "no body that a GET may not have, no expectation that is not met"
    case .country:
      "the country \(passage.exchange.viewerLocation.country?.description ?? "(not known)") is admitted"
    case .webACL: webACLFinding(passage.exchange, "allowed")
    case .behavior: "\(behavior?.pathPattern ?? "")"
    case .viewerProtocol:
      "\(behavior?.viewerProtocolPolicy.rawValue ?? ""): \(passage.exchange.viewerScheme) may go on"
    case .method: "the method is allowed"
    case .signature: "signed for what it asks, by a key that is trusted"
    case .key where next == .fetch: "not answered from the store: \(passage.exchange.reason.rawValue)"
    case .key: "\(key.bytes.count) octets"
    case .lookUp:
      passage.stale == nil ? "no copy" : "a copy that must be confirmed: \(passage.exchange.reason.rawValue)"
    case .refreshBehind: "refreshed behind the viewer's back"
    case .collapse: next == .done ? "waits on a fetch under way" : "no fetch of the same key to wait on"
    case .fetch: passage.fetch?.upperTier.map { "the \($0) is asked" } ?? "the origin is asked"
    case .errorPage:
      "\(String(decoding: passage.request.target, as: UTF8.self)), through \(behavior?.pathPattern ?? "")"
    case .done: ""
    }
  }
}

extension EdgeCache {
  private func webACLFinding(_ exchange: Exchange, _ what: String) -> String {
    let counted = exchange.countedRules.map { ", counted by \($0)" }.joined()
    return "\(what) by \(exchange.webACLRule ?? "")\(counted)"
  }
}

extension CompiledDistribution {
  /// Every behaviour, and whether its pattern matches.
  fileprivate func candidates(for path: Span<UInt8>) -> [RequestExplanation.Candidate] {
    let chosen = behavior(for: path)
    return behaviors.map { behavior in
      RequestExplanation.Candidate(
        pathPattern: behavior.pathPattern,
        matches: behavior.pattern.matches(path), isChosen: behavior === chosen)
    }
  }
}
