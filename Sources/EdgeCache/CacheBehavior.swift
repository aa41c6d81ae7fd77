/// What happens to requests whose path matches a pattern: `CacheBehavior` of the CloudFront API.
package struct CacheBehavior: Hashable, Sendable {
  package enum ViewerProtocolPolicy: String, Hashable, Sendable, CaseIterable {
    case allowAll = "allow-all"
    case httpsOnly = "https-only"
    case redirectToHTTPS = "redirect-to-https"
  }

  /// The sets the API accepts.
  package enum Methods: Hashable, Sendable {
    case getHead, getHeadOptions, all
  }

  /// As configured; the default behaviour's is `*`. Names the behaviour in figures and logs.
  package var pathPattern: String
  /// `Origin.id` or `OriginGroup.id` in the same distribution.
  package var targetOriginID: String
  /// In order; the first that holds names the target in place of `targetOriginID`.
  package var originRules: [OriginRule]
  package var viewerProtocolPolicy: ViewerProtocolPolicy
  package var allowedMethods: Methods
  package var cachedMethods: Methods
  package var cachePolicy: CachePolicy
  package var originRequestPolicy: OriginRequestPolicy?
  package var responseHeadersPolicy: ResponseHeadersPolicy?
  /// Compress what the origin sends plain, for viewers that accept it.
  package var compress: Bool
  /// Not empty: only signed URLs and cookies are answered.
  package var trustedKeyGroups: [KeyGroup]
  /// Whose caching rules hold.
  package var semantics: CacheSemantics
  /// Answers tell in `Cache-Status` how the cache handled them (RFC 9211); nil: where the standards' rules hold. Not of
  /// the API.
  package var writesCacheStatus: Bool?

  package init(
    pathPattern: String = "*", targetOriginID: String, originRules: [OriginRule] = [],
    viewerProtocolPolicy: ViewerProtocolPolicy = .allowAll,
    allowedMethods: Methods = .getHead, cachedMethods: Methods = .getHead, cachePolicy: CachePolicy,
    originRequestPolicy: OriginRequestPolicy? = nil, responseHeadersPolicy: ResponseHeadersPolicy? = nil,
    compress: Bool = false, trustedKeyGroups: [KeyGroup] = [],
    semantics: CacheSemantics = .cloudfront, writesCacheStatus: Bool? = nil
  ) {
    (self.pathPattern, self.targetOriginID, self.originRules) = (pathPattern, targetOriginID, originRules)
    self.viewerProtocolPolicy = viewerProtocolPolicy
    (self.allowedMethods, self.cachedMethods) = (allowedMethods, cachedMethods)
    self.cachePolicy = cachePolicy
    (self.originRequestPolicy, self.responseHeadersPolicy) = (originRequestPolicy, responseHeadersPolicy)
    (self.compress, self.trustedKeyGroups) = (compress, trustedKeyGroups)
    self.semantics = semantics
    self.writesCacheStatus = writesCacheStatus
  }
}
