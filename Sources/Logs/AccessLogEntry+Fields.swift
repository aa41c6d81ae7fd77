import HTTPWire
import Primitives

extension AccessLogEntry {
  /// Appends the value of a field; nothing where there is none.
  func append(_ field: AccessLogField, of response: LoggedResponse, to text: inout [UInt8]) {
    switch field {
    case .date: text.append(date: time)
    case .time: text.append(timeOfDay: time)
    case .edgeLocation: text.append(logged: edgeLocation.span)
    case .responseOctets: text.append(decimal: responseOctets)
    case .client: text.append(client)
    case .method: text.append(logged: request.methodBytes.span)
    case .domainName: text.append(logged: domainName.span)
    case .uriStem: text.append(logged: request.target.span.extracting(..<queryMark))
    case .status: appendStatus(to: &text)
    case .referer: append(.referer, to: &text)
    case .userAgent: append(.userAgent, to: &text)
    case .query:
      if queryMark < request.target.count {
        text.append(logged: request.target.span.extracting((queryMark + 1)...))
      }
    case .cookie: if includesCookies { append(.cookie, to: &text) }
    case .fleStatus, .fleEncryptedFields: break
    case .result: text.append(result.text)
    case .requestID: response.append(response.requestID, to: &text)
    case .host: append(.host, to: &text)
    case .protocol: text.append(tls == nil ? "http" : "https")
    case .requestOctets: text.append(decimal: requestOctets)
    case .timeTaken: text.append(seconds: timeTaken)
    case .forwardedFor: append(.xForwardedFor, to: &text)
    case .tlsVersion: if let tls { text.append(contentsOf: tls.version.utf8) }
    case .cipher: if let tls { text.append(contentsOf: tls.cipher.utf8) }
    case .responseResult: text.append(responseResult.text)
    case .httpVersion:
      text.append(httpVersion == .http2 ? "HTTP/2.0" : request.minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1")
    case .clientPort: text.append(decimal: Int(clientPort))
    case .timeToFirstByte: text.append(seconds: timeToFirstByte)
    case .detailedResult: text.append(detailedResult)
    case .contentType: response.append(response.contentType, to: &text)
    case .contentLength: response.append(response.contentLength, to: &text)
    case .rangeStart: if let range = response.contentRange { text.append(decimal: range.lowerBound) }
    case .rangeEnd: if let range = response.contentRange { text.append(decimal: range.upperBound) }
    }
  }

  private var queryMark: Int { request.target.firstIndex(of: UInt8(ascii: "?")) ?? request.target.count }

  /// Three digits: 000 for a viewer that left first.
  private func appendStatus(to text: inout [UInt8]) {
    text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status / 100 % 10))
    text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status / 10 % 10))
    text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: status % 10))
  }

  /// The first line of that name.
  private func append(_ name: FieldName, to text: inout [UInt8]) {
    guard let index = request.fields.first(name) else { return }
    text.append(logged: request.fields.value(index))
  }

  /// `x-edge-detailed-result-type`: where the result is an error, which; of hits, those that an Origin Shield had.
  var detailedResult: StaticString {
    if result == .hit, reason == .originShieldHit { return "OriginShieldHit" }
    guard result == .error else { return result.text }
    if reason == .viewerGone || responseResult != .error {
      return status == 0 ? "ClientHungUpRequest" : "ClientCommError"
    }
    return switch reason {
    case .badRequestTarget, .bodyNotAllowed, .expectationFailed: "InvalidRequest"
    case .unknownHost: "InvalidRequestHeader"
    case .misdirected: "InvalidRequestCertificate"
    case .countryNotAdmitted: "ClientGeoBlocked"
    case .blockedByWebACL: "InvalidRequestBlocked"
    case .methodNotAllowed: "InvalidRequestMethod"
    case .originConnectRefused, .originConnectTimeout, .originHandshakeFailed, .originUntrustedCertificate:
      "OriginConnectError"
    case .originReadTimeout, .originCompletionTimeout: "OriginCommError"
    case .originReset, .originTruncatedBody: "OriginReadError"
    case .originInvalidResponse: "OriginInvalidResponseError"
    case .originNameNotResolved: "OriginDnsError"
    default: "Error"
    }
  }
}
