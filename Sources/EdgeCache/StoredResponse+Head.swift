import HTTPCaching
import HTTPWire
import Primitives

// The head: its validators, its fields, and what it becomes in answers.

extension StoredResponse {
  /// Where the value of the first valid `ETag` stands in `head`. Looked up: few answers need it.
  var entityTag: Range<Int>? {
    guard hasValidator else { return nil }
    return place(of: .etag) { EntityTag.isValid($0) }
  }

  /// Where the value of the first `Last-Modified` that is a date stands in `head`.
  var lastModified: Range<Int>? {
    guard hasValidator else { return nil }
    return place(of: .lastModified) { HTTPDate.parse($0, now: responseTime) != nil }
  }

  var lastModifiedSeconds: Int64? {
    lastModified.flatMap { HTTPDate.parse(head.extracting($0), now: responseTime) }
  }

  private func place(of wanted: FieldName, where isUsable: (Span<UInt8>) -> Bool) -> Range<Int>? {
    let lines = head.extracting(sharedLines)
    var found: Range<Int>?
    HeadLines.forEachField(in: lines) { name, value in
      guard found == nil, FieldName(lines.extracting(name)) == wanted, isUsable(lines.extracting(value))
      else {
        return
      }
      found = sharedLines.lowerBound + value.lowerBound..<sharedLines.lowerBound + value.upperBound
    }
    return found
  }

  /// The lines of `head` that a 304 has.
  var sharedLines: Range<Int> {
    let head = head
    let end = Int(facts.pointee.sharedLinesEnd)
    let statusLineEnd = head.firstIndex(of: 13, in: head.indices).map { $0 + 2 } ?? end
    return min(statusLineEnd, end)..<end
  }

  /// Appends the status line and the fields of a 304.
  func appendNotModifiedHead(to head: inout [UInt8]) {
    head.append("HTTP/1.1 304 Not Modified\r\n")
    head.append(span: self.head.extracting(sharedLines))
  }

  /// The heads for viewers under `policy`, which may be another after a reload: made at first use.
  func heads(under policy: CompiledResponseHeaders) -> RewrittenHeads {
    let extras = facts.pointee.extras ?? StoredExtras()
    if let rewritten = extras.rewritten, rewritten.policy === policy { return rewritten }
    let heads = RewrittenHeads(self, policy)
    extras.rewritten = heads
    facts.pointee.extras = extras
    return heads
  }

  /// The field lines of `head`, to be updated by a 304 (RFC 9111 section 3.2).
  func fields() -> Fields {
    var fields = Fields()
    let bytes = head
    HeadLines.forEachField(in: bytes) { name, value in
      fields.append(name: bytes.extracting(name), value: bytes.extracting(value))
    }
    return fields
  }

  /// Empty for none.
  func contentType() -> [UInt8] {
    let fields = fields()
    return fields.first(.contentType).map { Array(copying: fields.value($0)) } ?? []
  }
}
