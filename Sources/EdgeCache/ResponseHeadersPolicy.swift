/// What is taken out of responses and put into them on their way to viewers, from the cache as well as from the origin:
/// `ResponseHeadersPolicyConfig` of the CloudFront API.
package struct ResponseHeadersPolicy: Hashable, Sendable {
  package var name: String
  /// Lower case.
  package var removeHeaders: [String]
  package var cors: CORS?
  /// `SecurityHeadersConfig`, each as the header it becomes.
  package var securityHeaders: [Header]
  package var customHeaders: [Header]
  /// Per cent of responses that get `Server-Timing`, 0...100; nil: the viewer's `Pragma: server-timing` gets none either.
  package var serverTimingSamplingRate: Double?

  package struct Header: Hashable, Sendable {
    package var name: String
    package var value: String
    /// True: this goes over what the origin sent. False: the origin's own stays, if it sent one.
    package var overridesOrigin: Bool

    package init(name: String, value: String, overridesOrigin: Bool) {
      (self.name, self.value, self.overridesOrigin) = (name, value, overridesOrigin)
    }
  }

  /// Answers to requests that have `Origin` (Fetch standard, "CORS protocol").
  package struct CORS: Hashable, Sendable {
    /// `*` for any; `https://*.example.com` for what it matches.
    package var allowOrigins: [String]
    package var allowHeaders: [String]
    /// `ALL` is spelled out.
    package var allowMethods: [String]
    package var exposeHeaders: [String]
    /// Seconds.
    package var maxAge: Int?
    package var allowCredentials: Bool
    package var overridesOrigin: Bool

    package init(
      allowOrigins: [String], allowHeaders: [String] = [], allowMethods: [String] = [],
      exposeHeaders: [String] = [], maxAge: Int? = nil, allowCredentials: Bool = false,
      overridesOrigin: Bool = false
    ) {
      (self.allowOrigins, self.allowHeaders, self.allowMethods) = (allowOrigins, allowHeaders, allowMethods)
      (self.exposeHeaders, self.maxAge) = (exposeHeaders, maxAge)
      (self.allowCredentials, self.overridesOrigin) = (allowCredentials, overridesOrigin)
    }
  }

  package init(
    name: String, removeHeaders: [String] = [], cors: CORS? = nil, securityHeaders: [Header] = [],
    customHeaders: [Header] = [], serverTimingSamplingRate: Double? = nil
  ) {
    (self.name, self.removeHeaders, self.cors) = (name, removeHeaders, cors)
    (self.securityHeaders, self.customHeaders) = (securityHeaders, customHeaders)
    self.serverTimingSamplingRate = serverTimingSamplingRate
  }
}
