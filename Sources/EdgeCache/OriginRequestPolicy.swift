/// What an origin is told beside the parts of the cache key: `OriginRequestPolicyConfig` of the CloudFront API.
///
/// The origin gets the union of this and of what the cache policy keys: a name that one lists goes along whatever
/// the other says.
package struct OriginRequestPolicy: Hashable, Sendable {
  package var name: String
  package var headers: Headers
  package var cookies: CachePolicy.Selection
  package var queryStrings: CachePolicy.Selection

  /// Header names are lower case.
  package enum Headers: Hashable, Sendable {
    case none
    case whitelist([String])
    /// All that the viewer sent.
    case allViewer
    /// All that the viewer sent, and these, which CloudFront makes (`CloudFront-*`).
    case allViewerAndWhitelistCloudFront([String])
    /// All that the viewer sent and all that CloudFront makes, but these.
    case allExcept([String])
    /// What the deprecated `ForwardedValues` forward unasked: all but what the guide lists ("HTTP request headers
    /// and CloudFront behavior").
    case legacy
  }

  package init(
    name: String, headers: Headers = .none, cookies: CachePolicy.Selection = .none,
    queryStrings: CachePolicy.Selection = .none
  ) {
    (self.name, self.headers) = (name, headers)
    (self.cookies, self.queryStrings) = (cookies, queryStrings)
  }
}
