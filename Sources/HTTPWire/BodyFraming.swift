import Primitives

/// How the end of a message body is found (RFC 9112 section 6.3).
package enum BodyFraming: Hashable, Sendable {
  case none
  /// Octets, from Content-Length; not negative.
  case length(Int)
  case chunked
  /// A response that lasts as long as the connection.
  case untilClose
}

extension BodyFraming {
  /// RFC 9112 section 6.3, for a request: without Content-Length and Transfer-Encoding there is no body.
  package init(request head: borrowing RequestHead) throws(HTTPError) {
    self = try Self.declared(in: head.fields, minorVersion: head.minorVersion) ?? .none
    if self == .length(0) { self = .none }
  }

  /// RFC 9112 section 6.3, for the response to a request with `method`.
  package init(
    response head: borrowing ResponseHead, to method: RequestHead.Method
  ) throws(HTTPError) {
    if method == .head || head.status < 200 || head.status == 204 || head.status == 304 {
      self = .none
      return
    }
    if Self.hasUnknownCoding(head.fields) {
      self = .untilClose
      return
    }
    self = try Self.declared(in: head.fields, minorVersion: head.minorVersion) ?? .untilClose
    if self == .length(0) { self = .none }
  }

  /// Whether `Transfer-Encoding` of a response is one word that names no coding there is: the body lasts until the
  /// connection closes (RFC 9112 section 6.3). Codings that exist are refused: what they did to the body can't be undone here.
  private static func hasUnknownCoding(_ fields: borrowing Fields) -> Bool {
    guard let index = fields.first(.transferEncoding),
      fields.first(.transferEncoding, from: index &+ 1) == nil, !fields.contains(.contentLength)
    else { return false }
    let value = fields.value(index)
    let known: [StaticString] = ["chunked", "gzip", "x-gzip", "compress", "x-compress", "deflate"]
    return !value.isEmpty && OctetClass.token.containsAll(value)
      && !known.contains { value.equalsIgnoringCase($0) }
  }

  /// What Content-Length and Transfer-Encoding say, and nil if neither is there.
  private static func declared(
    in fields: borrowing Fields, minorVersion: UInt8
  ) throws(HTTPError) -> BodyFraming? {
    let length = fields.first(.contentLength)
    if fields.contains(.transferEncoding) {
      // Either reading of such a message smuggles a request past whoever reads it the other way.
      guard length == nil else { throw HTTPError(.transferEncodingWithContentLength) }
      guard minorVersion > 0 else { throw HTTPError(.transferEncodingInHTTP10) }
      try checkTransferEncoding(fields)
      return .chunked
    }
    guard let length else { return nil }
    guard fields.first(.contentLength, from: length &+ 1) == nil else {
      throw HTTPError(.duplicateContentLength)
    }
    let value = fields.value(length)
    guard value.count <= Limits.contentLengthDigits, let octets = value.decimal else {
      throw HTTPError(.contentLength)
    }
    return .length(octets)
  }

  /// `chunked`, once, is all that is understood. A list that names it anywhere but last, or twice, is wrong
  /// (RFC 9112 section 6.1); any other list is an unknown coding.
  private static func checkTransferEncoding(_ fields: borrowing Fields) throws(HTTPError) {
    var (codings, chunked) = (0, 0)
    var lastIsChunked = false
    var line = fields.first(.transferEncoding)
    while let index = line {
      var list = FieldList()
      while let element = list.next(in: fields.value(index)) {
        lastIsChunked = fields.value(index).extracting(element).equalsIgnoringCase("chunked")
        codings &+= 1
        if lastIsChunked { chunked &+= 1 }
      }
      line = fields.first(.transferEncoding, from: index &+ 1)
    }
    if codings == 1, chunked == 1 { return }
    throw HTTPError(
      codings == 0 || chunked > 1 || (chunked == 1 && !lastIsChunked)
        ? .chunkedNotFinal : .transferCodingUnknown)
  }
}
