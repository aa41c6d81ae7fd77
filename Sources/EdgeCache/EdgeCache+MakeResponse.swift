import HTTPCaching
import HTTPWire
import Primitives

extension EdgeCache {
  func makeBody(_ head: borrowing ResponseHead, _ part: ContentRange?, _ fetch: Fetch) -> Body? {
    if fetch.method == .head || head.status == 204 || head.status == 304 { return nil }
    let length =
      head.fields.contains(.transferEncoding)
      ? nil : head.fields.first(.contentLength).flatMap { head.fields.value($0).decimal }
    return Body(
      keeping: bodies == .counted ? .counted : .whole, expectedCount: part.map(\.range.count) ?? length)
  }

  func makeResponse(
    _ head: borrowing ResponseHead, _ body: ResponseBody?, _ part: ContentRange?, _ fetch: Fetch,
    coding: ContentCoding? = nil, now: Instant
  ) -> StoredResponse {
    let behavior = fetch.context.behavior
    let (facts, age) = facts(head, for: fetch, hasBody: body != nil, now: now)
    let length = part?.length ?? (body == nil ? head.declaredLength : body?.expectedCount)
    let serialized = SerializedResponseHead(head, contentLength: length, behavior: behavior, now: now)
    let response = StoredResponse.make(
      serialized, status: head.status, body: body, part: part,
      decision: decision(facts, for: fetch),
      initialAge: age.corrected, hasAge: age.value > 0,
      variance: behavior.semantics.makesVariants
        ? Variance(head.fields, of: fetch.context.request.fields, isCoded: coding != nil) : nil,
      tags: behavior.cacheTagHeader.isEmpty
        ? nil
        : CacheTags(
          head.fields, named: behavior.cacheTagHeader, distributionID: behavior.distributionID, keyHash),
      forwardsCookies: behavior.forwardsCookies, coalescesRanges: behavior.semantics.coalescesRanges,
      coding: coding, now: now)
    response.keyHash = fetch.context.hash
    return response
  }

  /// That of the tier asked, where there is one: what it has left of the object's life is what there is.
  private func decision(_ facts: StoreDecision.Facts, for fetch: Fetch) -> StoreDecision {
    var decision = StoreDecision(facts, fetch.context.behavior)
    if let left = fetch.answer?.secondsLeft, decision.lifetime != nil { decision.lifetime = left }
    // Whoever chooses between the members of a group has no memory of their failures, and this cache is a part of it.
    if fetch.context.member != .any,
      fetch.context.target.group?.failsOver(onStatus: facts.status) == true
    {
      decision.lifetime = nil
    }
    return decision
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
    let context = fetch.context
    response.keyHash = context.hash
    guard !invalidations.covers(context.key, response.tags, since: fetch.invalidationNumber) else { return }
    put(
      response.packed(
        under: context.key, apartFrom: smallestApart, context.behavior.responseHeaders), hash: context.hash)
  }
}
