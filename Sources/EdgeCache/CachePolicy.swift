/// Which parts of a request make the cache key, and for how long a response is kept: `CachePolicyConfig` of the
/// CloudFront API.
package struct CachePolicy: Hashable, Sendable {
  package var name: String
  /// Seconds; min <= default <= max.
  package var minTTL: Int64
  package var defaultTTL: Int64
  package var maxTTL: Int64
  /// Header names in the key, lower case; `Accept-Encoding` never stands here.
  package var headers: [String]
  package var cookies: Selection
  package var queryStrings: Selection
  package var enableAcceptEncodingGzip: Bool
  package var enableAcceptEncodingBrotli: Bool

  /// Which cookies or query parameters count.
  package enum Selection: Hashable, Sendable {
    case none
    case whitelist([String])
    /// Names with `*` and `?`, as `ForwardedValues` take them for cookies.
    case matching([String])
    case allExcept([String])
    case all
  }

  package init(
    name: String, minTTL: Int64 = 0, defaultTTL: Int64 = 86_400, maxTTL: Int64 = 31_536_000,
    headers: [String] = [], cookies: Selection = .none, queryStrings: Selection = .none,
    enableAcceptEncodingGzip: Bool = false, enableAcceptEncodingBrotli: Bool = false
  ) {
    self.name = name
    (self.minTTL, self.defaultTTL, self.maxTTL) = (minTTL, defaultTTL, maxTTL)
    (self.headers, self.cookies, self.queryStrings) = (headers, cookies, queryStrings)
    self.enableAcceptEncodingGzip = enableAcceptEncodingGzip
    self.enableAcceptEncodingBrotli = enableAcceptEncodingBrotli
  }

  /// All three TTLs zero: nothing is stored and nothing is collapsed (the managed policy CachingDisabled).
  package var isDisabled: Bool { minTTL == 0 && defaultTTL == 0 && maxTTL == 0 }
}
