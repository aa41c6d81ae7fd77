import HTTPCaching
import HTTPWire
import Primitives

// The steps from the look-up on: a copy, a fetch that others wait for, or one of its own.

extension EdgeCache {
  func lookUp(_ passage: inout Passage) -> Step {
    let (exchange, now) = (passage.exchange, passage.now)
    exchange.reason = .notStored
    passage.wishes = passage.behavior?.semantics.heedsViewers == true ? wishes(of: passage.request) : nil
    let found = store.find(key.bytes, hash: key.hash) { suits(passage.request, $0, now: now) }
    guard let object = found else { return withoutCopy(&passage) }
    if exchange.preload != nil, isTooCold(object, for: exchange) {
      store.remove(object)
      return withoutCopy(&passage)
    }
    store.touch(object)
    if exchange.preload != nil { adopt(object, for: exchange) }
    let use =
      exchange.mustRefresh
      ? .onceConfirmed(.requestDirective) : CopyUse(of: object, wishes: passage.wishes, at: now)
    switch use {
    case .asIs(let reason):
      let isError = object.status >= 400
      if isError, takesErrorPage(exchange, object.status, .errorHeld) { return .errorPage }
      let known = isError && reason == .fresh ? .errorHeld : reason
      answer(
        exchange, object, isError ? .error : .hit,
        known == .fresh && object.isStatic ? .staticContent : known, now: now)
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

  func wishes(of request: borrowing RequestHead) -> CacheControl? {
    request.fields.contains(.cacheControl) ? CacheControl(request.fields) : nil
  }

  /// No copy that will do for this request.
  func withoutCopy(_ passage: inout Passage) -> Step {
    guard let wishes = passage.wishes else { return .collapse }
    if wishes.directives.contains(.onlyIfCached) {
      return refuse(
        &passage, 504, .onlyIfCached, "The viewer asked for a cached copy only, and there is none.")
    }
    guard wishes.directives.isDisjoint(with: [.noCache, .noStore]) else { return .fetch }
    return .collapse
  }

  /// Asks the origin for what has been answered already. Others who come meanwhile are not kept waiting either.
  func refreshBehind(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, passage.request.method == .get, inFlight[key.hash] == nil else {
      return .done
    }
    passage.fetch = makeFetch(
      for: passage.exchange, passage.target, behavior, stale: passage.stale, isShared: true, waits: false,
      now: passage.now)
    return .done
  }

  /// Joins a fetch for the same key, if there is one and its response may be shared.
  func collapse(_ passage: inout Passage) -> Step {
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
  func fetchInFlight(
    for request: borrowing RequestHead, _ behavior: CompiledBehavior, stale: StoredResponse?
  ) -> Fetch? {
    if let fetch = inFlight[key.hash], fetch.context.key == key.bytes { return fetch }
    guard let range = rangeToFetch(request, behavior, stale: stale),
      !request.fields.contains(.ifRange), let fetch = inFlight[flightHash(key.hash, range)],
      fetch.context.key == key.bytes, fetch.context.range == range
    else { return nil }
    return fetch
  }

  func startFetch(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior else { return .done }
    let isPrivate = passage.wishes?.directives.contains(.noStore) ?? false
    passage.fetch = makeFetch(
      for: passage.exchange, passage.target, behavior, stale: passage.stale, isShared: !isPrivate,
      waits: true,
      now: passage.now)
    return .done
  }

  func wait(_ exchange: Exchange, for fetch: Fetch) {
    (exchange.phase, exchange.reason, exchange.fetch) = (.waiting, .collapsed, fetch)
    fetch.exchanges.append(exchange)
  }
}
