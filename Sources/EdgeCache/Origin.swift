/// Where a distribution fetches from: `Origin` of the CloudFront API.
package struct Origin: Hashable, Sendable {
  package var id: String
  /// What goes into `Host` and is looked up: a name of `origins.yaml`, or a real host name or address.
  package var domainName: String
  package var httpPort: UInt16
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

  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String
    package init(name: String, value: String) { (self.name, self.value) = (name, value) }
  }

  package init(
    id: String, domainName: String, httpPort: UInt16 = 80, originPath: String = "",
    customHeaders: [Header] = [],
    connectionAttempts: Int = 3, connectionTimeout: Int = 10, readTimeout: Int = 30, keepaliveTimeout: Int = 5
  ) {
    (self.id, self.domainName, self.httpPort) = (id, domainName, httpPort)
    (self.originPath, self.customHeaders) = (originPath, customHeaders)
    (self.connectionAttempts, self.connectionTimeout) = (connectionAttempts, connectionTimeout)
    (self.readTimeout, self.keepaliveTimeout) = (readTimeout, keepaliveTimeout)
  }
}
