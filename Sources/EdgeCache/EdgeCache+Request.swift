import HTTPCaching
import HTTPWire
import Primitives

// The steps of a request. Each decides one thing and names the next; the order is written down here alone.
//
//   target ──▶ host ──▶ body ──▶ country ──▶ behavior ──▶ viewerProtocol ──▶ method ──▶ signature ──▶ key ──▶ lookUp
//      │         │        │         │                          │               │           │         │        │ fresh: answered;
//      ▼         ▼        ▼         ▼                          ▼               ▼           ▼         │        │ stale that will do:
//     400       403      403       403                   301, 307, 403        403         403        │        │ answered, then
//                                                                                                    │        │ refreshBehind
//                        errorPage ──▶ key: in place of an error, where                              │        ▼ expired or nothing
//                                      the distribution has a page for it                            │     collapse ──▶ waits, or
//                                                                                                    │        │         reads along
//                                                                                          not cached│        │ no such fetch
//                                                                                                    ╰──────▶ fetch

extension EdgeCache {
  /// Each is named by what it looks at.
  enum Step: String {
    case target, host, body, country, behavior, viewerProtocol, method, signature, key, lookUp, refreshBehind
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
    let passage = Passage(exchange: exchange, request: exchange.request, now: now)
    exchange.isKeepAlive = !exchange.mustClose && passage.request.isKeepAlive
    (exchange.series, exchange.startedAt) = (0, now)
    return passage
  }

  private func take(_ step: Step, _ passage: inout Passage) -> Step {
    switch step {
    case .target: readTarget(&passage)
    case .host: findDistribution(&passage)
    case .body: refuseBody(&passage)
    case .country: checkCountry(&passage)
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

  private func readTarget(_ passage: inout Passage) -> Step {
    guard let target = RequestTarget(of: passage.request) else {
      return refuse(&passage, 400, .badRequestTarget, "The request target is not a path or URL.")
    }
    passage.target = target
    return .host
  }

  private func findDistribution(_ passage: inout Passage) -> Step {
    guard key.takeHost(passage.request, passage.target), let distribution = routes.find(key)
    else {
      return refuse(&passage, 403, .unknownHost, "No distribution is configured for this host name.")
    }
    (passage.distribution, passage.exchange.distribution) = (distribution, distribution)
    guard distribution.isEnabled else {
      return refuse(&passage, 403, .distributionDisabled, "The distribution for this host name is disabled.")
    }
    return .body
  }

  private func refuseBody(_ passage: inout Passage) -> Step {
    guard passage.request.method == .get, passage.request.announcesBody else {
      return .country
    }
    // The body is not read, so the connection cannot go on.
    passage.exchange.isKeepAlive = false
    return refuse(&passage, 403, .bodyNotAllowed, "A GET request must not have a body.")
  }

  private func checkCountry(_ passage: inout Passage) -> Step {
    guard let distribution = passage.distribution else { return .done }
    if distribution.geoRestriction.admits(passage.exchange.viewerLocation.country) { return .behavior }
    return refuse(
      &passage, 403, .countryNotAdmitted, "This distribution is not available in the viewer's country.")
  }

  /// The default root object goes in first: the behaviour is that of the object served.
  private func chooseBehavior(_ passage: inout Passage) -> Step {
    guard let distribution = passage.distribution else { return .done }
    key.takePath(passage.request, passage.target, rootObject: distribution.rootObject)
    let behavior = key.behavior(in: distribution)
    (passage.behavior, passage.exchange.behavior) = (behavior, behavior)
    passage.exchange.series = behavior.series
    return .viewerProtocol
  }

  private func applyViewerProtocolPolicy(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, passage.exchange.viewerScheme == .http else { return .method }
    switch behavior.viewerProtocolPolicy {
    case .allowAll: return .method
    case .httpsOnly:
      return refuse(&passage, 403, .httpsRequired, "This distribution answers over HTTPS only.")
    case .redirectToHTTPS: return redirect(&passage)
    }
  }

  private func checkMethod(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, behavior.allows(passage.request.method) else {
      return refuse(&passage, 403, .methodNotAllowed, "The request method is not allowed for this path.")
    }
    return behavior.signatures == nil ? .key : .signature
  }

  private func checkSignature(_ passage: inout Passage) -> Step {
    guard let verifier = passage.behavior?.signatures,
      let refusal = signatureRefusal(
        passage.request, passage.target, passage.exchange, verifier, now: passage.now)
    else { return .key }
    return refuse(
      &passage, 403, ResultReason(refusal), "The request is not signed for this content, or no longer.")
  }

  private func buildKey(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior else { return .done }
    key.build(passage.request, passage.target, behavior, for: passage.exchange, hash: keyHash)
    if !behavior.caches(passage.request.method) {
      passage.exchange.reason = .methodNotCached
      return .fetch
    }
    if behavior.isCachingDisabled {
      passage.exchange.reason = .cachingDisabled
      return .fetch
    }
    return .lookUp
  }

  private func lookUp(_ passage: inout Passage) -> Step {
    let (exchange, now) = (passage.exchange, passage.now)
    exchange.reason = .notStored
    passage.wishes = passage.behavior?.semantics.heedsViewers == true ? wishes(of: passage.request) : nil
    let request = passage.request
    let found = store.find(key.bytes, hash: key.hash) { suits(request, $0, now: now) }
    guard let object = found else { return withoutCopy(&passage) }
    store.touch(object)
    let use = CopyUse(of: object, wishes: passage.wishes, at: now)
    switch use {
    case .asIs(let reason):
      let isError = object.status >= 400
      if isError, takesErrorPage(exchange, object.status, .errorHeld) { return .errorPage }
      answer(
        exchange, object, isError ? .error : .hit, isError && reason == .fresh ? .errorHeld : reason, now: now
      )
      return .done
    case .whileRevalidated:
      answer(exchange, object, .hit, .staleWhileRevalidate, now: now)
      passage.stale = object
      return .refreshBehind
    case .onceConfirmed(let reason):
      passage.stale = object.part == nil ? object : nil
      exchange.reason = reason
      return withoutCopy(&passage)
    }
  }

  private func wishes(of request: borrowing RequestHead) -> CacheControl? {
    request.fields.contains(.cacheControl) ? CacheControl(request.fields) : nil
  }

  /// No copy that will do for this request.
  private func withoutCopy(_ passage: inout Passage) -> Step {
    guard let wishes = passage.wishes else { return .collapse }
    if wishes.directives.contains(.onlyIfCached) {
      return refuse(
        &passage, 504, .onlyIfCached, "The viewer asked for a cached copy only, and there is none.")
    }
    guard wishes.directives.isDisjoint(with: [.noCache, .noStore]) else { return .fetch }
    return .collapse
  }

  /// Asks the origin for what has been answered already. Others who come meanwhile are not kept waiting either.
  private func refreshBehind(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, passage.request.method == .get, inFlight[key.hash] == nil else {
      return .done
    }
    passage.fetch = makeFetch(
      for: passage.exchange, passage.target, behavior, stale: passage.stale, isShared: true, waits: false,
      now: passage.now)
    return .done
  }

  /// Joins a fetch for the same key, if there is one and its response may be shared.
  private func collapse(_ passage: inout Passage) -> Step {
    let (exchange, now) = (passage.exchange, passage.now)
    guard let behavior = passage.behavior, behavior.collapses,
      let fetch = fetchInFlight(for: passage.request, behavior, stale: passage.stale), !isOutdated(fetch)
    else { return .fetch }
    guard let response = fetch.response else {
      wait(exchange, for: fetch)
      return .done
    }
    guard response.isFresh(at: now), suits(passage.request, response, now: now) else { return .fetch }
    join(exchange, fetch, response, now: now)
    return .done
  }

  /// One for the whole object, or for the same range.
  private func fetchInFlight(
    for request: borrowing RequestHead, _ behavior: CompiledBehavior, stale: StoredResponse?
  ) -> Fetch? {
    if let fetch = inFlight[key.hash], fetch.context.key == key.bytes { return fetch }
    guard let range = rangeToFetch(request, behavior, stale: stale),
      !request.fields.contains(.ifRange), let fetch = inFlight[flightHash(key.hash, range)],
      fetch.context.key == key.bytes, fetch.context.range == range
    else { return nil }
    return fetch
  }

  private func startFetch(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior else { return .done }
    let isPrivate = passage.wishes?.directives.contains(.noStore) ?? false
    passage.fetch = makeFetch(
      for: passage.exchange, passage.target, behavior, stale: passage.stale, isShared: !isPrivate,
      waits: true,
      now: passage.now)
    return .done
  }

  /// The page is an object like any other: the first behaviour that matches its path, a key, a copy or a fetch.
  private func chooseErrorPage(_ passage: inout Passage) -> Step {
    guard let page = passage.exchange.errorPage, let distribution = passage.exchange.distribution,
      let target = RequestTarget(of: page.request)
    else { return .done }
    (passage.request, passage.target, passage.stale) = (page.request, target, nil)
    key.takePath(page.request, target, rootObject: distribution.rootObject)
    passage.behavior = key.behavior(in: distribution)
    return .key
  }

  // MARK: Outcomes

  /// Whether the distribution has a page in place of the error `status`; it is then the exchange's. A page that fails
  /// is not replaced in its turn.
  func takesErrorPage(_ exchange: Exchange, _ status: UInt16, _ reason: ResultReason) -> Bool {
    guard exchange.errorPage == nil, let page = exchange.distribution?.errorPages.page(for: status) else {
      return false
    }
    exchange.errorPage = ErrorPage(page, for: exchange.request, reason)
    return true
  }

  /// Takes the steps for the error page that `exchange` has been given. Returns the fetch to start, if one is needed;
  /// else the exchange is answered, or waits.
  func beginErrorPage(_ exchange: Exchange, now: Instant) -> Fetch? {
    exchange.fetch = nil
    var passage = Passage(exchange: exchange, request: exchange.request, now: now)
    var step = Step.errorPage
    while step != .done { step = take(step, &passage) }
    return passage.fetch
  }

  private func refuse(
    _ passage: inout Passage, _ status: UInt16, _ reason: ResultReason, _ sentence: StaticString
  ) -> Step {
    if takesErrorPage(passage.exchange, status, reason) { return .errorPage }
    let page = GeneratedPage.error(status, sentence, decision: .generated, now: passage.now)
    answer(passage.exchange, page, .error, reason, now: passage.now)
    return .done
  }

  /// GET and HEAD: 301. Other methods must not become GET: 307, which HTTP/1.0 does not know.
  private func redirect(_ passage: inout Passage) -> Step {
    let exchange = passage.exchange
    let isSafe = exchange.request.method == .get || exchange.request.method == .head
    guard isSafe || exchange.request.minorVersion > 0 else {
      return refuse(&passage, 403, .httpsRequired, "This distribution answers over HTTPS only.")
    }
    let location = key.httpsURL(exchange.request, passage.target)
    let page = GeneratedPage.redirect(isSafe ? 301 : 307, to: location, now: passage.now)
    answer(exchange, page, .redirect, .redirectToHTTPS, now: passage.now)
    return .done
  }

  private func wait(_ exchange: Exchange, for fetch: Fetch) {
    (exchange.phase, exchange.reason, exchange.fetch) = (.waiting, .collapsed, fetch)
    fetch.exchanges.append(exchange)
  }

  // MARK: Fetches

  /// Serialises the origin request of what `key` holds. `waits`: the exchange is answered with what comes.
  private func makeFetch(
    for exchange: Exchange, _ target: RequestTarget, _ behavior: CompiledBehavior,
    from secondary: CompiledOrigin? = nil, stale: StoredResponse?, isShared: Bool, waits: Bool, now: Instant
  ) -> Fetch {
    let request = exchange.wanted
    let method = request.method
    let originTarget = key.originTarget ?? behavior.target(for: request.fields)
    let origin = secondary ?? originTarget.primary
    let usesTLS = origin.usesTLS(for: exchange.viewerScheme)
    let forwarded = key.forwarded(request, target, behavior)
    let validators = stale.flatMap { $0.hasValidator && $0.decision.mayRevalidate ? $0 : nil }
    let range = rangeToFetch(request, behavior, stale: stale)
    let originRequest = OriginRequest(
      behavior: behavior, origin: origin, usesTLS: usesTLS, path: key.path, query: forwarded.query,
      cookies: forwarded.cookies, encoding: key.encoding, target: target, exchange: exchange,
      asksForRange: range != nil, stale: validators)
    let context = FetchContext(
      behavior: behavior, target: originTarget, isFromSecondary: secondary != nil, key: key.bytes,
      hash: key.hash, range: range, flightHash: flightHash(key.hash, range), request: request,
      stale: stale, isConditional: validators != nil)
    // A HEAD brings no body to share, so a GET must not wait for it.
    let isFound =
      isShared && behavior.collapses && behavior.caches(method) && method != .head
      && (range == nil || !request.fields.contains(.ifRange))
    let fetch = Fetch(
      origin: origin.origin, usesTLS: usesTLS, method: method,
      requestHead: originRequest.serialize(request, &identity),
      carriesRequestBody: request.announcesBody && method != .get && method != .head,
      isShared: isFound, initiator: waits ? exchange : nil, context: context,
      invalidationNumber: invalidations.number, startedAt: now)
    if isFound { inFlight[context.flightHash] = fetch }
    counts.origins[behavior.originSeries].requests += 1
    if waits {
      (exchange.phase, exchange.fetch) = (.waiting, fetch)
      (exchange.originAskedAt, exchange.originStatus) = (now, 0)
    }
    return fetch
  }

  /// A fetch of its own for an exchange that has waited on another in vain.
  func refetch(
    for exchange: Exchange, _ context: FetchContext, from secondary: CompiledOrigin? = nil,
    stale: StoredResponse?, isShared: Bool, now: Instant
  ) -> Fetch? {
    // The request passed every step before; its target is what it was.
    let request = exchange.wanted
    guard let target = RequestTarget(of: request) else { return nil }
    key.takePath(request, target, rootObject: context.behavior.rootObject)
    key.build(request, target, context.behavior, for: exchange, hash: keyHash)
    return makeFetch(
      for: exchange, target, context.behavior, from: secondary, stale: stale, isShared: isShared, waits: true,
      now: now)
  }
}

extension RequestHead {
  /// Whether a body follows the head (RFC 9112 section 6.3).
  var announcesBody: Bool {
    if fields.contains(.transferEncoding) { return true }
    guard let index = fields.first(.contentLength) else { return false }
    return fields.value(index).decimal != 0
  }
}
