import HTTPCaching
import HTTPWire
import Primitives

// The steps of a request. Each decides one thing and names the next; the order is written down here alone.
//
//   target ──▶ host ──▶ body ──▶ country ──▶ webACL ──▶ behavior ──▶ viewerProtocol ──▶ method ──▶ signature ──▶ key ──▶ lookUp
//      │         │        │         │          │                          │               │           │         │        │ fresh: answered;
//      ▼         ▼        ▼         ▼          ▼                          ▼               ▼           ▼         │        │ stale that will do:
//     400     403, 421  403, 417    403        403                   301, 307, 403        403         403        │        │ answered, then
//                                                                                                               │        │ refreshBehind
//                        errorPage ──▶ key: in place of an error, where                                         │        ▼ expired or nothing
//                                      the distribution has a page for it                                       │     collapse ──▶ waits, or
//                                                                                                               │        │         reads along
//                                                                                                     not cached│        │ no such fetch
//                                                                                                               ╰──────▶ fetch

extension EdgeCache {
  /// Each is named by what it looks at.
  enum Step: String {
    case target, host, body, country, webACL, behavior, viewerProtocol, method, signature, key, lookUp,
      refreshBehind
    case collapse, fetch, errorPage
    case done
  }

  /// What the steps find out about a request.
  struct Passage {
    let exchange: Exchange
    /// Taken once: each use of a class's property would retain and release its arrays.
    var request: RequestHead
    let now: Instant
    var target = RequestTarget.root
    var distribution: CompiledDistribution?
    var behavior: CompiledBehavior?
    /// What the viewer wants of a cache; nil where that doesn't count.
    var wishes: CacheControl?
    var stale: StoredResponse?
    var fetch: Fetch?
  }

  /// Takes up a request. Returns the fetch to start, if one is needed.
  ///
  /// Afterwards the exchange is `.responding`, or `.waiting` on the returned fetch or one in flight.
  package func begin(_ exchange: Exchange, now: Instant) -> Fetch? {
    var passage = passage(of: exchange, now: now)
    var step = Step.target
    while step != .done { step = take(step, &passage) }
    return passage.fetch
  }

  /// The same steps, and `note` of each, with the one that follows.
  func begin(
    _ exchange: Exchange, now: Instant, note: (_ step: Step, _ next: Step, _ passage: Passage) -> Void
  ) -> Fetch? {
    var passage = passage(of: exchange, now: now)
    var step = Step.target
    while step != .done {
      let next = take(step, &passage)
      note(step, next, passage)
      step = next
    }
    return passage.fetch
  }

  private func passage(of exchange: Exchange, now: Instant) -> Passage {
    precondition(exchange.phase == .idle, "the exchange before has not ended")
    exchange.isKeepAlive = !exchange.mustClose && exchange.request.isKeepAlive
    (exchange.series, exchange.startedAt) = (0, now)
    return Passage(exchange: exchange, request: exchange.request, now: now)
  }

  func take(_ step: Step, _ passage: inout Passage) -> Step {
    switch step {
    case .target: readTarget(&passage)
    case .host: findDistribution(&passage)
    case .body: refuseBody(&passage)
    case .country: checkCountry(&passage)
    case .webACL: applyWebACL(&passage)
    case .behavior: chooseBehavior(&passage)
    case .viewerProtocol: applyViewerProtocolPolicy(&passage)
    case .method: checkMethod(&passage)
    case .signature: checkSignature(&passage)
    case .key: buildKey(&passage)
    case .lookUp: lookUp(&passage)
    case .refreshBehind: refreshBehind(&passage)
    case .collapse: collapse(&passage)
    case .fetch: startFetch(&passage)
    case .errorPage: chooseErrorPage(&passage)
    case .done: .done
    }
  }
}
