/// A set of origins and behaviours under one domain name and its aliases: `DistributionConfig` of the CloudFront API.
package struct Distribution: Hashable, Sendable {
  /// `E` and thirteen characters at AWS; any name here. Unique, and stable over a reload: the cache is kept by it.
  package var id: String
  /// `d111111abcdef8.cloudfront.net`, lower case.
  package var domainName: String
  /// Alternate domain names, lower case; a leading `*.` covers one label.
  package var aliases: [String]
  package var isEnabled: Bool
  /// Without leading slash; empty for none. Replaces a request for `/` only.
  package var defaultRootObject: String
  package var origins: [Origin]
  /// In order; the first that matches wins.
  package var cacheBehaviors: [CacheBehavior]
  package var defaultCacheBehavior: CacheBehavior

  package init(
    id: String, domainName: String, aliases: [String] = [], isEnabled: Bool = true,
    defaultRootObject: String = "",
    origins: [Origin], cacheBehaviors: [CacheBehavior] = [], defaultCacheBehavior: CacheBehavior
  ) {
    (self.id, self.domainName, self.aliases, self.isEnabled) = (id, domainName, aliases, isEnabled)
    (self.defaultRootObject, self.origins) = (defaultRootObject, origins)
    (self.cacheBehaviors, self.defaultCacheBehavior) = (cacheBehaviors, defaultCacheBehavior)
  }
}
