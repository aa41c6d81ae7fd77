import HTTPCaching
import HTTPWire
import Primitives

// A response that leaves or renews the copy: 304 (Not Modified), or an error in place of which the copy will do.

extension EdgeCache {
  /// RFC 9111 section 4.3.4: the copy takes the fields of the 304 and begins a new life.
  func refresh(
    _ stale: StoredResponse, with head: borrowing ResponseHead, _ fetch: Fetch, now: Instant
  ) -> [Fetch] {
    guard confirms(head, stale) else {
      // The origin speaks of something we do not have: ask again, without condition.
      store.remove(stale)
      return release(letGoAfterHead(fetch), of: fetch, .notStored, now: now)
    }
    let fresh = makeResponse(
      merged(stale, head), stale.body, nil, fetch, coding: stale.coding, now: now)
    store.remove(stale)
    if fresh.hasLifetime { insert(fresh, fetch) }
    let waiting = letGoAfterHead(fetch)
    for (index, exchange) in waiting.enumerated() {
      if index == 0 { exchange.layer = fetch.answer?.layer }
      answer(
        exchange, fresh, index == 0 ? .refreshHit : .hit, index == 0 ? .revalidated : .collapsed, now: now)
    }
    notify(waiting)
    return []
  }

  func confirms(_ head: borrowing ResponseHead, _ stale: StoredResponse) -> Bool {
    guard let index = head.fields.first(.etag), let range = stale.entityTag else { return true }
    return EntityTag.weaklyEqual(head.fields.value(index), stale.head.extracting(range))
  }

  /// RFC 9111 section 3.2: fields of the 304 replace those stored, but for what describes the stored content. The
  /// stored `Date` never stays: a 304 without one is dated by its arrival (RFC 9110 section 6.6.1).
  func merged(_ stale: StoredResponse, _ head: borrowing ResponseHead) -> ResponseHead {
    var result = ResponseHead()
    result.status = stale.status
    let stored = stale.fields()
    for index in stored.indices where stored.known(index) != .date {
      let isReplaced = head.fields.first(named: stored.name(index)) != nil
      if Self.stays(stored.known(index), in: stale) || !isReplaced {
        result.fields.append(name: stored.name(index), value: stored.value(index))
      }
    }
    for index in head.fields.indices
    where !Self.stays(head.fields.known(index), in: stale) && !HopByHop.contains(head.fields, index) {
      result.fields.append(name: head.fields.name(index), value: head.fields.value(index))
    }
    return result
  }

  /// Beside what describes the content: of a body that the edge has compressed, what it has made of the origin's.
  private static func stays(_ name: FieldName, in stale: StoredResponse) -> Bool {
    describesContent(name) || (stale.coding != nil && (name == .etag || name == .vary))
  }

  static func describesContent(_ name: FieldName) -> Bool {
    switch name {
    case .contentLength, .contentEncoding, .contentType, .contentRange: true
    default: false
    }
  }

  /// Answers all who wait with the expired copy, and leaves the origin alone for a while.
  func serve(_ stale: StoredResponse, to fetch: Fetch, now: Instant) {
    stale.hold(until: now.advanced(bySeconds: fetch.context.behavior.errorCachingMinTTL(503)))
    let waiting = letGoAfterHead(fetch)
    for (index, exchange) in waiting.enumerated() {
      answer(exchange, stale, index == 0 ? .refreshHit : .hit, .staleOnError, now: now)
    }
    notify(waiting)
  }
}
