import EdgeCache

/// Reads `ViewerCertificate` of a `DistributionConfig`: which versions of TLS viewers may speak. The certificate itself is
/// found by the distribution's names (`certificates.yaml`), or made.
enum ViewerCertificateReader {
  /// "Supported protocols and ciphers between viewers and CloudFront" of the developer guide.
  private enum Policy: String, CaseIterable {
    case sslv3 = "SSLv3"
    case tls10 = "TLSv1"
    case tls10In2016 = "TLSv1_2016"
    case tls11 = "TLSv1.1_2016"
    case tls12In2018 = "TLSv1.2_2018"
    case tls12In2019 = "TLSv1.2_2019"
    case tls12In2021 = "TLSv1.2_2021"
    case tls12In2025 = "TLSv1.2_2025"
    case tls13 = "TLSv1.3_2025"
  }

  private enum Support: String, CaseIterable {
    case serverName = "sni-only"
    case dedicated = "vip"
    case fixed = "static-ip"
  }

  private static let sources = ["CloudFrontDefaultCertificate", "ACMCertificateArn", "IAMCertificateId"]

  static func read(_ node: ConfigurationNode, aliases: [String]) -> Distribution.MinimumTLSVersion {
    let keys = sources + ["SSLSupportMethod", "MinimumProtocolVersion", "Certificate", "CertificateSource"]
    guard let map = node.map(keys: keys) else { return .tls12 }
    let given = sources.filter { node.asksFor($0) }
    if given.count != 1 {
      node.error("InvalidViewerCertificate: ViewerCertificate needs one of \(sources.listed)")
    }
    let support = map["SSLSupportMethod"].flatMap { $0.choice(Support.self) }
    let policy = map["MinimumProtocolVersion"].flatMap { $0.choice(Policy.self) }
    if given == ["CloudFrontDefaultCertificate"] {
      // "If the distribution uses the CloudFront domain name, CloudFront sets the security policy to TLSv1."
      if !aliases.isEmpty {
        node.error(
          "InvalidViewerCertificate: with Aliases a distribution needs a certificate of its own: ACMCertificateArn, "
            + "and its files in certificates.yaml, or none and one is made")
      }
      return .tls12
    }
    if given.count == 1, map["SSLSupportMethod"] == nil {
      node.error("InvalidViewerCertificate: ViewerCertificate lacks the key 'SSLSupportMethod'")
    }
    if policy == .sslv3, support == .serverName {
      map["MinimumProtocolVersion"]?.error(
        "InvalidMinimumProtocolVersion: with SSLSupportMethod sni-only it must be TLSv1 or later")
    }
    if support == .dedicated || support == .fixed {
      map["SSLSupportMethod"]?.warning(
        "clients without SNI are shown another certificate: the lab's addresses are shared")
    }
    return policy == .tls13 ? .tls13 : .tls12
  }
}
