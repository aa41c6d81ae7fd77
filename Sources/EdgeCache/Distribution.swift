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
  package var originGroups: [OriginGroup]
  /// In order; the first that matches wins.
  package var cacheBehaviors: [CacheBehavior]
  package var defaultCacheBehavior: CacheBehavior
  /// One for an error code at most.
  package var customErrorResponses: [CustomErrorResponse]
  package var geoRestriction: GeoRestriction
  /// `WebACLId`
  package var webACL: WebACL?
  package var httpVersion: HTTPVersion
  package var minimumTLSVersion: MinimumTLSVersion
  /// `CacheTagConfig.HeaderName`: the origin's field whose members are tags, by which objects can be invalidated; empty
  /// for none.
  package var cacheTagHeader: String
  /// What points of presence load before anybody asks.
  package var staticContent: StaticContent?
  /// Nil: off.
  package var logging: LoggingConfig?

  /// What is spoken with viewers, beside HTTP/1.1.
  package enum HTTPVersion: String, Hashable, Sendable, CaseIterable {
    case http1 = "http1.1"
    case http2
    case http3
    case http2and3
  }

  /// `ViewerCertificate.MinimumProtocolVersion`; nothing older than 1.2 is spoken.
  package enum MinimumTLSVersion: Hashable, Sendable { case tls12, tls13 }

  package init(
    id: String, domainName: String, aliases: [String] = [], isEnabled: Bool = true,
    defaultRootObject: String = "",
    origins: [Origin], originGroups: [OriginGroup] = [], cacheBehaviors: [CacheBehavior] = [],
    defaultCacheBehavior: CacheBehavior, customErrorResponses: [CustomErrorResponse] = [],
    geoRestriction: GeoRestriction = .none, webACL: WebACL? = nil, httpVersion: HTTPVersion = .http2,
    minimumTLSVersion: MinimumTLSVersion = .tls12, cacheTagHeader: String = "",
    staticContent: StaticContent? = nil, logging: LoggingConfig? = nil
  ) {
    (self.staticContent, self.logging) = (staticContent, logging)
    (self.id, self.domainName, self.aliases, self.isEnabled) = (id, domainName, aliases, isEnabled)
    (self.defaultRootObject, self.origins, self.originGroups) = (defaultRootObject, origins, originGroups)
    (self.cacheBehaviors, self.defaultCacheBehavior) = (cacheBehaviors, defaultCacheBehavior)
    (self.customErrorResponses, self.geoRestriction) = (customErrorResponses, geoRestriction)
    (self.webACL, self.minimumTLSVersion) = (webACL, minimumTLSVersion)
    (self.httpVersion, self.cacheTagHeader) = (httpVersion, cacheTagHeader)
  }

  /// The behaviour that requests for a path get.
  package func behavior(for path: Span<UInt8>) -> CacheBehavior {
    for behavior in cacheBehaviors where PathPattern(behavior.pathPattern).matches(path) { return behavior }
    return defaultCacheBehavior
  }

  package var allBehaviors: [CacheBehavior] { cacheBehaviors + [defaultCacheBehavior] }

  /// The origins a target stands for, in the order they are asked: one, or those of a group.
  package func origins(of targetID: String) -> [Origin] {
    let ids = originGroups.first { $0.id == targetID }?.members ?? [targetID]
    return ids.compactMap { id in origins.first { $0.id == id } }
  }
}
