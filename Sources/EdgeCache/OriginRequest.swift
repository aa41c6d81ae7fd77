import HTTPCaching
import HTTPWire
import Primitives

/// The request an origin gets for a viewer's: "Request and response behavior for custom origins" of the guide.
struct OriginRequest {
  let behavior: CompiledBehavior
  let origin: CompiledOrigin
  let usesTLS: Bool
  let path: [UInt8]
  /// As selected; nil for none.
  let query: [UInt8]?
  let cookies: [UInt8]
  let encoding: AcceptedEncoding
  let target: RequestTarget
  let exchange: Exchange
  /// The viewer's range goes along; else the whole object is asked for, where it can be stored.
  let asksForRange: Bool
  /// The copy whose validators make the request conditional.
  let stale: StoredResponse?

  func serialize(_ request: borrowing RequestHead, _ identity: inout Identity) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(512 + request.fields.byteCount)
    appendRequestLine(request, to: &head)
    appendHost(request, to: &head)
    for index in request.fields.indices where isForwarded(request, index) {
      head.append(fieldLine: request.fields.name(index), request.fields.value(index))
    }
    appendOwnFields(request, &identity, to: &head)
    appendValidators(to: &head)
    head.append("\r\n")
    return head
  }

  private func appendRequestLine(_ request: borrowing RequestHead, to head: inout [UInt8]) {
    head.append(span: request.methodBytes.span)
    head.append(UInt8(ascii: " "))
    head.append(contentsOf: origin.origin.originPath.utf8)
    head.append(contentsOf: path)
    if let query {
      head.append(UInt8(ascii: "?"))
      head.append(contentsOf: query)
    }
    head.append(" HTTP/1.1\r\n")
  }

  private func appendHost(_ request: borrowing RequestHead, to head: inout [UInt8]) {
    if isCustom("Host") { return }
    head.append("Host: ")
    if forwards("host", .host) {
      if let authority = target.authority {
        head.append(span: request.target.span.extracting(authority))
      } else if let index = request.fields.first(.host) {
        head.append(span: request.fields.value(index))
      }
    } else {
      head.append(contentsOf: origin.origin.domainName.utf8)
      let port = usesTLS ? origin.origin.httpsPort : origin.origin.httpPort
      if port != (usesTLS ? 443 : 80) {
        head.append(UInt8(ascii: ":"))
        head.append(decimal: Int(port))
      }
    }
    head.append("\r\n")
  }

  func isForwarded(_ request: borrowing RequestHead, _ index: Int) -> Bool {
    let known = request.fields.known(index)
    let name = request.fields.name(index)
    if isCustom(name) { return false }
    if exchange.isFromCache {
      // The viewer's own chain has been judged where it asked.
      if known == .via { return true }
      if isOfTiers(name) { return false }
    }
    switch known {
    case .host, .cookie, .xForwardedFor, .acceptEncoding: return false  // made anew below
    case .contentLength: return request.fields.first(.transferEncoding) == nil && hasBody(request)
    case .transferEncoding: return hasBody(request)
    case .range, .ifRange:
      return asksForRange || !behavior.caches(request.method) || behavior.isCachingDisabled
    case .ifMatch, .ifUnmodifiedSince, .ifNoneMatch, .ifModifiedSince:
      return behavior.forwardsConditions(request.method)
    default: break
    }
    if HopByHop.contains(request.fields, index) { return false }
    if behavior.semantics.isTransparent { return known != .expect }
    switch known {
    case .contentType, .contentEncoding: if hasBody(request) { return true }
    case .expect: return false  // the edge answers it
    case .other: if behavior.keys(name) { return !name.hasPrefixIgnoringCase("cloudfront-") }
    default: if behavior.keysField(known) { return true }
    }
    return behavior.forwarding.forwards(name, known, keepsAuthorization: !behavior.caches(request.method))
  }

  /// Whether a header that the edge writes anew else is the viewer's own.
  private func forwards(_ name: StaticString, _ known: FieldName) -> Bool {
    let name = Span(
      _unsafeElements: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    return behavior.keysField(known) || behavior.forwarding.forwards(name, known, keepsAuthorization: false)
  }

  private func hasBody(_ request: borrowing RequestHead) -> Bool {
    request.method != .get && request.method != .head
  }

  private func appendOwnFields(
    _ request: borrowing RequestHead, _ identity: inout Identity, to head: inout [UInt8]
  ) {
    if !behavior.semantics.isTransparent, !forwards("user-agent", .userAgent), !isCustom("User-Agent") {
      head.append("User-Agent: Amazon CloudFront\r\n")
    }
    if !cookies.isEmpty { head.append(fieldLine: "Cookie", cookies.span) }
    appendAcceptEncoding(request, to: &head)
    appendForwardedFor(request.fields, to: &head)
    appendGenerated(to: &head)
    identity.appendViaLine(to: &head)
    head.append("X-Amz-Cf-Id: ")
    identity.appendRequestID(to: &head)
    head.append("\r\n")
    for header in origin.origin.customHeaders {
      head.append(contentsOf: header.name.utf8)
      head.append(": ")
      head.append(contentsOf: header.value.utf8)
      head.append("\r\n")
    }
  }

  private func appendAcceptEncoding(_ request: borrowing RequestHead, to head: inout [UInt8]) {
    if isCustom("Accept-Encoding") { return }
    if encoding != .absent {
      head.append("Accept-Encoding: ")
      head.append(encoding.fieldValue)
      head.append("\r\n")
    } else if behavior.semantics.isTransparent || forwards("accept-encoding", .acceptEncoding),
      let index = request.fields.first(.acceptEncoding)
    {
      head.append(fieldLine: "Accept-Encoding", request.fields.value(index))
    }
  }

  func appendGenerated(to head: inout [UInt8]) {
    for header in behavior.forwarding.generated {
      guard !isCustom(Array(header.spelling.utf8).span) else { continue }
      let start = head.count
      head.append(contentsOf: header.spelling.utf8)
      head.append(": ")
      if header.appendValue(for: exchange, to: &head) {
        head.append("\r\n")
      } else {
        head.removeSubrange(start...)
      }
    }
  }

  /// The viewer's own list, then the viewer's address, which the cache that the viewer asked has added.
  func appendForwardedFor(_ fields: borrowing Fields, to head: inout [UInt8]) {
    if exchange.isFromCache {
      for index in fields.indices where fields.known(index) == .xForwardedFor {
        head.append(fieldLine: fields.name(index), fields.value(index))
      }
      return
    }
    head.append("X-Forwarded-For: ")
    for index in fields.indices where fields.known(index) == .xForwardedFor && !fields.value(index).isEmpty {
      head.append(span: fields.value(index))
      head.append(", ")
    }
    head.append(contentsOf: exchange.viewer.description.utf8)
    head.append("\r\n")
  }

  func appendValidators(to head: inout [UInt8]) {
    guard let stale else { return }
    if let range = stale.entityTag {
      head.append(fieldLine: "If-None-Match", stale.head.extracting(range))
    }
    if let range = stale.lastModified {
      head.append(fieldLine: "If-Modified-Since", stale.head.extracting(range))
    }
  }

  private func isCustom(_ name: Span<UInt8>) -> Bool {
    for header in origin.customHeaderNames where header.span.equalsIgnoringCase(name) { return true }
    return false
  }

  private func isCustom(_ name: StaticString) -> Bool {
    for header in origin.customHeaderNames where header.span.equalsIgnoringCase(name) { return true }
    return false
  }
}

extension Span where Element == UInt8 {
  func hasPrefixIgnoringCase(_ literal: StaticString) -> Bool {
    count >= literal.utf8CodeUnitCount
      && extracting(0..<literal.utf8CodeUnitCount).equalsIgnoringCase(literal)
  }
}
