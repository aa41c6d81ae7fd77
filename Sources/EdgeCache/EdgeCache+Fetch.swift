import HTTPCaching
import HTTPWire
import Primitives

// What can happen to a fetch, and what becomes of those who wait on it:
//
//   head, fail ─▶ a reason to fail over, a secondary not asked yet ──▶ its fetch, for all who wait
//   head ──┬─▶ 304 to our condition ──▶ the copy is fresh again: RefreshHit, and Hit for the others
//          ├─▶ 500...599, copy at hand ─▶ the expired copy: RefreshHit; the origin is left alone for a while
//          ├─▶ may be shared ──────────▶ Miss, and Hit for the others; the body flows to all and into the store
//          ╰─▶ may not ────────────────▶ Miss; each of the others gets a fetch of its own
//   fail ──┬─▶ before the head, copy at hand ─▶ as for 500...599
//          ├─▶ before the head ──────────────▶ 502, 503 or 504, held for ErrorCachingMinTTL
//          ╰─▶ within the body ──────────────▶ the body fails for all who read it; nothing is stored
//   finish ──▶ into the store

extension EdgeCache {
  /// The head of the final response has come (for 100...199 see `receive(interim:for:)`). Returns fetches to start for requests that
  /// waited on this one in vain; empty in the ordinary case.
  package func receive(_ head: ResponseHead, for fetch: Fetch, now: Instant) -> [Fetch] {
    guard !fetch.isDiscarding, fetch.response == nil else { return [] }
    if fetch.upperTier != nil { fetch.answer = TierAnswer(head.fields) }
    if failsOver(fetch, head.status), let next = failOver(fetch, now: now) { return [next] }
    for exchange in fetch.exchanges { exchange.originStatus = head.status }
    if head.status == 304, fetch.context.isConditional, let stale = fetch.context.stale {
      return refresh(stale, with: head, fetch, now: now)
    }
    if head.status == 304, !fetch.context.forwardsConditions {
      // Nobody asked whether anything had changed.
      return fail(fetch, .invalidResponse, now: now)
    }
    if (500...599).contains(head.status), let stale = fetch.context.stale,
      fetch.answer?.failure == nil ? stale.isUsableOnError(at: now) : stale.isUsableUnreached(at: now)
    {
      serve(stale, to: fetch, now: now)
      return []
    }
    if fetch.method == .head, let stale = fetch.context.stale { update(stale, with: head, fetch, now: now) }
    if fetch.context.behavior.semantics.invalidates { invalidateTarget(of: fetch, head) }
    guard head.status == 206, fetch.context.range != nil else { return take(head, for: fetch, now: now) }
    guard let part = ContentRange(head.fields), head.declaredLength ?? part.range.count == part.range.count
    else {
      return fail(fetch, .invalidResponse, now: now)
    }
    guard part.length != nil else { return take(head, for: fetch, now: now) }
    return take(head.ofWhole, part, for: fetch, now: now)
  }

  /// Another cache that could not reach the origin has made the error up.
  private func failsOver(_ fetch: Fetch, _ status: UInt16) -> Bool {
    guard let group = fetch.context.target.group else { return false }
    return fetch.answer?.failure.map(group.failsOver(on:)) ?? group.failsOver(onStatus: status)
  }

  /// Content has come, framing removed.
  package func receive(_ bytes: Span<UInt8>, for fetch: Fetch, now: Instant) {
    if let encoding = fetch.encoding { return encode(bytes, for: fetch, encoding) }
    guard let body = take(byteCount: bytes.count, for: fetch) else { return }
    body.append(bytes)
    bodyGrew(body, fetch)
  }

  /// Content has come, of which only the size is known (`Bodies.counted`).
  package func receive(byteCount: Int, for fetch: Fetch, now: Instant) {
    guard let body = take(byteCount: byteCount, for: fetch) else { return }
    body.append(count: byteCount)
    bodyGrew(body, fetch)
  }

  /// The response is complete; also to be called after a head that has no body.
  package func finish(_ fetch: Fetch, now: Instant) {
    guard !fetch.isDiscarding, let response = fetch.response else { return }
    if let encoding = fetch.encoding, !finishEncoding(fetch, encoding) { return cut(fetch) }
    if let body = fetch.body {
      if let expected = body.expectedCount, expected != body.count { return cut(fetch) }
      body.complete()
    }
    fetch.isDiscarding = true
    release(fetch)
    if fetch.isStoring, !isOutdated(fetch) { keep(response, fetch) } else { stopSpooling(fetch) }
    if let body = fetch.body { writeOn(body, fetch) }
    notify(letGo(fetch))
  }

  /// The fetch ended otherwise, after all its attempts. Returns fetches to start, as `receive` does.
  package func fail(_ fetch: Fetch, _ failure: OriginFailure, now: Instant) -> [Fetch] {
    guard !fetch.isDiscarding else { return [] }
    if fetch.context.target.group?.failsOver(on: failure) == true, let next = failOver(fetch, now: now) {
      return [next]
    }
    if fetch.response != nil {
      cut(fetch)
    } else if let stale = fetch.context.stale, stale.isUsableUnreached(at: now) {
      serve(stale, to: fetch, now: now)
    } else {
      return answerFailure(fetch, failure, now: now)
    }
    return []
  }

  /// Counts what came, and returns the body it belongs to, if that waits for content.
  func count(byteCount: Int, for fetch: Fetch) -> Body? {
    fetch.receivedBytes += byteCount
    if fetch.upperTier == nil { counts.origins[fetch.context.behavior.originSeries].bytes += byteCount }
    guard !fetch.isDiscarding, let body = fetch.body, !body.isComplete else { return nil }
    return body
  }

  /// The body that what came belongs to. More than was announced is dropped.
  func take(byteCount: Int, for fetch: Fetch) -> Body? {
    guard let body = count(byteCount: byteCount, for: fetch) else { return nil }
    if let expected = body.expectedCount, body.count + byteCount > expected {
      cut(fetch)
      return nil
    }
    limit(body, fetch, more: byteCount)
    return body
  }

  /// A body that will not be stored, or cannot be, becomes a window; others reserve what they take, or go to a file at once.
  func limit(_ body: Body?, _ fetch: Fetch, more: Int) {
    guard let body, body.keeping != .window, body.keeping != .spooled else { return }
    let size = max(body.expectedCount ?? 0, body.count + more)
    let others = reservedBytes - fetch.reservedBytes
    if fetch.isStoring, size <= largestObject, others <= largestObject - size {
      reservedBytes = others + size
      fetch.reservedBytes = size
    } else if !spool(body, fetch) {
      fetch.isStoring = false
      release(fetch)
      body.becomeWindow()
    }
  }

  func bodyGrew(_ body: Body, _ fetch: Fetch) {
    writeOn(body, fetch)
    fetch.readerAdvanced()
    notify(fetch.exchanges)
  }
}

extension ResponseHead {
  /// Content-Length of a response to HEAD, or of a 304: what a GET would have brought.
  var declaredLength: Int? {
    if status == 204 { return nil }
    return fields.first(.contentLength).flatMap { fields.value($0).decimal }
  }

  /// Of a 206: the head that a 200 with the whole object would have, but for its length.
  var ofWhole: ResponseHead {
    var whole = ResponseHead(status: 200)
    for index in fields.indices
    where fields.known(index) != .contentRange && fields.known(index) != .contentLength {
      whole.fields.append(name: fields.name(index), value: fields.value(index))
    }
    return whole
  }
}
