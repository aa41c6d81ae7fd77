import EdgeCache

/// The response headers policies AWS provides (CloudFront developer guide, "Use managed response headers policies").
enum ManagedResponseHeadersPolicies {
  static let all: [NamedResource<ResponseHeadersPolicy>] = [
    entry("60669652-455b-4ae9-85a4-c4c02393f86c", "SimpleCORS", cors: simpleCORS),
    entry("5cc3b908-e619-4b99-88e5-2cf7f45965bd", "CORS-With-Preflight", cors: corsWithPreflight),
    entry("67f7725c-6f97-4210-82d7-5512b31e9d03", "SecurityHeadersPolicy", security: securityHeaders),
    entry(
      "e61eb60c-9c35-4d20-a928-2b84e02af89c", "CORS-and-SecurityHeadersPolicy", cors: simpleCORS,
      security: securityHeaders),
    entry(
      "eaab4381-ed33-4a86-88ca-d9558dc6cd63", "CORS-with-preflight-and-SecurityHeadersPolicy",
      cors: corsWithPreflight,
      security: securityHeaders),
  ]

  private static let simpleCORS = ResponseHeadersPolicy.CORS(allowOrigins: ["*"])

  private static let corsWithPreflight = ResponseHeadersPolicy.CORS(
    allowOrigins: ["*"], allowMethods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
    exposeHeaders: ["*"])

  private static let securityHeaders: [ResponseHeadersPolicy.Header] = [
    .init(name: "Strict-Transport-Security", value: "max-age=31536000", overridesOrigin: false),
    .init(name: "X-Content-Type-Options", value: "nosniff", overridesOrigin: true),
    .init(name: "X-Frame-Options", value: "SAMEORIGIN", overridesOrigin: false),
    .init(name: "X-XSS-Protection", value: "1; mode=block", overridesOrigin: false),
    .init(name: "Referrer-Policy", value: "strict-origin-when-cross-origin", overridesOrigin: false),
  ]

  private static func entry(
    _ id: String, _ name: String, cors: ResponseHeadersPolicy.CORS? = nil,
    security: [ResponseHeadersPolicy.Header] = []
  ) -> NamedResource<ResponseHeadersPolicy> {
    let policy = ResponseHeadersPolicy(name: name, cors: cors, securityHeaders: security)
    return NamedResource(id: id, name: name, value: policy)
  }
}
