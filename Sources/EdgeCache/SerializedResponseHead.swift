import HTTPCaching
import HTTPWire
import Primitives

/// A response head written for viewers: hop-by-hop fields and what the edge writes itself left out.
struct SerializedResponseHead {
  /// Status line, the fields that a 304 has too, the others.
  private(set) var head: [UInt8] = []
  /// Where the fields of a 304 end.
  private(set) var sharedLinesEnd = 0
  /// Whether there is an entity tag, or a date of the last change.
  private(set) var hasValidator = false
  private(set) var firstViewerLines: [UInt8] = []
  /// The fields that a 304 does not have, until they follow.
  private var others: [UInt8] = []

  /// - Parameters:
  ///   - contentLength: nil where it is not known; the field of the origin is not copied.
  ///   - behavior: nil for the edge's own pages.
  init(_ response: borrowing ResponseHead, contentLength: Int?, behavior: CompiledBehavior?, now: Instant) {
    head.reserveCapacity(response.fields.byteCount + response.fields.count * 4 + 96)
    head.append(statusLine: response.status, reason: response.reason.span)
    var named: [[UInt8]] = []
    CacheControl.forEachNoCacheField(in: response.fields) { named.append(Array(copying: $0)) }
    // The edge tells of itself on hits; what the origin took is of the request that asked it.
    if behavior?.responseHeaders?.serverTimingSamplingRate != nil {
      named.append(Array("server-timing".utf8))
    }
    for index in response.fields.indices where isForwarded(response.fields, index, behavior) {
      append(response.fields, index, behavior, firstViewerOnly: named, now: now)
    }
    if !response.fields.contains(.date) { appendDate(now) }
    sharedLinesEnd = head.count
    head.append(contentsOf: others)
    if let contentLength { head.append(fieldLine: "Content-Length", decimal: contentLength) }
  }

  private func isForwarded(_ fields: borrowing Fields, _ index: Int, _ behavior: CompiledBehavior?) -> Bool {
    switch fields.known(index) {
    case .contentLength, .age, .xCache: return false
    case .setCookie: return behavior.map { $0.forwardsCookies || $0.semantics.isTransparent } ?? false
    case .other:
      let name = fields.name(index)
      if name.hasPrefixIgnoringCase("x-amz-cf-") || name.equalsIgnoringCase(TierAnswer.fieldName) {
        return false
      }
    default: break
    }
    return !HopByHop.contains(fields, index)
  }

  private mutating func append(
    _ fields: borrowing Fields, _ index: Int, _ behavior: CompiledBehavior?, firstViewerOnly: [[UInt8]],
    now: Instant
  ) {
    let (known, name, value) = (fields.known(index), fields.name(index), fields.value(index))
    for field in firstViewerOnly where field.span.equalsIgnoringCase(name) {
      return firstViewerLines.append(fieldLine: name, value)
    }
    if known == .vary, behavior?.semantics.makesVariants != true { return appendVary(value, behavior) }
    switch known {
    case .etag: hasValidator = hasValidator || EntityTag.isValid(value)
    case .lastModified: hasValidator = hasValidator || HTTPDate.parse(value, now: now) != nil
    case .cacheControl, .date, .expires, .server: break
    default: return others.append(fieldLine: name, value)
    }
    head.append(fieldLine: name, value)
  }

  /// What remains are the names that make variants here: `Accept-Encoding`, and `Cookie` and headers that are keyed.
  private mutating func appendVary(_ value: Span<UInt8>, _ behavior: CompiledBehavior?) {
    var cursor = ListCursor()
    var isFirst = true
    while let member = cursor.next(in: value) {
      let name = value.extracting(member)
      let isKept =
        name.equalsIgnoringCase("accept-encoding") || (behavior?.keys(name) ?? false)
        || (name.equalsIgnoringCase("cookie") && (behavior?.forwardsCookies ?? false))
      guard isKept else { continue }
      others.append(isFirst ? "Vary: " : ", ")
      others.append(span: name)
      isFirst = false
    }
    if !isFirst { others.append("\r\n") }
  }

  private mutating func appendDate(_ now: Instant) {
    head.append("Date: ")
    HTTPDate.append(now.secondsSinceEpoch, to: &head)
    head.append("\r\n")
  }
}

extension [UInt8] {
  init(copying span: Span<UInt8>) {
    self.init()
    append(span: span)
  }
}
