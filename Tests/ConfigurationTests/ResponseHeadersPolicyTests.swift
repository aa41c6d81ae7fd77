import Configuration
import EdgeCache
import Testing

@Suite("ResponseHeadersPolicyConfig")
struct ResponseHeadersPolicyTests {
  private let lab = ResourceLab(
    directory: "response-headers-policies", behavior: "ResponseHeadersPolicyId: mine")

  private let config = """
    Name: mine
    CorsConfig:
      AccessControlAllowOrigins: {Quantity: 2, Items: [https://a.test, "https://*.b.test"]}
      AccessControlAllowHeaders: ["*"]
      AccessControlAllowMethods: [GET, POST]
      AccessControlExposeHeaders: [X-A]
      AccessControlMaxAgeSec: 600
      AccessControlAllowCredentials: false
      OriginOverride: true
    SecurityHeadersConfig:
      XSSProtection: {Override: true, Protection: true, ModeBlock: true}
      FrameOptions: {Override: false, FrameOption: DENY}
      ReferrerPolicy: {Override: true, ReferrerPolicy: no-referrer}
      ContentSecurityPolicy: {Override: true, ContentSecurityPolicy: "default-src 'self'"}
      ContentTypeOptions: {Override: true}
      StrictTransportSecurity: {Override: true, IncludeSubdomains: true, Preload: true, AccessControlMaxAgeSec: 60}
    CustomHeadersConfig: {Quantity: 1, Items: [{Header: X-B, Value: c, Override: false}]}
    RemoveHeadersConfig: {Quantity: 1, Items: [{Header: X-Powered-By}]}
    ServerTimingHeadersConfig: {Enabled: true, SamplingRate: 12.5}

    """

  @Test("everything a policy may hold")
  func everything() throws {
    let (behavior, messages) = try lab.load(config)
    #expect(messages == [])
    #expect(
      behavior?.responseHeadersPolicy
        == ResponseHeadersPolicy(
          name: "mine", removeHeaders: ["x-powered-by"],
          cors: .init(
            allowOrigins: ["https://a.test", "https://*.b.test"], allowHeaders: ["*"],
            allowMethods: ["GET", "POST"], exposeHeaders: ["X-A"], maxAge: 600, overridesOrigin: true),
          securityHeaders: [
            .init(
              name: "Strict-Transport-Security", value: "max-age=60; includeSubDomains; preload",
              overridesOrigin: true),
            .init(name: "X-Content-Type-Options", value: "nosniff", overridesOrigin: true),
            .init(name: "X-Frame-Options", value: "DENY", overridesOrigin: false),
            .init(name: "X-XSS-Protection", value: "1; mode=block", overridesOrigin: true),
            .init(name: "Referrer-Policy", value: "no-referrer", overridesOrigin: true),
            .init(name: "Content-Security-Policy", value: "default-src 'self'", overridesOrigin: true),
          ],
          customHeaders: [.init(name: "X-B", value: "c", overridesOrigin: false)],
          serverTimingSamplingRate: 12.5))
  }

  @Test(
    "managed policies, cloudfront.md section 6",
    arguments: [
      ("60669652-455b-4ae9-85a4-c4c02393f86c", "SimpleCORS", true, 0),
      ("67f7725c-6f97-4210-82d7-5512b31e9d03", "SecurityHeadersPolicy", false, 5),
      (
        "Managed-CORS-with-preflight-and-SecurityHeadersPolicy",
        "CORS-with-preflight-and-SecurityHeadersPolicy", true, 5
      ),
    ])
  func managed(id: String, name: String, hasCORS: Bool, securityHeaders: Int) throws {
    let lab = ResourceLab(directory: "response-headers-policies", behavior: "ResponseHeadersPolicyId: \(id)")
    let policy = try #require(try lab.load().behavior?.responseHeadersPolicy)
    #expect(policy.name == name)
    #expect((policy.cors != nil) == hasCORS)
    #expect(policy.securityHeaders.count == securityHeaders)
  }

  @Test(
    "refused",
    arguments: [
      (
        "Header: X-Powered-By", "Header: Content-Encoding",
        "18:53: Header is 'Content-Encoding'; expected a header name that a policy may remove"
      ),
      (
        "Header: X-B", "Header: X-Cache",
        "17:53: Header is 'X-Cache'; expected a header name that a policy may set"
      ),
      ("SamplingRate: 12.5", "SamplingRate: 101", "19:58: SamplingRate is 101; it must be in 0.0 to 100.0"),
      (
        "FrameOption: DENY", "FrameOption: deny",
        "12:48: FrameOption is 'deny'; it must be 'DENY' or 'SAMEORIGIN'; did you mean 'DENY'?"
      ),
      (
        "ModeBlock: true", "ModeBlock: true, ReportUri: /x", "11:81: InvalidArgument: The parameter ReportUri"
      ),
      (
        "AllowCredentials: false", "AllowCredentials: true",
        "4:30: InvalidArgument: The parameter AccessControlAllowHeaders cannot be *"
      ),
      ("[GET, POST]", "[GET, FETCH]", "5:36: AccessControlAllowMethods[1] is 'FETCH'"),
      ("default-src", String(repeating: "a", count: 1_784), "14:66: TooLongCSPInResponseHeadersPolicy"),
      (
        "{Header: X-Powered-By}", Array(repeating: "{Header: X}", count: 11).joined(separator: ","),
        "18:33: InconsistentQuantities"
      ),
      ("Name: mine", "Name: SimpleCORS", "1:1: ResponseHeadersPolicyAlreadyExists"),
    ])
  func refused(old: String, new: String, message: String) throws {
    #expect(config.contains(old))
    let (behavior, messages) = try lab.load(config.replacing(old, with: new))
    #expect(behavior == nil)
    #expect(messages.contains { $0.hasPrefix("response-headers-policies/0.yaml:" + message) }, "\(messages)")
  }

  @Test("an unknown policy")
  func unknown() throws {
    #expect(try lab.load().messages.first?.contains(": NoSuchResponseHeadersPolicy: ") == true)
  }
}
