/// The fields of CloudFront's standard log, in its order (CloudFront developer guide, "Standard log file fields").
package enum AccessLogField: CaseIterable, Sendable {
  case date, time, edgeLocation, responseOctets, client, method, domainName, uriStem, status, referer
  case userAgent, query, cookie, result, requestID, host, `protocol`, requestOctets, timeTaken, forwardedFor
  case tlsVersion, cipher, responseResult, httpVersion, fleStatus, fleEncryptedFields, clientPort
  case timeToFirstByte, detailedResult, contentType, contentLength, rangeStart, rangeEnd

  static let all = Array(allCases)

  package var name: StaticString {
    switch self {
    case .date: "date"
    case .time: "time"
    case .edgeLocation: "x-edge-location"
    case .responseOctets: "sc-bytes"
    case .client: "c-ip"
    case .method: "cs-method"
    case .domainName: "cs(Host)"
    case .uriStem: "cs-uri-stem"
    case .status: "sc-status"
    case .referer: "cs(Referer)"
    case .userAgent: "cs(User-Agent)"
    case .query: "cs-uri-query"
    case .cookie: "cs(Cookie)"
    case .result: "x-edge-result-type"
    case .requestID: "x-edge-request-id"
    case .host: "x-host-header"
    case .protocol: "cs-protocol"
    case .requestOctets: "cs-bytes"
    case .timeTaken: "time-taken"
    case .forwardedFor: "x-forwarded-for"
    case .tlsVersion: "ssl-protocol"
    case .cipher: "ssl-cipher"
    case .responseResult: "x-edge-response-result-type"
    case .httpVersion: "cs-protocol-version"
    case .fleStatus: "fle-status"
    case .fleEncryptedFields: "fle-encrypted-fields"
    case .clientPort: "c-port"
    case .timeToFirstByte: "time-to-first-byte"
    case .detailedResult: "x-edge-detailed-result-type"
    case .contentType: "sc-content-type"
    case .contentLength: "sc-content-len"
    case .rangeStart: "sc-range-start"
    case .rangeEnd: "sc-range-end"
    }
  }

  /// In JSON. The status is none: `000` is a value of it.
  var isNumber: Bool {
    switch self {
    case .responseOctets, .requestOctets, .timeTaken, .timeToFirstByte, .clientPort, .contentLength,
      .rangeStart, .rangeEnd:
      true
    default: false
    }
  }
}
