import HTTPCaching
import HTTPWire
import Primitives

/// A response as the edge keeps it: its head serialised once, its body shared by all who read it, and what must be
/// known to use it again.
///
/// `head` is the status line and the end-to-end fields, Content-Length included where the length is known; the lines
/// of one particular answer (`Age`, `X-Cache` ...) and the blank line are appended per exchange.
final class StoredResponse {
  let status: UInt16
  private(set) var head: [UInt8]
  /// The same for a 304: the fields RFC 9110 section 15.4.5 asks for. Empty if the response has no validator.
  let notModifiedHead: [UInt8]
  /// Lines for the first viewer only: the fields that `no-cache="..."` names.
  let firstViewerLines: [UInt8]
  let body: Body?
  /// Where the octets of `body` stand in the representation, if it is only a part of that. `status` and `head` are those
  /// of the whole.
  let part: ContentRange?

  /// Values in `head`.
  let entityTag: Range<Int>?
  let lastModified: Range<Int>?
  let lastModifiedSeconds: Int64?

  let responseTime: Instant
  /// Seconds lived before `responseTime` (RFC 9111 section 4.2.3).
  let initialAge: Int64
  /// The request fields it was chosen by; nil if it answers all.
  let variance: Variance?
  /// What the origin has marked it with (`CacheTagConfig`).
  let tags: CacheTags?
  /// The edge has applied it to what the origin sent.
  var coding: ContentCoding?
  /// The origin said it is not the first to hand this on: even the first viewer is told the age.
  let hasAge: Bool
  let decision: StoreDecision
  let forwardsCookies: Bool
  /// See `RangeSelection`.
  let coalescesRanges: Bool
  private let distributionBytes: [UInt8]
  let freshUntil: Instant
  /// After a failure of the origin: served as it is until then, without asking.
  var heldUntil = Instant.distantPast

  /// `head` and `notModifiedHead` as the response headers policy of its behaviour leaves them: made at first use.
  private var rewritten: RewrittenHeads?
  /// Octets of `rewritten` as it was made when the response came: what the store counts must not change.
  private var rewrittenBytes = 0

  // In the store
  var key: [UInt8] = []
  var hash: UInt64 = 0
  var slot: UInt32 = 0
  var isInStore = false

  init(
    _ serialized: SerializedResponseHead, status: UInt16, body: Body?, part: ContentRange? = nil,
    decision: StoreDecision,
    initialAge: Int64,
    hasAge: Bool, variance: Variance? = nil, tags: CacheTags? = nil, forwardsCookies: Bool = false,
    coalescesRanges: Bool = false, distributionID: [UInt8] = [],
    now: Instant
  ) {
    (self.status, self.body, self.decision) = (status, body, decision)
    self.part = part
    head = serialized.head
    (notModifiedHead, firstViewerLines) = (serialized.notModifiedHead, serialized.firstViewerLines)
    (entityTag, lastModified) = (serialized.entityTag, serialized.lastModified)
    lastModifiedSeconds = serialized.lastModifiedSeconds
    (self.forwardsCookies, distributionBytes) = (forwardsCookies, distributionID)
    self.coalescesRanges = coalescesRanges
    (responseTime, self.initialAge, self.hasAge) = (now, initialAge, hasAge)
    freshUntil = now.advanced(bySeconds: decision.lifetime ?? 0)
    (self.variance, self.tags) = (variance, tags)
  }

  /// `response` with another body: that of parts combined.
  init(_ response: StoredResponse, body: Body, part: ContentRange?) {
    (status, self.body, self.part, decision) = (response.status, body, part, response.decision)
    head = response.head
    (notModifiedHead, firstViewerLines) = (response.notModifiedHead, response.firstViewerLines)
    (entityTag, lastModified) = (response.entityTag, response.lastModified)
    lastModifiedSeconds = response.lastModifiedSeconds
    (forwardsCookies, coalescesRanges) = (response.forwardsCookies, response.coalescesRanges)
    distributionBytes = response.distributionBytes
    (responseTime, initialAge, hasAge) = (response.responseTime, response.initialAge, response.hasAge)
    (freshUntil, variance, tags) = (response.freshUntil, response.variance, response.tags)
  }

  /// `current_age` of RFC 9111 section 4.2.3.
  func age(at now: Instant) -> Int64 {
    let resident = max(0, (now.nanosecondsSinceEpoch &- responseTime.nanosecondsSinceEpoch) / 1_000_000_000)
    let (age, overflow) = initialAge.addingReportingOverflow(resident)
    return overflow ? .max : age
  }

  func isFresh(at now: Instant) -> Bool { now < freshUntil }

  /// Seconds it stays fresh; below zero, how long it has been stale.
  func secondsLeft(at now: Instant) -> Int64 {
    let (left, overflow) = freshUntil.nanosecondsSinceEpoch.subtractingReportingOverflow(
      now.nanosecondsSinceEpoch)
    return overflow ? .max : left / 1_000_000_000
  }

  func isUsableWhileRevalidated(at now: Instant) -> Bool {
    decision.staleWhileRevalidate > 0 && now < freshUntil.advanced(bySeconds: decision.staleWhileRevalidate)
  }

  /// Whether it may be served in place of an error status of the origin.
  func isUsableOnError(at now: Instant) -> Bool {
    isFresh(at: now) || now < freshUntil.advanced(bySeconds: decision.staleIfError)
  }

  /// Whether it may be served where the origin gives no answer.
  func isUsableUnreached(at now: Instant) -> Bool {
    isFresh(at: now) || now < freshUntil.advanced(bySeconds: decision.staleIfUnreachable)
  }

  /// Whether any request for its key may have it.
  var answersAll: Bool { variance == nil && part == nil }

  /// Whether `old`, stored under the same key, has no more use once this is there.
  func replaces(_ old: StoredResponse) -> Bool {
    guard variance == nil || old.variance == nil || variance == old.variance else { return false }
    guard let part else { return true }
    // A part says of what was stored before only whether it is of the same representation.
    guard isSameRepresentation(as: old), let other = old.part else { return true }
    return part.range.lowerBound <= other.range.lowerBound && other.range.upperBound <= part.range.upperBound
  }

  /// Whether parts of the two may be combined: the same strong entity tag and length (RFC 9110 section 15.3.7.3).
  func isSameRepresentation(as other: StoredResponse) -> Bool {
    guard let tag = entityTag, let otherTag = other.entityTag, completeLength == other.completeLength else {
      return false
    }
    let (head, otherHead) = (head, other.head)
    return EntityTag.stronglyEqual(head.span.extracting(tag), otherHead.span.extracting(otherTag))
  }

  /// Octets of the whole representation; nil while not known.
  var completeLength: Int? { part.map(\.length) ?? body?.expectedCount }

  var isBodyComplete: Bool { body?.isComplete ?? true }

  /// `Distribution.id`; for a reload.
  var distributionID: String { String(decoding: distributionBytes, as: UTF8.self) }

  var hasValidator: Bool { entityTag != nil || lastModified != nil }

  /// The length became known when the body ended.
  func addContentLength() {
    guard let body, body.isComplete, part == nil else { return }
    head.append(fieldLine: "Content-Length", decimal: body.count)
    rewritten = nil
  }

  /// Octets it takes of the store.
  var cost: Int {
    Limits.objectOverhead + key.count + head.count + notModifiedHead.count + firstViewerLines.count
      + rewrittenBytes
      + (body?.allocatedBytes ?? 0)
  }

  func rewrite(under policy: CompiledResponseHeaders) { rewrittenBytes = heads(under: policy).byteCount }

  /// The heads for viewers under `policy`, which may be another after a reload.
  func heads(under policy: CompiledResponseHeaders) -> RewrittenHeads {
    if let rewritten, rewritten.policy === policy { return rewritten }
    let heads = RewrittenHeads(self, policy)
    rewritten = heads
    return heads
  }

  /// The field lines of `head`, to be updated by a 304 (RFC 9111 section 3.2).
  func fields() -> Fields {
    var fields = Fields()
    let head = self.head
    let bytes = head.span
    forEachFieldLine { name, value in
      fields.append(name: bytes.extracting(name), value: bytes.extracting(value))
    }
    return fields
  }

  /// Empty for none.
  func contentType() -> [UInt8] {
    let fields = fields()
    return fields.first(.contentType).map { Array(copying: fields.value($0)) } ?? []
  }

  /// The places of each line's name and value.
  private func forEachFieldLine(_ visit: (Range<Int>, Range<Int>) -> Void) {
    let head = self.head
    let bytes = head.span
    var start = 0
    var isStatusLine = true
    while let end = bytes.firstIndex(of: 13, in: start..<bytes.count) {
      if !isStatusLine, let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end) {
        visit(start..<colon, bytes.trimmed(colon + 1..<end))
      }
      isStatusLine = false
      start = end + 2
    }
  }
}
