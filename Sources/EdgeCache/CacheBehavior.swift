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
  /// `Origin.id` in the same distribution.
  package var targetOriginID: String
  package var viewerProtocolPolicy: ViewerProtocolPolicy
  package var allowedMethods: Methods
  package var cachedMethods: Methods
  package var cachePolicy: CachePolicy

  package init(
    pathPattern: String = "*", targetOriginID: String, viewerProtocolPolicy: ViewerProtocolPolicy = .allowAll,
    allowedMethods: Methods = .getHead, cachedMethods: Methods = .getHead, cachePolicy: CachePolicy
  ) {
    (self.pathPattern, self.targetOriginID) = (pathPattern, targetOriginID)
    self.viewerProtocolPolicy = viewerProtocolPolicy
    (self.allowedMethods, self.cachedMethods) = (allowedMethods, cachedMethods)
    self.cachePolicy = cachePolicy
  }
}
