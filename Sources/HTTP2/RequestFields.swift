import HTTPWire
import Primitives

/// Makes the request head of HTTP/1.1 from the fields of an HTTP/2 request, or finds why that cannot be done without
/// saying something else (RFC 9113 sections 8.2 and 8.3).
///
/// What is strict in `HTTPWire` is as strict here, so that a request that came over HTTP/2 can be written out in
/// HTTP/1.1 and be read as one request.
package struct RequestFields: Sendable {
  private var method: [UInt8] = []
  private var scheme: [UInt8] = []
  private var path: [UInt8] = []
  private var authority: [UInt8] = []
  private var fields = Fields()
  /// Crumbs joined again (RFC 9113 section 8.2.3).
  private var cookie: [UInt8] = []
  private var pseudoFields: Set<Pseudo> = []
  private var octets = 0
  private var fault: HTTPError?

  private enum Pseudo { case method, scheme, path, authority }

  package init() {}

  /// Takes in the next field of the list, as HPACK gives it. The first fault is kept.
  package mutating func append(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    guard fault == nil else { return }
    do throws(HTTPError) { try add(name, value) } catch { fault = error }
  }

  private mutating func add(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPError) {
    // As HTTP/1.1 would write the line: the bound is the same.
    octets += name.count + value.count + 4
    guard octets <= HTTPWire.Limits.headBytes else { throw HTTPError(.headTooLarge) }
    guard !name.isEmpty else { throw HTTPError(.fieldName) }
    if name[0] == UInt8(ascii: ":") { return try addPseudo(name, value) }
    guard fields.count < HTTPWire.Limits.fieldLines else { throw HTTPError(.tooManyFieldLines) }
    guard OctetClass.token.containsAll(name), !name.hasUppercase else { throw HTTPError(.fieldName) }
    guard OctetClass.fieldValue.containsAll(value), !value.hasOuterBlank else {
      throw HTTPError(.controlCharacter)
    }
    if isConnectionSpecific(name, value) { throw HTTPError(.fieldName) }
    if name.equals("cookie") {
      if !cookie.isEmpty { cookie.append("; ") }
      cookie.append(span: value)
    } else {
      fields.append(name: name, value: value)
    }
  }

  private mutating func addPseudo(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPError) {
    let pseudo: Pseudo
    if name.equals(":method") {
      (pseudo, method) = (.method, value.bytes())
    } else if name.equals(":scheme") {
      (pseudo, scheme) = (.scheme, value.bytes())
    } else if name.equals(":path") {
      (pseudo, path) = (.path, value.bytes())
    } else if name.equals(":authority") {
      (pseudo, authority) = (.authority, value.bytes())
    } else {
      throw HTTPError(.fieldName)
    }
    // Pseudo-header fields come first, each once (RFC 9113 section 8.3).
    guard fields.isEmpty, cookie.isEmpty, pseudoFields.insert(pseudo).inserted else {
      throw HTTPError(.fieldName)
    }
  }

  /// RFC 9113 section 8.2.2.
  private func isConnectionSpecific(_ name: Span<UInt8>, _ value: Span<UInt8>) -> Bool {
    switch FieldName(name) {
    case .connection, .keepAlive, .proxyConnection, .transferEncoding, .upgrade: true
    case .te: !value.equalsIgnoringCase("trailers")
    default: false
    }
  }

  /// The head, with `Host` and with the framing that HTTP/1.1 would have. `hasBody`: the fields did not end the stream.
  package consuming func head(hasBody: Bool) throws(HTTPError) -> RequestHead {
    if let fault { throw fault }
    var head = RequestHead()
    guard OctetClass.token.containsAll(method.span), !method.isEmpty else { throw HTTPError(.methodToken) }
    guard method.count <= HTTPWire.Limits.methodBytes else { throw HTTPError(.methodTooLong) }
    guard !method.span.equals("CONNECT") else { throw HTTPError(.connectMethod) }
    guard scheme.span.equals("https") || scheme.span.equals("http") else { throw HTTPError(.target) }
    (head.method, head.methodBytes) = (RequestHead.Method(method.span), method)
    guard path.count <= HTTPWire.Limits.targetBytes else { throw HTTPError(.targetTooLong) }
    let isStar = head.method == .options && path.span.equals("*")
    guard isStar || path.first == UInt8(ascii: "/"), OctetClass.target.containsAll(path.span) else {
      throw HTTPError(.target)
    }
    head.target = path
    try checkHost()
    if pseudoFields.contains(.authority) { head.fields.append("Host", authority.span) }
    for index in fields.indices where !(pseudoFields.contains(.authority) && fields.known(index) == .host) {
      head.fields.append(name: fields.name(index), value: fields.value(index))
    }
    if !cookie.isEmpty { head.fields.append("Cookie", cookie.span) }
    let declared = try BodyFraming(request: head)
    if hasBody, declared == .none, !head.fields.contains(.contentLength) {
      // The length shows at its end only: chunks, to an origin.
      head.fields.append("Transfer-Encoding", "chunked")
    }
    head.bodyFraming = hasBody ? try BodyFraming(request: head) : .none
    // nghttp2 holds the content to its length; a length without content has nothing to be held to.
    guard hasBody || declared == .none else { throw HTTPError(.contentLength) }
    return head
  }

  /// One host: `:authority`, or `Host` without it, and the same where there are both (RFC 9113 section 8.3.1).
  private func checkHost() throws(HTTPError) {
    let line = fields.first(.host)
    if let line, fields.first(.host, from: line + 1) != nil { throw HTTPError(.duplicateHost) }
    guard pseudoFields.contains(.authority) else {
      guard let line else { throw HTTPError(.missingHost) }
      guard Host.isValid(fields.value(line)) else { throw HTTPError(.invalidHost) }
      return
    }
    guard Host.isValid(authority.span) else { throw HTTPError(.invalidHost) }
    if let line, !fields.value(line).equalsIgnoringCase(authority.span) { throw HTTPError(.hostMismatch) }
  }
}

extension Span where Element == UInt8 {
  fileprivate var hasUppercase: Bool {
    for index in indices where self[index] &- 65 < 26 { return true }
    return false
  }

  /// SP or HTAB before or behind (RFC 9113 section 8.2.1).
  fileprivate var hasOuterBlank: Bool {
    guard !isEmpty else { return false }
    let (first, last) = (self[0], self[count - 1])
    return first == 0x20 || first == 0x09 || last == 0x20 || last == 0x09
  }

  fileprivate func bytes() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(span: self)
    return bytes
  }
}
