import HTTPCaching
import HTTPWire
import Primitives

extension StoredResponse {
  private func has(_ mark: StoredFacts.Marks) -> Bool { facts.pointee.marks.contains(mark) }

  /// Of the whole representation where it is only a part, as the head is.
  var status: UInt16 { facts.pointee.status }
  var body: ResponseBody? {
    if let body = facts.pointee.extras?.body { return body }
    return has(.holdsBody) ? ResponseBody(within: self) : nil
  }
  var part: ContentRange? { facts.pointee.extras?.part }
  var variance: Variance? { facts.pointee.extras?.variance }
  var tags: CacheTags? {
    get { facts.pointee.extras?.tags }
    set { facts.pointee.extras?.tags = newValue }
  }
  /// Nil if the body is in memory.
  var coldBody: ColdBody? { facts.pointee.extras?.body?.cold }
  /// The body, which stands apart, is there from now on.
  func stands(in body: ColdBody) { facts.pointee.extras?.body = ResponseBody(body) }
  var firstViewerLines: [UInt8] { facts.pointee.extras?.firstViewerLines ?? [] }

  /// Whether it may be stored at all.
  var hasLifetime: Bool { has(.hasLifetime) }
  /// Whether requests that waited for the response may have it too.
  var isShareable: Bool { hasLifetime && freshUntil > responseTime }
  var mayRevalidate: Bool { has(.mayRevalidate) }
  var forbidsStale: Bool { has(.forbidsStale) }
  var isImmutable: Bool { has(.isImmutable) }
  /// The origin said it is not the first to hand this on: even the first viewer is told the age.
  var hasAge: Bool { has(.hasAge) }
  var hasValidator: Bool { has(.hasValidator) }
  var forwardsCookies: Bool { has(.forwardsCookies) }
  /// See `RangeSelection`.
  var coalescesRanges: Bool { has(.coalescesRanges) }
  /// The edge has applied it to what the origin sent.
  var coding: ContentCoding? { has(.isGzip) ? .gzip : has(.isBrotli) ? .br : nil }
  /// The simulator's: a body without octets.
  var countsBody: Bool { has(.countsBody) }

  var isBodyComplete: Bool { body?.isComplete ?? true }
  /// Octets of the whole representation; nil while not known.
  var completeLength: Int? { part.map(\.length) ?? body?.expectedCount }

  // MARK: In the store

  /// The hash of its key; nil for a page of the edge's own that is for one viewer.
  var keyHash: UInt64? {
    get { has(.isKeyed) ? facts.pointee.hash : nil }
    set {
      facts.pointee.set(.isKeyed, newValue != nil)
      facts.pointee.hash = newValue ?? 0
    }
  }
  var hash: UInt64 { facts.pointee.hash }
  var isInStore: Bool { has(.isInStore) }
  var slot: UInt32 { facts.pointee.slot }

  /// Of the content that is loaded before anybody asks.
  var isStatic: Bool {
    get { has(.isStatic) }
    set { facts.pointee.set(.isStatic, newValue) }
  }

  func enter(_ slot: UInt32) {
    facts.pointee.slot = slot
    facts.pointee.marks.insert(.isInStore)
  }

  func leave() { facts.pointee.marks.remove(.isInStore) }

  /// Whether any request for its key may have it.
  var answersAll: Bool {
    guard let extras = facts.pointee.extras else { return true }
    return extras.variance == nil && extras.part == nil
  }

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
    return EntityTag.stronglyEqual(head.extracting(tag), other.head.extracting(otherTag))
  }
}
