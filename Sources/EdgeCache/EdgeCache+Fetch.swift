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
    if fetch.context.target.group?.failsOver(onStatus: head.status) == true,
      let next = failOver(fetch, now: now)
    {
      return [next]
    }
    for exchange in fetch.exchanges { exchange.originStatus = head.status }
    if head.status == 304, fetch.context.isConditional, let stale = fetch.context.stale {
      return refresh(stale, with: head, fetch, now: now)
    }
    if head.status == 304, !fetch.context.forwardsConditions {
      // Nobody asked whether anything had changed.
      return fail(fetch, .invalidResponse, now: now)
    }
    if (500...599).contains(head.status), let stale = fetch.context.stale, stale.isUsableOnError(at: now) {
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

  /// Content has come, framing removed.
  package func receive(_ bytes: Span<UInt8>, for fetch: Fetch, now: Instant) {
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
    if let body = response.body {
      if let expected = body.expectedCount, expected != body.count { return cut(fetch, response) }
      let isLengthNew = body.expectedCount == nil
      body.complete()
      if isLengthNew { response.addContentLength() }
    }
    fetch.isDiscarding = true
    release(fetch)
    if fetch.isStoring, !isOutdated(fetch) { keep(response) }
    notify(letGo(fetch))
  }

  /// The fetch ended otherwise, after all its attempts. Returns fetches to start, as `receive` does.
  package func fail(_ fetch: Fetch, _ failure: OriginFailure, now: Instant) -> [Fetch] {
    guard !fetch.isDiscarding else { return [] }
    if fetch.context.target.group?.failsOver(on: failure) == true, let next = failOver(fetch, now: now) {
      return [next]
    }
    if let response = fetch.response {
      cut(fetch, response)
    } else if let stale = fetch.context.stale, stale.isUsableUnreached(at: now) {
      serve(stale, to: fetch, now: now)
    } else {
      return answerFailure(fetch, failure, now: now)
    }
    return []
  }

  // MARK: Heads

  /// RFC 9111 section 4.3.4: the copy takes the fields of the 304 and begins a new life.
  private func refresh(
    _ stale: StoredResponse, with head: borrowing ResponseHead, _ fetch: Fetch, now: Instant
  ) -> [Fetch] {
    guard confirms(head, stale) else {
      // The origin speaks of something we do not have: ask again, without condition.
      store.remove(stale)
      return release(letGoAfterHead(fetch), of: fetch, .notStored, now: now)
    }
    let fresh = makeResponse(merged(stale, head), stale.body, nil, fetch, now: now)
    store.remove(stale)
    if fresh.decision.lifetime != nil { insert(fresh, fetch) }
    let waiting = letGoAfterHead(fetch)
    for (index, exchange) in waiting.enumerated() {
      answer(
        exchange, fresh, index == 0 ? .refreshHit : .hit, index == 0 ? .revalidated : .collapsed, now: now)
    }
    notify(waiting)
    return []
  }

  private func confirms(_ head: borrowing ResponseHead, _ stale: StoredResponse) -> Bool {
    guard let index = head.fields.first(.etag), let range = stale.entityTag else { return true }
    let stored = stale.head
    return EntityTag.weaklyEqual(head.fields.value(index), stored.span.extracting(range))
  }

  /// RFC 9111 section 3.2: fields of the 304 replace those stored, but for what describes the stored content. The
  /// stored `Date` never stays: a 304 without one is dated by its arrival (RFC 9110 section 6.6.1).
  func merged(_ stale: StoredResponse, _ head: borrowing ResponseHead) -> ResponseHead {
    var result = ResponseHead()
    result.status = stale.status
    let stored = stale.fields()
    for index in stored.indices where stored.known(index) != .date {
      let isReplaced = head.fields.first(named: stored.name(index)) != nil
      if Self.describesContent(stored.known(index)) || !isReplaced {
        result.fields.append(name: stored.name(index), value: stored.value(index))
      }
    }
    for index in head.fields.indices
    where !Self.describesContent(head.fields.known(index)) && !HopByHop.contains(head.fields, index) {
      result.fields.append(name: head.fields.name(index), value: head.fields.value(index))
    }
    return result
  }

  private static func describesContent(_ name: FieldName) -> Bool {
    switch name {
    case .contentLength, .contentEncoding, .contentType, .contentRange: true
    default: false
    }
  }

  /// Answers all who wait with the expired copy, and leaves the origin alone for a while.
  private func serve(_ stale: StoredResponse, to fetch: Fetch, now: Instant) {
    stale.heldUntil = now.advanced(bySeconds: fetch.context.behavior.errorCachingMinTTL(503))
    let waiting = letGoAfterHead(fetch)
    for (index, exchange) in waiting.enumerated() {
      answer(exchange, stale, index == 0 ? .refreshHit : .hit, .staleOnError, now: now)
    }
    notify(waiting)
  }

  private func take(
    _ head: borrowing ResponseHead, _ part: ContentRange? = nil, for fetch: Fetch, now: Instant
  ) -> [Fetch] {
    let response = makeResponse(head, makeBody(head, part, fetch), part, fetch, now: now)
    fetch.response = response
    fetch.isStoring = response.decision.lifetime != nil
    (response.key, response.hash) = (fetch.context.key, fetch.context.hash)
    limit(response.body, fetch, more: 0)
    if !fetch.isStoring, fetch.method != .head, let stale = fetch.context.stale { store.remove(stale) }
    let isShareable = response.decision.isShareable && !isHeldBackBySlowReaders(response, fetch)
    if !isShareable { release(fetch) }
    let pages = beginErrorPages(fetch, response.status, .originStatus, now: now)
    let waiting = fetch.exchanges
    if waiting.isEmpty, !fetch.isStoring { fetch.isDiscarding = true }
    let (sharing, others) = share(response, among: waiting, isShareable, now: now)
    fetch.exchanges = sharing
    for (index, exchange) in sharing.enumerated() {
      if index == 0 {
        passOn(response, to: exchange, now: now)
      } else {
        join(exchange, fetch, response, now: now)
      }
    }
    fetch.exchanges.removeAll { $0.fetch !== fetch }
    let released = release(others, of: fetch, .notShareable, now: now)
    notify(sharing)
    notify(pages.answered)
    return released + pages.fetches
  }

  /// Those who wait on `fetch` and whose distribution has a page in place of the error leave it for that page. The
  /// error itself goes on into the store.
  private func beginErrorPages(
    _ fetch: Fetch, _ status: UInt16, _ reason: ResultReason, now: Instant
  ) -> (fetches: [Fetch], answered: [Exchange]) {
    guard status >= 400 else { return ([], []) }
    let leaving = fetch.exchanges.filter { takesErrorPage($0, status, reason) }
    guard !leaving.isEmpty else { return ([], []) }
    fetch.exchanges.removeAll { exchange in leaving.contains { $0 === exchange } }
    if let initiator = fetch.initiator, leaving.contains(where: { $0 === initiator }) {
      fetch.initiator = nil
    }
    if fetch.exchanges.isEmpty, !fetch.isStoring {
      fetch.isDiscarding = true
      release(fetch)
    }
    let fetches = leaving.compactMap { beginErrorPage($0, now: now) }
    return (fetches, leaving)
  }

  /// Who caused the fetch gets its response; so do others, if it may be shared and suits them.
  private func share(
    _ response: StoredResponse, among waiting: [Exchange], _ isShareable: Bool, now: Instant
  ) -> (sharing: [Exchange], others: [Exchange]) {
    var (sharing, others): ([Exchange], [Exchange]) = ([], [])
    for (index, exchange) in waiting.enumerated() {
      let isServed = index == 0 || (isShareable && suits(exchange.wanted, response, now: now))
      if isServed { sharing.append(exchange) } else { others.append(exchange) }
    }
    return (sharing, others)
  }

  /// A body that is not stored moves on at the pace of its slowest reader: shared, one viewer who does not read would
  /// stop all others. One that fits the window never waits.
  private func isHeldBackBySlowReaders(_ response: StoredResponse, _ fetch: Fetch) -> Bool {
    guard let body = response.body, !fetch.isStoring else { return false }
    return (body.expectedCount ?? .max) > Limits.windowBytes
  }

  private func makeBody(_ head: borrowing ResponseHead, _ part: ContentRange?, _ fetch: Fetch) -> Body? {
    if fetch.method == .head || head.status == 204 || head.status == 304 { return nil }
    let length =
      head.fields.contains(.transferEncoding)
      ? nil : head.fields.first(.contentLength).flatMap { head.fields.value($0).decimal }
    return Body(
      keeping: bodies == .counted ? .counted : .whole, expectedCount: part.map(\.range.count) ?? length)
  }

  func makeResponse(
    _ head: borrowing ResponseHead, _ body: Body?, _ part: ContentRange?, _ fetch: Fetch, now: Instant
  ) -> StoredResponse {
    let behavior = fetch.context.behavior
    let (facts, age) = facts(head, for: fetch, hasBody: body != nil, now: now)
    let length = part?.length ?? (body == nil ? head.declaredLength : body?.expectedCount)
    let serialized = SerializedResponseHead(head, contentLength: length, behavior: behavior, now: now)
    let response = StoredResponse(
      serialized, status: head.status, body: body, part: part, decision: StoreDecision(facts, behavior),
      initialAge: age.corrected, hasAge: age.value > 0,
      variance: behavior.semantics.makesVariants
        ? Variance(head.fields, of: fetch.context.request.fields) : nil,
      tags: behavior.cacheTagHeader.isEmpty
        ? nil
        : CacheTags(
          head.fields, named: behavior.cacheTagHeader, distributionID: behavior.distributionID, keyHash),
      forwardsCookies: behavior.forwardsCookies, coalescesRanges: behavior.semantics.coalescesRanges,
      distributionID: behavior.distributionID, now: now)
    if let policy = behavior.responseHeaders { response.rewrite(under: policy) }
    return response
  }

  /// What the decision about a response rests on.
  func facts(
    _ head: borrowing ResponseHead, for fetch: Fetch, hasBody: Bool, now: Instant
  ) -> (facts: StoreDecision.Facts, age: Age) {
    let date = head.fields.first(.date).flatMap { HTTPDate.parse(head.fields.value($0), now: now) }
    let age = Age(head.fields, date: date, requestTime: fetch.startedAt, responseTime: now)
    let born = date ?? now.secondsSinceEpoch
    let (context, semantics) = (fetch.context, fetch.context.behavior.semantics)
    let targeted = semantics.readsTargetedFields ? TargetedCacheControl.read(head.fields) : nil
    let modified = head.fields.first(.lastModified).flatMap {
      HTTPDate.parse(head.fields.value($0), now: now)
    }
    let viewer = context.request.fields
    let facts = StoreDecision.Facts(
      status: head.status, method: fetch.method == .head && hasBody ? .get : fetch.method,
      control: targeted ?? CacheControl(head.fields),
      expires: targeted == nil ? Expires.lifetime(head.fields, date: born, now: now) : nil,
      age: age.corrected,
      unmodifiedFor: modified.map { max(0, born.subtractingReportingOverflow($0).partialValue) },
      varyAsterisk: head.fields.list(.vary, contains: "*"),
      hasAuthorization: viewer.contains(.authorization),
      viewerForbidsStoring: semantics.heedsViewers
        && CacheControl(viewer).directives.contains(.noStore),
      namesTarget: namesTarget(head, fetch))
    return (facts, age)
  }

  func insert(_ response: StoredResponse, _ fetch: Fetch) {
    (response.key, response.hash) = (fetch.context.key, fetch.context.hash)
    guard !invalidations.covers(response.key, response.tags, since: fetch.invalidationNumber) else { return }
    store.insert(response)
  }

  // MARK: Bodies

  /// Counts what came, and returns the body it belongs to. More than was announced is dropped.
  private func take(byteCount: Int, for fetch: Fetch) -> Body? {
    fetch.receivedBytes += byteCount
    counts.origins[fetch.context.behavior.originSeries].bytes += byteCount
    guard !fetch.isDiscarding, let body = fetch.response?.body, !body.isComplete else { return nil }
    if let expected = body.expectedCount, body.count + byteCount > expected {
      if let response = fetch.response { cut(fetch, response) }
      return nil
    }
    limit(body, fetch, more: byteCount)
    return body
  }

  /// A body that will not be stored, or cannot be, becomes a window; others reserve what they take.
  private func limit(_ body: Body?, _ fetch: Fetch, more: Int) {
    guard let body, body.keeping != .window else { return }
    let size = max(body.expectedCount ?? 0, body.count + more)
    let others = reservedBytes - fetch.reservedBytes
    if fetch.isStoring, size <= largestObject, others <= largestObject - size {
      reservedBytes = others + size
      fetch.reservedBytes = size
    } else {
      fetch.isStoring = false
      release(fetch)
      body.becomeWindow()
    }
  }

  private func bodyGrew(_ body: Body, _ fetch: Fetch) {
    fetch.readerAdvanced()
    notify(fetch.exchanges)
  }

  // MARK: Ends

  private func cut(_ fetch: Fetch, _ response: StoredResponse) {
    response.body?.fail()
    fetch.isDiscarding = true
    release(fetch)
    notify(letGo(fetch))
  }

  /// No answer and no copy: the edge's own page, held like an error of the origin.
  private func answerFailure(_ fetch: Fetch, _ failure: OriginFailure, now: Instant) -> [Fetch] {
    let context = fetch.context
    let seconds = context.behavior.errorCachingMinTTL(failure.status)
    let isHeld =
      seconds > 0 && !context.behavior.isCachingDisabled && context.behavior.caches(fetch.method)
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

  private func letGo(_ fetch: Fetch) -> [Exchange] {
    let exchanges = fetch.exchanges
    for exchange in exchanges { exchange.fetch = nil }
    fetch.exchanges = []
    fetch.initiator = nil
    return exchanges
  }

  /// Fetches of their own for those who may not share.
  private func release(
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
  private func notify(_ exchanges: some Collection<Exchange>) {
    for exchange in exchanges where exchange.phase == .responding { exchange.onProgress?() }
  }
}

extension ResponseHead {
  /// Content-Length of a response to HEAD, or of a 304: what a GET would have brought.
  fileprivate var declaredLength: Int? {
    if status == 204 { return nil }
    return fields.first(.contentLength).flatMap { fields.value($0).decimal }
  }

  /// Of a 206: the head that a 200 with the whole object would have, but for its length.
  fileprivate var ofWhole: ResponseHead {
    var whole = ResponseHead(status: 200)
    for index in fields.indices
    where fields.known(index) != .contentRange && fields.known(index) != .contentLength {
      whole.fields.append(name: fields.name(index), value: fields.value(index))
    }
    return whole
  }
}
