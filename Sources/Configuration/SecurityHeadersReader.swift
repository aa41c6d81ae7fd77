import EdgeCache

/// Reads `SecurityHeadersConfig` of a response headers policy: each part becomes the header it stands for.
enum SecurityHeadersReader {
  private typealias Header = ResponseHeadersPolicy.Header

  private enum FrameOption: String, CaseIterable {
    case deny = "DENY"
    case sameOrigin = "SAMEORIGIN"
  }

  private enum Referrer: String, CaseIterable {
    case noReferrer = "no-referrer"
    case noReferrerWhenDowngrade = "no-referrer-when-downgrade"
    case origin
    case originWhenCrossOrigin = "origin-when-cross-origin"
    case sameOrigin = "same-origin"
    case strictOrigin = "strict-origin"
    case strictOriginWhenCrossOrigin = "strict-origin-when-cross-origin"
    case unsafeURL = "unsafe-url"
  }

  /// In the order of the guide.
  static func read(_ node: ConfigurationNode) -> [ResponseHeadersPolicy.Header] {
    let parts: [(key: String, name: String, keys: [String], value: (ConfigurationMap) -> String?)] = [
      ("StrictTransportSecurity", "Strict-Transport-Security", hstsKeys, strictTransportSecurity),
      ("ContentTypeOptions", "X-Content-Type-Options", [], { _ in "nosniff" }),
      (
        "FrameOptions", "X-Frame-Options", ["FrameOption"],
        { $0.required("FrameOption")?.choice(FrameOption.self)?.rawValue }
      ),
      ("XSSProtection", "X-XSS-Protection", ["Protection", "ModeBlock", "ReportUri"], xssProtection),
      (
        "ReferrerPolicy", "Referrer-Policy", ["ReferrerPolicy"],
        { $0.required("ReferrerPolicy")?.choice(Referrer.self)?.rawValue }
      ),
      (
        "ContentSecurityPolicy", "Content-Security-Policy", ["ContentSecurityPolicy"], contentSecurityPolicy
      ),
    ]
    guard let map = node.map(keys: parts.map(\.key)) else { return [] }
    return parts.compactMap { part in
      guard let own = map[part.key]?.map(keys: part.keys + ["Override"]) else { return nil }
      let overrides = own.required("Override")?.boolean() ?? false
      return part.value(own).map { Header(name: part.name, value: $0, overridesOrigin: overrides) }
    }
  }

  private static let hstsKeys = ["AccessControlMaxAgeSec", "IncludeSubdomains", "Preload"]

  private static func strictTransportSecurity(_ map: ConfigurationMap) -> String? {
    guard let age = map.required("AccessControlMaxAgeSec")?.integer(in: 0...Int(Int32.max)) else {
      return nil
    }
    let subdomains = map["IncludeSubdomains"]?.boolean() == true ? "; includeSubDomains" : ""
    return "max-age=\(age)\(subdomains)\(map["Preload"]?.boolean() == true ? "; preload" : "")"
  }

  private static func xssProtection(_ map: ConfigurationMap) -> String? {
    let isOn = map.required("Protection")?.boolean()
    let blocks = map["ModeBlock"]?.boolean() ?? false
    let report = map["ReportUri"]?.parsed(as: "a URL") { HeaderText.isValue($0) ? $0 : nil } ?? ""
    if blocks, !report.isEmpty {
      map["ReportUri"]?.error(
        "InvalidArgument: The parameter ReportUri cannot be used when ModeBlock is true")
    }
    return isOn.map {
      !$0 ? "0" : blocks ? "1; mode=block" : report.isEmpty ? "1" : "1; report=\(report)"
    }
  }

  private static func contentSecurityPolicy(_ map: ConfigurationMap) -> String? {
    guard let node = map.required("ContentSecurityPolicy"),
      let text = node.parsed(as: "a header value", { HeaderText.isValue($0) && !$0.isEmpty ? $0 : nil })
    else { return nil }
    if text.utf8.count > Limits.contentSecurityPolicyLength {
      node.error(
        "TooLongCSPInResponseHeadersPolicy: \(text.utf8.count) characters; at most "
          + "\(Limits.contentSecurityPolicyLength) are allowed")
    }
    return text
  }
}
