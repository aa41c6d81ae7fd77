import EdgeCache

/// Reads `Origin` of a `DistributionConfig`.
struct OriginReader {
  let shields: OriginShieldReader

  private static let keys =
    [
      "Id", "DomainName", "OriginPath", "CustomHeaders", "CustomOriginConfig", "ConnectionAttempts",
      "ConnectionTimeout", "ResponseCompletionTimeout", "TrustedCertificates", "OriginShield",
      "ConnectionLimit",
    ] + Unimplemented.ofOrigin
  private static let customKeys = [
    "HTTPPort", "HTTPSPort", "OriginProtocolPolicy", "OriginSslProtocols", "OriginReadTimeout",
    "OriginKeepaliveTimeout", "IpAddressType", "OriginMtlsConfig",
  ]

  func read(_ node: ConfigurationNode) -> Origin? {
    guard let map = node.map(keys: Self.keys) else { return nil }
    let id = map.required("Id")?.nonEmptyString()
    let domainName = map.required("DomainName")?.parsed(as: "a host name or an IPv4 address", HostText.parse)
    var origin = Origin(id: id ?? "", domainName: domainName ?? "")
    if let path = map["OriginPath"]?.parsed(
      as: "a path that begins with '/' and does not end with it", Self.parsePath)
    {
      origin.originPath = path
    }
    if let headers = map["CustomHeaders"] { origin.customHeaders = Self.customHeaders(headers) }
    if let attempts = map["ConnectionAttempts"]?.integer(in: 1...3) { origin.connectionAttempts = attempts }
    if let timeout = map["ConnectionTimeout"]?.integer(in: 1...10) { origin.connectionTimeout = timeout }
    if let custom = map["CustomOriginConfig"]?.map(keys: Self.customKeys) {
      Self.readCustom(custom, into: &origin)
    }
    if let node = map["ResponseCompletionTimeout"], let timeout = node.integer(in: 0...86_400), timeout > 0 {
      origin.responseCompletionTimeout = timeout
      if timeout < origin.readTimeout {
        node.error(
          "InvalidArgument: ResponseCompletionTimeout is \(timeout); it must be at least OriginReadTimeout, \(origin.readTimeout)"
        )
      }
    }
    if let limit = map["ConnectionLimit"]?.integer(in: 1...4_096) { origin.connectionLimit = limit }
    origin.trustedCertificates = map["TrustedCertificates"].flatMap(Self.trustedCertificates)
    origin.originShieldRegion = map["OriginShield"].flatMap(shields.read)
    Unimplemented.warn(map, Unimplemented.ofOrigin)
    return id == nil || domainName == nil ? nil : origin
  }

  private static func readCustom(_ map: ConfigurationMap, into origin: inout Origin) {
    if let port = port(map.required("HTTPPort")) { origin.httpPort = port }
    if let port = port(map["HTTPSPort"]) { origin.httpsPort = port }
    if let timeout = map["OriginReadTimeout"]?.integer(in: 1...120) { origin.readTimeout = timeout }
    if let timeout = map["OriginKeepaliveTimeout"]?.integer(in: 1...120) { origin.keepaliveTimeout = timeout }
    if let policy = map["OriginProtocolPolicy"]?.choice(Origin.ProtocolPolicy.self) {
      origin.protocolPolicy = policy
    }
    if let node = map["OriginSslProtocols"] {
      let protocols = node.items().compactMap { $0.choice(Origin.SSLProtocol.self) }
      origin.sslProtocols = protocols
      if protocols.isEmpty { node.error("InvalidArgument: OriginSslProtocols names no protocol") }
      if protocols == [.ssl3] {
        node.error("SSLv3 alone cannot be offered: OpenSSL does not have it any more")
      }
    }
    Unimplemented.warn(map, ["OriginMtlsConfig"])
  }

  /// A file beside the one that names it.
  private static func trustedCertificates(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    let directory = ConfigurationFile(path: node.file, diagnostics: node.diagnostics).directory
    let path = text.hasPrefix("/") ? text : "\(directory)/\(text)"
    if FileStatus(path: path) == nil { node.error("TrustedCertificates names no file: \(path)") }
    return path
  }

  /// 80, 443 and 1024 to 65535, as the API has it.
  private static func port(_ node: ConfigurationNode?) -> UInt16? {
    guard let node, let port = node.integer(in: 1...65_535) else { return nil }
    guard port == 80 || port == 443 || port >= 1_024 else {
      node.error("\(node.name) is \(port); it must be 80, 443 or in 1024 to 65535")
      return nil
    }
    return UInt16(port)
  }

  private static func parsePath(_ text: String) -> String? {
    if text.isEmpty { return text }
    let isVisible = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"#<>?".utf8.contains($0) }
    return text.hasPrefix("/") && !text.hasSuffix("/") && text.utf8.count <= 255 && isVisible ? text : nil
  }

  private static func customHeaders(_ node: ConfigurationNode) -> [Origin.Header] {
    let items = node.items()
    if items.count > Limits.customHeaders {
      node.error(
        "TooManyOriginCustomHeaders: \(items.count) headers; at most \(Limits.customHeaders) are allowed")
    }
    var seen = Uniqueness()
    return items.compactMap { item in
      guard let map = item.map(keys: ["HeaderName", "HeaderValue"]) else { return nil }
      let name = map.required("HeaderName")?.parsed(as: "a header name that an origin may be sent", parseName)
      let value = map.required("HeaderValue")?.parsed(
        as: "a header value of at most 1,783 characters", parseValue)
      if let name { seen.claim(name.lowercased(), "HeaderName", map["HeaderName"]) }
      guard let name, let value else { return nil }
      return Origin.Header(name: name, value: value)
    }
  }

  private static func parseName(_ text: String) -> String? {
    let name = text.lowercased()
    let isFree = !HeaderText.framing.contains(name) && !reserved.contains(name)
    return HeaderText.isName(text) && isFree && text.utf8.count <= Limits.customHeaderNameLength
      && !["x-amz-", "x-edge-"].contains { name.hasPrefix($0) } ? text : nil
  }

  private static func parseValue(_ text: String) -> String? {
    HeaderText.isValue(text) && text.utf8.count <= Limits.customHeaderValueLength ? text : nil
  }

  /// Headers CloudFront does not let an origin be sent by configuration (developer guide, "Add custom headers to
  /// origin requests"), beside those of the framing.
  private static let reserved = [
    "cache-control", "cookie", "if-match", "if-modified-since", "if-none-match", "if-range",
    "if-unmodified-since",
    "max-forwards", "pragma", "proxy-authenticate", "proxy-authorization", "range", "request-range", "via",
    "x-real-ip",
  ]
}
