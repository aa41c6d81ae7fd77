import EdgeCache

/// The cache policies AWS provides (CloudFront developer guide, "Use managed cache policies").
enum ManagedCachePolicies {
  static let all: [NamedResource<CachePolicy>] = [
    entry(
      "658327ea-f89d-4fab-a63d-7e88639e58f6", "CachingOptimized", ttls: (1, 86_400, 31_536_000), gzip: true,
      brotli: true),
    entry(
      "b2884449-e4de-46a7-ac36-70bc7f1ddd6d", "CachingOptimizedForUncompressedObjects",
      ttls: (1, 86_400, 31_536_000)),
    entry("4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "CachingDisabled", ttls: (0, 0, 0)),
    entry(
      "83da9c7e-98b4-4e11-a168-04f0df8e2c65", "UseOriginCacheControlHeaders", ttls: (0, 0, 31_536_000),
      headers: originCacheControlHeaders, cookies: .all, gzip: true, brotli: true),
    entry(
      "4cc15a8a-d715-48a4-82b8-cc0b614638fe", "UseOriginCacheControlHeaders-QueryStrings",
      ttls: (0, 0, 31_536_000), headers: originCacheControlHeaders, cookies: .all, queryStrings: .all,
      gzip: true,
      brotli: true),
    entry(
      "08627262-05a9-4f76-9ded-b50ca2e3a84f", "Elemental-MediaPackage", ttls: (0, 86_400, 31_536_000),
      headers: ["origin"], queryStrings: .whitelist(["aws.manifestfilter", "start", "end", "m"]), gzip: true),
    entry(
      "2e54312d-136d-493c-8eb9-b001f22f67d2", "Amplify", ttls: (2, 2, 600),
      headers: amplifyHeaders, cookies: .all, queryStrings: .all, gzip: true, brotli: true),
    entry(
      "4d1d2f1d-3a71-49ad-9e08-7ea5d843a556", "Amplify-Default", ttls: (0, 0, 31_536_000),
      headers: amplifyHeaders, cookies: .all, queryStrings: .all, gzip: true, brotli: true),
    entry(
      "a6bad946-36c3-4c33-aa98-362c74a7fb13", "Amplify-DefaultNoCookies", ttls: (0, 0, 31_536_000),
      headers: amplifyHeaders, queryStrings: .all, gzip: true, brotli: true),
    entry(
      "1c6db51a-a33f-469a-8245-dae26771f530", "Amplify-ImageOptimization", ttls: (0, 0, 31_536_000),
      headers: ["authorization", "accept", "host"], queryStrings: .all, gzip: true, brotli: true),
    entry(
      "7e5fad67-ee98-4ad0-b05a-394999eefc1a", "Amplify-StaticContent", ttls: (0, 0, 31_536_000),
      headers: ["authorization", "host"], gzip: true, brotli: true),
  ]

  private static let amplifyHeaders = ["authorization", "cloudfront-viewer-country", "host"]

  private static let originCacheControlHeaders = [
    "host", "origin", "x-http-method", "x-http-method-override", "x-method-override",
  ]

  private static func entry(
    _ id: String, _ name: String, ttls: (min: Int64, default: Int64, max: Int64), headers: [String] = [],
    cookies: CachePolicy.Selection = .none, queryStrings: CachePolicy.Selection = .none, gzip: Bool = false,
    brotli: Bool = false
  ) -> NamedResource<CachePolicy> {
    let policy = CachePolicy(
      name: name, minTTL: ttls.min, defaultTTL: ttls.default, maxTTL: ttls.max, headers: headers,
      cookies: cookies,
      queryStrings: queryStrings, enableAcceptEncodingGzip: gzip, enableAcceptEncodingBrotli: brotli)
    return NamedResource(id: id, name: name, value: policy)
  }
}
