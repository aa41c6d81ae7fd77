import EdgeCache

/// Reads `ResponseHeadersPolicyConfig`.
enum ResponseHeadersPolicyReader {
  private static let keys = [
    "Comment", "Name", "CorsConfig", "SecurityHeadersConfig", "CustomHeadersConfig", "RemoveHeadersConfig",
    "ServerTimingHeadersConfig",
  ]

  static func read(_ node: ConfigurationNode, alsoKnown: [String]) -> ResponseHeadersPolicy? {
    guard let map = node.map(keys: keys + alsoKnown) else { return nil }
    let name = map.required("Name")?.nonEmptyString()
    var policy = ResponseHeadersPolicy(name: name ?? "")
    policy.cors = map["CorsConfig"].flatMap(CORSReader.read)
    policy.securityHeaders = map["SecurityHeadersConfig"].map(SecurityHeadersReader.read) ?? []
    policy.customHeaders = map["CustomHeadersConfig"].map(customHeaders) ?? []
    policy.removeHeaders = map["RemoveHeadersConfig"].map(removedHeaders) ?? []
    policy.serverTimingSamplingRate = map["ServerTimingHeadersConfig"].flatMap(samplingRate)
    return name == nil ? nil : policy
  }

  private static func customHeaders(_ node: ConfigurationNode) -> [ResponseHeadersPolicy.Header] {
    let items = node.items()
    check(items.count, "Custom", at: node)
    var seen = Uniqueness()
    return items.compactMap { item in
      guard let map = item.map(keys: ["Header", "Value", "Override"]) else { return nil }
      let name = map.required("Header")?.parsed(as: "a header name that a policy may set") {
        HeaderText.isName($0) && !isReserved($0.lowercased()) ? $0 : nil
      }
      let value = map["Value"]?.parsed(as: "a header value") { HeaderText.isValue($0) ? $0 : nil } ?? ""
      let overrides = map.required("Override")?.boolean() ?? false
      if let name { seen.claim(name.lowercased(), "Header", map["Header"], code: "InvalidArgument") }
      return name.map { ResponseHeadersPolicy.Header(name: $0, value: value, overridesOrigin: overrides) }
    }
  }

  private static func removedHeaders(_ node: ConfigurationNode) -> [String] {
    let items = node.items()
    check(items.count, "Remove", at: node)
    return items.compactMap { item in
      item.map(keys: ["Header"])?.required("Header")?.parsed(as: "a header name that a policy may remove") {
        HeaderText.isName($0) && !isReserved($0.lowercased()) ? $0.lowercased() : nil
      }
    }
  }

  private static func check(_ count: Int, _ kind: String, at node: ConfigurationNode) {
    guard count > Limits.headersInResponseHeadersPolicy else { return }
    node.error(
      "TooMany\(kind)HeadersInResponseHeadersPolicy: \(count) headers; at most "
        + "\(Limits.headersInResponseHeadersPolicy) are allowed")
  }

  private static func samplingRate(_ node: ConfigurationNode) -> Double? {
    guard let map = node.map(keys: ["Enabled", "SamplingRate"]) else { return nil }
    let rate = map["SamplingRate"]?.number(in: 0...100)
    return map.required("Enabled")?.boolean() == true ? rate ?? 0 : nil
  }

  /// Headers no policy may set or remove (developer guide, "Headers that can't be removed").
  private static func isReserved(_ name: String) -> Bool {
    HeaderText.framing.contains(name) || reserved.contains(name)
      || ["x-edge-", "x-amz-cf-"].contains { name.hasPrefix($0) }
  }

  private static let reserved = [
    "content-encoding", "proxy-authenticate", "proxy-authorization", "via", "warning", "x-accel-buffering",
    "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "x-amzn-auth", "x-amzn-cf-billing",
    "x-amzn-cf-id", "x-amzn-cf-xff", "x-amzn-errortype", "x-amzn-fle-profile", "x-amzn-header-count",
    "x-amzn-header-order", "x-amzn-lambda-integration-tag", "x-amzn-requestid", "x-cache",
    "x-forwarded-proto", "x-real-ip",
  ]
}
