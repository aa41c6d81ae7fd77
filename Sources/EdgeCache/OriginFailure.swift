/// How a fetch ended without a complete response.
package enum OriginFailure: Hashable, Sendable, CaseIterable {
  case nameNotResolved
  case connectRefused
  case connectTimeout
  /// No byte for too long.
  case readTimeout
  /// The response was not complete in time.
  case completionTimeout
  /// No TLS version or cipher in common, or no TLS at all.
  case handshakeFailed
  /// The certificate is expired, not for this host, or signed by nobody who is trusted.
  case untrustedCertificate
  /// Closed or reset before the response head was complete.
  case reset
  /// Bytes that are not an HTTP/1.1 response, or a head over the limits.
  case invalidResponse
  /// Fewer bytes than Content-Length, or chunks without the last.
  case truncatedBody
  /// The edge has no connection to spare.
  case busy

  /// What the viewer gets when no expired copy can stand in.
  ///
  /// Own choice where the guide is silent: time-outs are 504, a full edge is 503, everything else 502.
  package var status: UInt16 {
    switch self {
    case .connectTimeout, .readTimeout, .completionTimeout: 504
    case .busy: 503
    case .nameNotResolved, .connectRefused, .reset, .invalidResponse, .truncatedBody, .handshakeFailed,
      .untrustedCertificate:
      502
    }
  }

  package var reason: ResultReason {
    switch self {
    case .nameNotResolved: .originNameNotResolved
    case .connectRefused: .originConnectRefused
    case .connectTimeout: .originConnectTimeout
    case .readTimeout: .originReadTimeout
    case .completionTimeout: .originCompletionTimeout
    case .handshakeFailed: .originHandshakeFailed
    case .untrustedCertificate: .originUntrustedCertificate
    case .reset: .originReset
    case .invalidResponse: .originInvalidResponse
    case .truncatedBody: .originTruncatedBody
    case .busy: .originBusy
    }
  }

  var sentence: StaticString {
    switch self {
    case .nameNotResolved: "The edge could not resolve the origin's domain name."
    case .connectRefused: "The edge was not able to connect to the origin."
    case .connectTimeout: "The edge could not connect to the origin in time."
    case .readTimeout: "The origin did not answer in time."
    case .completionTimeout: "The origin did not complete its answer in time."
    case .handshakeFailed: "The edge and the origin could not agree on a TLS connection."
    case .untrustedCertificate: "The origin's certificate is not one the edge trusts for its name."
    case .reset: "The origin closed the connection."
    case .invalidResponse: "The origin's answer was not a valid response."
    case .truncatedBody: "The origin's answer was cut short."
    case .busy: "The edge has no connection to the origin to spare."
    }
  }
}
