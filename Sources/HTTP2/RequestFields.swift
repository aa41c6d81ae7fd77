import HTTPWire
import Primitives

/// Makes the request head of HTTP/1.1 from the fields of an HTTP/2 request, or finds why that cannot be done without
/// saying something else (RFC 9113 sections 8.2 and 8.3). Reused for request after request on a connection.
///
/// What is strict in `HTTPWire` is as strict here, so that a request that came over HTTP/2 can be written out in
/// HTTP/1.1 and be read as one request.
package struct RequestFields: Sendable {
  /// As far as it has come; its method and target are not looked at before the end.
  private var head = RequestHead()
  private var scheme: [UInt8] = []
  private var authority: [UInt8] = []
  /// Crumbs joined again (RFC 9113 section 8.2.3).
  private var cookie: [UInt8] = []
  private var pseudoFields: Pseudo = []
  private var hasHostLine = false
  private var lines = 0
  private var octets = 0
  private var fault: HTTPError?

  private struct Pseudo: OptionSet {
    let rawValue: UInt8
    static let method = Pseudo(rawValue: 1)
    static let scheme = Pseudo(rawValue: 2)
    static let path = Pseudo(rawValue: 4)
    static let authority = Pseudo(rawValue: 8)
  }

  package init() {}

  /// Empties the list and keeps its memory.
  package mutating func reset() {
    head.reset()
    scheme.removeAll(keepingCapacity: true)
    authority.removeAll(keepingCapacity: true)
    cookie.removeAll(keepingCapacity: true)
    (pseudoFields, hasHostLine, lines, octets, fault) = ([], false, 0, 0, nil)
  }

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
    guard lines < HTTPWire.Limits.fieldLines else { throw HTTPError(.tooManyFieldLines) }
    guard OctetClass.token.containsAll(name), !name.hasUppercase else {
      throw HTTPError(.fieldName)
    }
    guard OctetClass.fieldValue.containsAll(value), !value.hasOuterBlank else {
      throw HTTPError(.controlCharacter)
    }
    let known = FieldName(name)
    if isConnectionSpecific(known, value) { throw HTTPError(.fieldName) }
    if lines == 0, pseudoFields.contains(.authority) { appendLine("Host", authority) }
    lines += 1
    switch known {
    case .cookie:
      if !cookie.isEmpty { cookie.append("; ") }
      cookie.append(span: value)
    case .host: try addHost(name, value)
    default: head.fields.append(name: name, value: value)
    }
  }

  /// One host: `:authority`, or `Host` without it, and the same where there are both (RFC 9113 section 8.3.1).
  private mutating func addHost(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPError) {
    guard !hasHostLine else { throw HTTPError(.duplicateHost) }
    hasHostLine = true
    if !pseudoFields.contains(.authority) {
      guard Host.isValid(value) else { throw HTTPError(.invalidHost) }
      head.fields.append(name: name, value: value)
    } else if !value.equalsIgnoringCase(authority.span) {
      throw HTTPError(.hostMismatch)
    }
  }

  private mutating func addPseudo(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(HTTPError) {
    let pseudo: Pseudo
    if name.equals(":method") {
      pseudo = .method
      head.methodBytes.append(span: value)
    } else if name.equals(":scheme") {
      pseudo = .scheme
      scheme.append(span: value)
    } else if name.equals(":path") {
      pseudo = .path
      head.target.append(span: value)
    } else if name.equals(":authority") {
      pseudo = .authority
      authority.append(span: value)
    } else {
      throw HTTPError(.fieldName)
    }
    // Pseudo-header fields come first, each once (RFC 9113 section 8.3).
    guard lines == 0, pseudoFields.insert(pseudo).inserted else { throw HTTPError(.fieldName) }
  }

  /// RFC 9113 section 8.2.2.
  private func isConnectionSpecific(_ name: FieldName, _ value: Span<UInt8>) -> Bool {
    switch name {
    case .connection, .keepAlive, .proxyConnection, .transferEncoding, .upgrade: true
    case .te: !value.equalsIgnoringCase("trailers")
    default: false
    }
  }

  /// Swaps the head for `other`, with `Host` and with the framing that HTTP/1.1 would have. `hasBody`: the fields did not
  /// end the stream. To be reset afterwards.
  package mutating func finish(into other: inout RequestHead, hasBody: Bool) throws(HTTPError) {
    if let fault { throw fault }
    guard OctetClass.token.containsAll(head.methodBytes.span), !head.methodBytes.isEmpty else {
      throw HTTPError(.methodToken)
    }
    guard head.methodBytes.count <= HTTPWire.Limits.methodBytes else {
      throw HTTPError(.methodTooLong)
    }
    guard !head.methodBytes.span.equals("CONNECT") else { throw HTTPError(.connectMethod) }
    guard scheme.span.equals("https") || scheme.span.equals("http") else {
      throw HTTPError(.target)
    }
    head.method = RequestHead.Method(head.methodBytes.span)
    guard head.target.count <= HTTPWire.Limits.targetBytes else { throw HTTPError(.targetTooLong) }
    let isStar = head.method == .options && head.target.span.equals("*")
    guard isStar || head.target.first == UInt8(ascii: "/"),
      OctetClass.target.containsAll(head.target.span)
    else { throw HTTPError(.target) }
    if pseudoFields.contains(.authority) {
      guard Host.isValid(authority.span) else { throw HTTPError(.invalidHost) }
      if lines == 0 { appendLine("Host", authority) }
    } else if !hasHostLine {
      throw HTTPError(.missingHost)
    }
    if !cookie.isEmpty { appendLine("Cookie", cookie) }
    try frame(hasBody: hasBody)
    swap(&head, &other)
  }

  /// `value` is kept by the caller, so that its span outlives the change.
  private mutating func appendLine(_ name: StaticString, _ value: [UInt8]) {
    head.fields.append(name, value.span)
  }

  private mutating func frame(hasBody: Bool) throws(HTTPError) {
    let declared = try BodyFraming(request: head)
    if hasBody, declared == .none, !head.fields.contains(.contentLength) {
      // The length shows at its end only: chunks, to an origin.
      head.fields.append("Transfer-Encoding", "chunked")
    }
    head.bodyFraming = hasBody ? try BodyFraming(request: head) : .none
    // nghttp2 holds the content to its length; a length without content has nothing to be held to.
    guard hasBody || declared == .none else { throw HTTPError(.contentLength) }
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
}
