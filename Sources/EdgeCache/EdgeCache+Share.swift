import HTTPCaching
import HTTPWire
import Primitives

// The head of a response to pass on: who gets it, and who needs a fetch of their own.

extension EdgeCache {
  func take(
    _ head: borrowing ResponseHead, _ part: ContentRange? = nil, for fetch: Fetch, now: Instant
  ) -> [Fetch] {
    let head = beginEncoding(head, isPart: part != nil, fetch) ?? copy head
    let body = makeBody(head, part, fetch)
    let response = makeResponse(
      head, body.map(ResponseBody.init), part, fetch, coding: fetch.encoding?.coding, now: now)
    fetch.response = response
    fetch.isStoring = response.hasLifetime
    limit(body, fetch, more: 0)
    if !fetch.isStoring, fetch.method != .head, let stale = fetch.context.stale { store.remove(stale) }
    let isShareable = response.isShareable && !isHeldBackBySlowReaders(fetch)
    if !isShareable { release(fetch) }
    let pages = beginErrorPages(
      fetch, response.status, fetch.answer?.failure?.reason ?? .originStatus, now: now)
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
  func beginErrorPages(
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
  func share(
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
  func isHeldBackBySlowReaders(_ fetch: Fetch) -> Bool {
    guard let body = fetch.body, !fetch.isStoring else { return false }
    return (body.expectedCount ?? .max) > Limits.windowBytes
  }
}
