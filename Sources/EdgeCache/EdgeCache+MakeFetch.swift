import HTTPCaching
import HTTPWire
import Primitives

extension EdgeCache {
  /// Serialises the origin request of what `key` holds. `waits`: the exchange is answered with what comes.
  func makeFetch(
    for exchange: Exchange, _ target: RequestTarget, _ behavior: CompiledBehavior,
    from secondary: CompiledOrigin? = nil, stale: StoredResponse?, isShared: Bool, waits: Bool, now: Instant
  ) -> Fetch {
    let request = exchange.wanted
    let method = request.method
    let originTarget = key.originTarget ?? behavior.target(for: request.fields)
    // An Origin Shield asks the member it is told to, and no other.
    let named = exchange.tierRequest?.member == .secondary ? originTarget.secondary : nil
    let origin = named ?? secondary ?? originTarget.primary
    let usesTLS = origin.usesTLS(for: exchange.viewerScheme)
    let forwarded = key.forwarded(request, target, behavior)
    let validators = stale.flatMap { $0.hasValidator && $0.mayRevalidate ? $0 : nil }
    let range = rangeToFetch(request, behavior, stale: stale)
    let originRequest = OriginRequest(
      behavior: behavior, origin: origin, usesTLS: usesTLS, path: key.path, query: forwarded.query,
      cookies: forwarded.cookies, encoding: key.encoding, target: target, exchange: exchange,
      asksForRange: range != nil, stale: validators)
    let upperTier = upperTier(
      for: exchange, method, behavior, origin, isSecondary: secondary != nil)
    let requestHead: [UInt8]
    if let upperTier {
      let tierRequest = tierRequest(
        to: upperTier, for: exchange, originTarget, isSecondary: secondary != nil)
      requestHead = originRequest.serialize(request, to: tierRequest, &identity)
    } else {
      requestHead = originRequest.serialize(request, &identity)
    }
    let context = FetchContext(
      behavior: behavior, target: originTarget, isFromSecondary: origin !== originTarget.primary,
      member: exchange.tierRequest?.member ?? .any, key: key.bytes,
      hash: key.hash, range: range, flightHash: flightHash(key.hash, range),
      encoding: key.encoding, request: request, stale: stale, isConditional: validators != nil)
    // A HEAD brings no body to share, so a GET must not wait for it.
    let isFound =
      isShared && behavior.collapses && behavior.caches(method) && method != .head
      && (range == nil || !request.fields.contains(.ifRange))
    let fetch = Fetch(
      origin: origin.origin, upperTier: upperTier, usesTLS: usesTLS, method: method,
      requestHead: requestHead,
      carriesRequestBody: request.announcesBody && method != .get && method != .head,
      isShared: isFound, initiator: waits ? exchange : nil, context: context,
      invalidationNumber: invalidations.number, startedAt: now)
    if isFound { inFlight[context.flightHash] = fetch }
    if upperTier == nil { counts.origins[behavior.originSeries].requests += 1 }
    if waits {
      (exchange.phase, exchange.fetch) = (.waiting, fetch)
      (exchange.originAskedAt, exchange.originStatus) = (now, 0)
      exchange.askingLayer =
        upperTier.map { origin.origin.originShieldRegion == nil ? $0.role : .originShield }
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
