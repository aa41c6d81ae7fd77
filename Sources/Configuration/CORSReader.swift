import EdgeCache

/// Reads `CorsConfig` of a response headers policy.
enum CORSReader {
  private enum Method: String, CaseIterable {
    case get = "GET"
    case post = "POST"
    case options = "OPTIONS"
    case put = "PUT"
    case delete = "DELETE"
    case patch = "PATCH"
    case head = "HEAD"
    case all = "ALL"
  }

  private static let keys = [
    "AccessControlAllowOrigins", "AccessControlAllowHeaders", "AccessControlAllowMethods",
    "AccessControlAllowCredentials", "AccessControlExposeHeaders", "AccessControlMaxAgeSec", "OriginOverride",
  ]

  static func read(_ node: ConfigurationNode) -> ResponseHeadersPolicy.CORS? {
    guard let map = node.map(keys: keys) else { return nil }
    let origins = map.required("AccessControlAllowOrigins")?.items() ?? []
    var cors = ResponseHeadersPolicy.CORS(
      allowOrigins: origins.compactMap {
        $0.parsed(as: "'*' or an origin such as https://*.example.com", parseOrigin)
      })
    cors.allowHeaders = names(map.required("AccessControlAllowHeaders"))
    let methods = map.required("AccessControlAllowMethods")?.items().compactMap { $0.choice(Method.self) }
    let isAll = methods?.contains(.all) ?? false
    cors.allowMethods = (isAll ? Method.allCases.filter { $0 != .all } : methods ?? []).map(\.rawValue)
    cors.exposeHeaders = names(map["AccessControlExposeHeaders"])
    cors.maxAge = map["AccessControlMaxAgeSec"]?.integer(in: 0...Int(Int32.max))
    cors.allowCredentials = map.required("AccessControlAllowCredentials")?.boolean() ?? false
    cors.overridesOrigin = map.required("OriginOverride")?.boolean() ?? false
    if cors.allowCredentials {
      // Fetch standard, "CORS protocol and credentials": a wildcard means nothing there.
      for (key, values) in [
        ("AccessControlAllowHeaders", cors.allowHeaders), ("AccessControlExposeHeaders", cors.exposeHeaders),
      ] where values.contains("*") {
        map[key]?.error(
          "InvalidArgument: The parameter \(key) cannot be * when AccessControlAllowCredentials is set to true"
        )
      }
    }
    return cors
  }

  private static func names(_ node: ConfigurationNode?) -> [String] {
    node?.items().compactMap { item in
      item.parsed(as: "a header name or '*'") { HeaderText.isName($0) ? $0 : nil }
    } ?? []
  }

  /// `*`, or an optional scheme, a host in which `*.` may come first, and an optional port.
  private static func parseOrigin(_ text: String) -> String? {
    let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"#<>?,;".utf8.contains($0) }
    return !text.isEmpty && isVisible ? text : nil
  }
}
