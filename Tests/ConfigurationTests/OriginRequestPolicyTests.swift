import Configuration
import EdgeCache
import Testing

@Suite("OriginRequestPolicyConfig")
struct OriginRequestPolicyTests {
  private func lab(_ id: String) -> ResourceLab {
    ResourceLab(directory: "origin-request-policies", behavior: "OriginRequestPolicyId: \(id)")
  }

  private let config = """
    Name: mine
    HeadersConfig: {HeaderBehavior: whitelist, Headers: {Quantity: 2, Items: [Referer, CloudFront-Viewer-Address]}}
    CookiesConfig: {CookieBehavior: allExcept, Cookies: [a]}
    QueryStringsConfig: {QueryStringBehavior: all}

    """

  @Test("by name, and in the wrapper of get-origin-request-policy")
  func own() throws {
    let policy = OriginRequestPolicy(
      name: "mine", headers: .whitelist(["referer", "cloudfront-viewer-address"]), cookies: .allExcept(["a"]),
      queryStrings: .all)
    let bare = try lab("mine").load(config)
    #expect(bare.messages == [])
    #expect(bare.behavior?.originRequestPolicy == policy)
    let indented = config.split(separator: "\n").map { "    \($0)\n" }.joined()
    let wrapped = try lab("p2").load(
      "ETag: x\nOriginRequestPolicy:\n  Id: p2\n  LastModifiedTime: x\n  OriginRequestPolicyConfig:\n\(indented)"
    )
    #expect(wrapped.messages == [])
    #expect(wrapped.behavior?.originRequestPolicy == policy)
  }

  @Test(
    "managed policies, cloudfront.md section 6",
    arguments: [
      ("216adef6-5c7f-47e4-b989-5492eafa07d3", "AllViewer", OriginRequestPolicy.Headers.allViewer),
      ("b689b0a8-53d0-40ab-baf2-68738e2966ac", "AllViewerExceptHostHeader", .allExcept(["host"])),
      ("Managed-HostHeaderOnly", "HostHeaderOnly", .whitelist(["host"])),
      ("CORS-CustomOrigin", "CORS-CustomOrigin", .whitelist(["origin"])),
      (
        "acba4595-bd28-49b8-b9fe-13317c0390fa", "UserAgentRefererHeaders",
        .whitelist(["user-agent", "referer"])
      ),
    ])
  func managed(id: String, name: String, headers: OriginRequestPolicy.Headers) throws {
    let (behavior, messages) = try lab(id).load()
    #expect(messages == [])
    #expect(behavior?.originRequestPolicy?.name == name)
    #expect(behavior?.originRequestPolicy?.headers == headers)
  }

  @Test("AllViewerAndCloudFrontHeaders-2022-06 lists 21 headers")
  func cloudFrontHeaders() throws {
    let policy = try lab("33f36d7e-f396-46d9-90e0-52428a34d9dc").load().behavior?.originRequestPolicy
    guard case .allViewerAndWhitelistCloudFront(let names) = policy?.headers else {
      Issue.record("\(String(describing: policy))")
      return
    }
    #expect(names.count == 21)
    #expect(names.contains("cloudfront-viewer-tls") && !names.contains("cloudfront-viewer-ja3-fingerprint"))
  }

  @Test(
    "refused",
    arguments: [
      (
        "[Referer, CloudFront-Viewer-Address]", "[Authorization, x]",
        "2:75: InvalidArgument: The parameter Headers contains Authorization"
      ),
      (
        "[Referer, CloudFront-Viewer-Address]", "[Cookie, x]",
        "2:75: InvalidArgument: cookies are forwarded by CookiesConfig"
      ),
      (
        "[Referer, CloudFront-Viewer-Address]", "[CloudFront-X, x]",
        "2:75: InvalidArgument: CloudFront makes no header"
      ),
      (
        "whitelist", "allViewerAndWhitelistCloudFront",
        "2:97: InvalidArgument: allViewerAndWhitelistCloudFront lists"
      ),
      ("[a]", "[a,b,c,d,e,f,g,h,i,j,k]", "3:53: TooManyCookiesInOriginRequestPolicy: 11 names; at most 10"),
      ("QueryStringBehavior: all", "QueryStringBehavior: most", "4:43: QueryStringBehavior is 'most'"),
      ("Name: mine", "Name: AllViewer", "1:1: OriginRequestPolicyAlreadyExists"),
    ])
  func refused(old: String, new: String, message: String) throws {
    let (behavior, messages) = try lab("AllViewer").load(config.replacing(old, with: new))
    #expect(behavior == nil)
    #expect(messages.first?.hasPrefix("origin-request-policies/0.yaml:" + message) == true, "\(messages)")
  }

  @Test("a behaviour names one that exists, and only beside a cache policy")
  func association() throws {
    let unknown = try lab("AlViewer").load()
    #expect(
      unknown.messages == [
        "distributions/d.yaml:4:132: NoSuchOriginRequestPolicy: The origin request policy does not exist: 'AlViewer'; did you mean 'AllViewer'?"
      ])
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(
        behavior:
          "OriginRequestPolicyId: AllViewer, ForwardedValues: {QueryString: false, Cookies: {Forward: none}}")
    )
    #expect(configuration == nil)
    #expect(
      messages.count == 1 && messages[0].contains(": InvalidArgument: The parameter OriginRequestPolicyId"))
  }
}
