/// Why a request got its `ResultType`: what a log line and `explain` say. The raw value is that word.
package enum ResultReason: String, Hashable, Sendable, CaseIterable {
  /// Nothing decided yet.
  case undecided

  // Hits
  case fresh
  /// Fresh, and of the content that the edge loads before anybody asks.
  case staticContent = "static"
  /// The fetch was already under way.
  case collapsed
  /// The regional edge cache had a copy; a miss of the edge.
  case regionalHit = "regional-hit"
  /// The Origin Shield had a copy, and it is not the edge's own regional cache.
  case originShieldHit = "origin-shield-hit"
  /// A cached error is still held.
  case errorHeld = "error-held"

  /// Expired, within `stale-while-revalidate`: the origin is asked behind the viewer's back.
  case staleWhileRevalidate = "stale-while-revalidate"
  /// Expired, and the viewer takes it all the same (`max-stale`).
  case staleAccepted = "stale-accepted"

  // RefreshHits
  /// The origin answered 304.
  case revalidated
  /// The origin answered 500...599, or not at all, and an expired copy was at hand.
  case staleOnError = "stale-on-error"

  // Misses
  /// No copy was stored.
  case notStored = "not-stored"
  /// The viewer's `Cache-Control` asked for more than the copy is.
  case requestDirective = "request-directive"
  /// The expired copy was replaced.
  case replaced
  /// The method is not one of `CachedMethods`.
  case methodNotCached = "method-not-cached"
  /// Min, default and max TTL are all zero.
  case cachingDisabled = "caching-disabled"
  /// What a fetch under way brought may not be shared.
  case notShareable = "not-shareable"

  // Redirects
  case redirectToHTTPS = "redirect-to-https"

  // Errors found in the request
  case unknownHost = "unknown-host"
  /// The connection's certificate is not for the host (RFC 9110 section 15.5.20).
  case misdirected
  case distributionDisabled = "distribution-disabled"
  case badRequestTarget = "bad-request-target"
  case bodyNotAllowed = "body-not-allowed"
  case expectationFailed = "expectation-failed"
  case httpsRequired = "https-required"
  case methodNotAllowed = "method-not-allowed"
  /// No copy that will do, and the viewer wants nothing else.
  case onlyIfCached = "only-if-cached"
  /// None of the ranges asked for lies within the object.
  case rangeNotSatisfiable = "range-not-satisfiable"
  /// The distribution's geo restriction does not admit the viewer's country.
  case countryNotAdmitted = "country-not-admitted"
  /// A rule of the distribution's web ACL blocks the request.
  case blockedByWebACL = "blocked-by-web-acl"
  /// The behaviour trusts key groups, and neither URL nor cookies are signed.
  case unsigned
  // Why a signature is not good: see `AccessRefusal`.
  case signatureIncomplete = "signature-incomplete"
  case signatureUnknownKey = "signature-unknown-key"
  case signatureUnknownHash = "signature-unknown-hash"
  case signatureMalformedEncoding = "signature-malformed-encoding"
  case signatureMalformedPolicy = "signature-malformed-policy"
  case signatureMismatch = "signature-mismatch"
  case signatureOtherResource = "signature-other-resource"
  case signatureExpired = "signature-expired"
  case signatureNotYetValid = "signature-not-yet-valid"
  case signatureOtherAddress = "signature-other-address"

  // Errors of the origin
  case originStatus = "origin-status"
  case originConnectRefused = "origin-connect-refused"
  case originConnectTimeout = "origin-connect-timeout"
  case originReadTimeout = "origin-read-timeout"
  case originCompletionTimeout = "origin-completion-timeout"
  case originHandshakeFailed = "origin-handshake-failed"
  case originUntrustedCertificate = "origin-untrusted-certificate"
  case originReset = "origin-reset"
  case originInvalidResponse = "origin-invalid-response"
  case originTruncatedBody = "origin-truncated-body"
  case originNameNotResolved = "origin-name-not-resolved"
  case originBusy = "origin-busy"

  /// The viewer left before an answer was there.
  case viewerGone = "viewer-gone"
}
