/// Where a distribution fetches from: `Origin` of the CloudFront API.
package struct Origin: Hashable, Sendable {
  package var id: String
  /// What goes into `Host` and is looked up: a name of `origins.yaml`, or a real host name or address.
  package var domainName: String
  package var httpPort: UInt16
  package var httpsPort: UInt16
  package var protocolPolicy: ProtocolPolicy
  /// Versions offered with HTTPS; TLS 1.3 goes with 1.2.
  package var sslProtocols: [SSLProtocol]
  /// A file of certificates in PEM that are trusted in place of the system's; our own.
  package var trustedCertificates: String?
  /// Put before the path of every request; begins with `/` and does not end with it, or is empty.
  package var originPath: String
  /// Added to every request, over the viewer's own.
  package var customHeaders: [Header]
  /// 1...3.
  package var connectionAttempts: Int
  /// Seconds, 1...10, for each attempt.
  package var connectionTimeout: Int
  /// Seconds, 1...120: to the first byte and between bytes.
  package var readTimeout: Int
  /// Seconds, 1...120, that an idle connection is kept.
  package var keepaliveTimeout: Int
  /// Seconds from the request to the last byte of its response, `readTimeout` at least; nil: without end.
  package var responseCompletionTimeout: Int?

  /// Connections that a cache of the edge has open to it at a time; what needs one more is answered 503. Our own; without a
  /// word as many as Envoy's `max_connections`.
  package var connectionLimit: Int

  /// `OriginShieldRegion`, where Origin Shield is enabled and the region has a cache.
  package var originShieldRegion: String?

  /// `OriginProtocolPolicy`
  package enum ProtocolPolicy: String, Hashable, Sendable, CaseIterable {
    case httpOnly = "http-only"
    case matchViewer = "match-viewer"
    case httpsOnly = "https-only"
  }

  /// `OriginSslProtocols`
  package enum SSLProtocol: String, Hashable, Sendable, CaseIterable {
    case ssl3 = "SSLv3"
    case tls1 = "TLSv1"
    case tls11 = "TLSv1.1"
    case tls12 = "TLSv1.2"
  }

  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String
    package init(name: String, value: String) { (self.name, self.value) = (name, value) }
  }

  package init(
    id: String, domainName: String, httpPort: UInt16 = 80, httpsPort: UInt16 = 443,
    protocolPolicy: ProtocolPolicy = .httpOnly, sslProtocols: [SSLProtocol] = [.tls12],
    trustedCertificates: String? = nil, originPath: String = "",
    customHeaders: [Header] = [],
    connectionAttempts: Int = 3, connectionTimeout: Int = 10, readTimeout: Int = 30,
    keepaliveTimeout: Int = 5,
    responseCompletionTimeout: Int? = nil, connectionLimit: Int = 1_024,
    originShieldRegion: String? = nil
  ) {
    self.connectionLimit = connectionLimit
    self.originShieldRegion = originShieldRegion
    (self.id, self.domainName, self.httpPort, self.httpsPort) = (id, domainName, httpPort, httpsPort)
    (self.protocolPolicy, self.sslProtocols) = (protocolPolicy, sslProtocols)
    (self.trustedCertificates, self.responseCompletionTimeout) = (
      trustedCertificates, responseCompletionTimeout
    )
    (self.originPath, self.customHeaders) = (originPath, customHeaders)
    (self.connectionAttempts, self.connectionTimeout) = (connectionAttempts, connectionTimeout)
    (self.readTimeout, self.keepaliveTimeout) = (readTimeout, keepaliveTimeout)
  }
}
