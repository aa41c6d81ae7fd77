import HTTPCaching
import HTTPWire
import Primitives

// The request for another cache of the edge: the viewer's own, so that behaviour, key and origin request come out there
// as they would have here. What only the first cache knows of the viewer goes along in fields.

extension OriginRequest {
  func serialize(
    _ request: borrowing RequestHead, to tier: TierRequest, _ identity: inout Identity
  ) -> [UInt8] {
    var head: [UInt8] = []
    head.reserveCapacity(512 + request.fields.byteCount)
    head.append(span: request.methodBytes.span)
    head.append(" ")
    head.append(contentsOf: request.target)
    head.append(" HTTP/1.1\r\n")
    if !request.fields.contains(.host), let authority = target.authority {
      head.append(fieldLine: "Host", request.target.span.extracting(authority))
    }
    for index in request.fields.indices where isPassedOn(request, index) {
      head.append(fieldLine: request.fields.name(index), request.fields.value(index))
    }
    appendForwardedFor(request.fields, to: &head)
    appendGenerated(to: &head)
    identity.appendViaLine(to: &head)
    appendValidators(to: &head)
    tier.append(to: &head)
    head.append("\r\n")
    return head
  }

  private func isPassedOn(_ request: borrowing RequestHead, _ index: Int) -> Bool {
    let name = request.fields.name(index)
    switch request.fields.known(index) {
    case .host, .cookie, .authorization: return true
    case .xForwardedFor, .expect: return false
    // The next cache cannot see that the viewer speaks HTTP/1.0.
    case .acceptEncoding: return request.minorVersion > 0
    case .via: return isForwarded(request, index)
    case .contentLength, .transferEncoding, .range, .ifRange, .ifMatch, .ifUnmodifiedSince, .ifNoneMatch,
      .ifModifiedSince:
      return isForwarded(request, index)
    default: return !HopByHop.contains(request.fields, index) && !isOfTiers(name)
    }
  }

  /// Fields that say what a cache of the edge knows: nobody else's word counts.
  func isOfTiers(_ name: Span<UInt8>) -> Bool {
    if name.equalsIgnoringCase(TierRequest.fieldName) { return true }
    for header in behavior.forwarding.generated
    where Array(header.spelling.utf8).span.equalsIgnoringCase(name) {
      return true
    }
    return false
  }
}
