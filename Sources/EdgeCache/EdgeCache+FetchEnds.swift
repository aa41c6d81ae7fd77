import HTTPCaching
import HTTPWire
import Primitives

// How fetches end, and what becomes of those who wait.

extension EdgeCache {
  func cut(_ fetch: Fetch) {
    fetch.body?.fail()
    fetch.isDiscarding = true
    release(fetch)
    stopSpooling(fetch)
    notify(letGo(fetch))
  }

  /// No answer and no copy: the edge's own page, held like an error of the origin.
  func answerFailure(_ fetch: Fetch, _ failure: OriginFailure, now: Instant) -> [Fetch] {
    let context = fetch.context
    let seconds = context.behavior.errorCachingMinTTL(failure.status)
    let isHeld =
      seconds > 0 && context.member == .any && !context.behavior.isCachingDisabled
      && context.behavior.caches(fetch.method)
      && fetch.method != .head && !fetch.exchanges.isEmpty
    let page = GeneratedPage.error(
      failure.status, failure.sentence, decision: isHeld ? .generatedError(held: seconds) : .generated,
      now: now)
    if isHeld { insert(page, fetch) }
    let pages = beginErrorPages(fetch, failure.status, failure.reason, now: now)
    let waiting = letGoAfterHead(fetch)
    for exchange in waiting { answer(exchange, page, .error, failure.reason, now: now) }
    notify(waiting)
    notify(pages.answered)
    return pages.fetches
  }

  /// Ends a fetch at its head; what follows of the response is of no use.
  func letGoAfterHead(_ fetch: Fetch) -> [Exchange] {
    fetch.isDiscarding = true
    release(fetch)
    return letGo(fetch)
  }

  func letGo(_ fetch: Fetch) -> [Exchange] {
    let exchanges = fetch.exchanges
    for exchange in exchanges { exchange.fetch = nil }
    fetch.exchanges = []
    fetch.initiator = nil
    return exchanges
  }

  /// Fetches of their own for those who may not share.
  func release(
    _ waiting: some Collection<Exchange>, of fetch: Fetch, _ reason: ResultReason, now: Instant
  ) -> [Fetch] {
    var fetches: [Fetch] = []
    for exchange in waiting {
      exchange.reason = reason
      if let own = refetch(for: exchange, fetch.context, stale: nil, isShared: false, now: now) {
        fetches.append(own)
      }
    }
    return fetches
  }

  /// Last in every entry point: a callback may call the cache again.
  func notify(_ exchanges: some Collection<Exchange>) {
    for exchange in exchanges where exchange.phase == .responding { exchange.onProgress?() }
  }
}
