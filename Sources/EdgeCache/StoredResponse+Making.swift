import HTTPCaching
import HTTPWire
import Primitives

extension StoredResponse {
  /// A response whose head has come; `body` may still be on its way.
  static func make(
    _ serialized: SerializedResponseHead, status: UInt16, body: ResponseBody?, part: ContentRange? = nil,
    decision: StoreDecision, initialAge: Int64, hasAge: Bool, variance: Variance? = nil,
    tags: CacheTags? = nil,
    forwardsCookies: Bool = false, coalescesRanges: Bool = false, coding: ContentCoding? = nil,
    now: Instant
  ) -> StoredResponse {
    var facts = StoredFacts(status: status, decision: decision, initialAge: initialAge, now: now)
    facts.sharedLinesEnd = UInt32(serialized.sharedLinesEnd)
    facts.set(.hasValidator, serialized.hasValidator)
    facts.set(.hasAge, hasAge)
    facts.set(.forwardsCookies, forwardsCookies)
    facts.set(.coalescesRanges, coalescesRanges)
    facts.set(.isGzip, coding == .gzip)
    facts.set(.isBrotli, coding == .br)
    facts.set(.lacksLength, body != nil && body?.expectedCount == nil && part == nil)
    let extras = StoredExtras()
    (extras.body, extras.part, extras.variance, extras.tags) = (body, part, variance, tags)
    extras.firstViewerLines = serialized.firstViewerLines
    facts.extras = extras
    return make(facts, key: [UInt8]().span, head: serialized.head.span)
  }

  /// The same with another body: that of parts combined.
  func with(_ body: Body, part: ContentRange?) -> StoredResponse {
    var facts = facts.pointee
    let extras = StoredExtras()
    (extras.body, extras.part, extras.variance, extras.tags) = (ResponseBody(body), part, variance, tags)
    facts.extras = extras
    facts.marks.subtract([.isInStore, .holdsBody, .countsBody])
    facts.bodyCount = 0
    return StoredResponse.make(facts, key: [UInt8]().span, head: head)
  }

  /// As it is stored: complete, under its key, a small body in one piece with it.
  ///
  /// - Parameters:
  ///   - smallestApart: from how many octets on a body stands apart.
  ///   - policy: that of its behaviour, by which most viewers will want its head rewritten.
  func packed(
    under key: [UInt8], apartFrom smallestApart: Int, _ policy: CompiledResponseHeaders?
  ) -> StoredResponse {
    var facts = facts.pointee
    let body = body
    let isSmall = body.map { $0.count < smallestApart } ?? true
    facts.marks.subtract([.isInStore, .holdsBody, .countsBody, .lacksLength])
    facts.bodyCount = 0
    facts.extras = nil
    if !isSmall || part != nil || variance != nil || tags != nil || policy != nil {
      let extras = StoredExtras()
      (extras.body, extras.part, extras.variance, extras.tags) = (isSmall ? nil : body, part, variance, tags)
      facts.extras = extras
    }
    let packed = StoredResponse.make(
      facts, key: key.span, head: completeHead().span, body: isSmall ? body : nil)
    if let policy { packed.facts.pointee.extras?.rewrittenBytes = packed.heads(under: policy).byteCount }
    return packed
  }

  /// The head with the length, if that became known when the body ended.
  private func completeHead() -> [UInt8] {
    var head = [UInt8](copying: head)
    if facts.pointee.marks.contains(.lacksLength), let body, body.isComplete {
      head.append(fieldLine: "Content-Length", decimal: body.count)
    }
    return head
  }
}
