import HTTPWire
import Primitives

// Origin groups: what the primary cannot answer, the secondary is asked for, once.

extension EdgeCache {
  /// The fetch from the secondary, for all who waited on `fetch`; nil where there is none to ask.
  ///
  /// An Origin Shield asks one member, and a regional cache that is asked does all of this itself.
  ///
  /// GET, HEAD and OPTIONS only, and no request body, which has gone to the primary.
  func failOver(_ fetch: Fetch, now: Instant) -> Fetch? {
    let context = fetch.context
    guard let secondary = context.target.secondary, !context.isFromSecondary, fetch.response == nil,
      fetch.upperTier?.role != .regional, context.member == .any,
      fetch.method == .get || fetch.method == .head || fetch.method == .options, !fetch.carriesRequestBody,
      !fetch.exchanges.isEmpty
    else { return nil }
    let isShared = fetch.isShared
    let waiting = letGoAfterHead(fetch)
    guard let first = waiting.first,
      let next = refetch(
        for: first, context, from: secondary, stale: context.stale, isShared: isShared, now: now)
    else { return nil }
    for exchange in waiting.dropFirst() {
      exchange.fetch = next
      next.exchanges.append(exchange)
    }
    counts.origins[context.behavior.originSeries].failovers += 1
    return next
  }
}
