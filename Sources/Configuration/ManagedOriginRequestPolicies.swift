import EdgeCache

/// The origin request policies AWS provides (CloudFront developer guide, "Use managed origin request policies").
enum ManagedOriginRequestPolicies {
  static let all: [NamedResource<OriginRequestPolicy>] = [
    entry("216adef6-5c7f-47e4-b989-5492eafa07d3", "AllViewer", .allViewer, cookies: .all, queryStrings: .all),
    entry(
      "b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader", .allExcept(["host"]),
      cookies: .all,
      queryStrings: .all),
    entry(
      "33f36d7e-f396-46d9-90e0-52428a34d9dc", "AllViewerAndCloudFrontHeaders-2022-06",
      .allViewerAndWhitelistCloudFront(headersOf2022), cookies: .all, queryStrings: .all),
    entry("bf0718e1-ba1e-49d1-88b1-f726733018ae", "HostHeaderOnly", .whitelist(["host"])),
    entry("59781a5b-3903-41f3-afcb-af62929ccde1", "CORS-CustomOrigin", .whitelist(["origin"])),
    entry(
      "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf", "CORS-S3Origin",
      .whitelist(["origin", "access-control-request-headers", "access-control-request-method"])),
    entry(
      "acba4595-bd28-49b8-b9fe-13317c0390fa", "UserAgentRefererHeaders",
      .whitelist(["user-agent", "referer"])
    ),
    entry(
      "775133bc-15f2-49f9-abea-afb2e0bf67d2", "Elemental-MediaTailor-PersonalizedManifests",
      .whitelist([
        "origin", "access-control-request-headers", "access-control-request-method", "user-agent",
        "x-forwarded-for",
      ]), queryStrings: .all),
  ]

  /// What CloudFront could make in June 2022.
  private static let headersOf2022: [String] = GeneratedHeader.allCases
    .filter { ![.ja3Fingerprint, .headerOrder, .headerCount].contains($0) }
    .map { $0.spelling.lowercased() }

  private static func entry(
    _ id: String, _ name: String, _ headers: OriginRequestPolicy.Headers,
    cookies: CachePolicy.Selection = .none, queryStrings: CachePolicy.Selection = .none
  ) -> NamedResource<OriginRequestPolicy> {
    let policy = OriginRequestPolicy(
      name: name, headers: headers, cookies: cookies, queryStrings: queryStrings)
    return NamedResource(id: id, name: name, value: policy)
  }
}
