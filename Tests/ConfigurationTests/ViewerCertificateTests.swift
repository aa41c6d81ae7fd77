import Configuration
import EdgeCache
import Testing

@Suite("ViewerCertificate and HttpVersion")
struct ViewerCertificateTests {
  private func load(_ certificate: String, aliases: String = "") throws -> (Distribution?, [String]) {
    let (configuration, messages) = try Lab([
      "pops.yaml": Lab.pops,
      "distributions/d.yaml": Lab.distribution("\(aliases)\nViewerCertificate: {\(certificate)}"),
    ]).load()
    return (configuration?.distributions.first, messages)
  }

  private static let own = "ACMCertificateArn: arn:x, SSLSupportMethod: sni-only"

  @Test(
    "MinimumProtocolVersion: TLS 1.3 alone, else 1.2 and later",
    arguments: [
      ("\(own)", Distribution.MinimumTLSVersion.tls12), ("\(own), MinimumProtocolVersion: TLSv1", .tls12),
      ("\(own), MinimumProtocolVersion: TLSv1.2_2021, Certificate: arn:x, CertificateSource: acm", .tls12),
      ("\(own), MinimumProtocolVersion: TLSv1.3_2025", .tls13),
      (
        "CloudFrontDefaultCertificate: true, SSLSupportMethod: vip, MinimumProtocolVersion: TLSv1.3_2025",
        .tls12
      ),
    ])
  func minimum(certificate: String, expected: Distribution.MinimumTLSVersion) throws {
    let (distribution, messages) = try load(certificate)
    #expect(messages == [] && distribution?.minimumTLSVersion == expected)
  }

  @Test(
    "refused",
    arguments: [
      ("SSLSupportMethod: sni-only", "InvalidViewerCertificate: ViewerCertificate needs one of"),
      (
        "ACMCertificateArn: a, IAMCertificateId: b, SSLSupportMethod: sni-only",
        "InvalidViewerCertificate: ViewerCertificate needs one of"
      ),
      (
        "ACMCertificateArn: a", "InvalidViewerCertificate: ViewerCertificate lacks the key 'SSLSupportMethod'"
      ),
      ("\(own), MinimumProtocolVersion: TLSv1.2", "MinimumProtocolVersion is 'TLSv1.2'; it must be"),
      (
        "\(own), MinimumProtocolVersion: SSLv3",
        "InvalidMinimumProtocolVersion: with SSLSupportMethod sni-only"
      ),
      ("ACMCertificateArn: a, SSLSupportMethod: sni", "SSLSupportMethod is 'sni'; it must be"),
      (
        "ACMCertificateArn: a, SSLSupportMethod: vip",
        "warning: clients without SNI are shown another certificate"
      ),
    ])
  func refused(certificate: String, message: String) throws {
    let messages = try load(certificate).1
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  @Test func defaultCertificateIsNotForAliases() throws {
    let messages = try load("CloudFrontDefaultCertificate: true", aliases: "Aliases: [www.example.com]").1
    #expect(messages.count == 1 && messages[0].contains("InvalidViewerCertificate: with Aliases"))
  }

  @Test("HTTP/3 is said not to be spoken") func http3() throws {
    for (version, spoken) in [("http3", "HTTP/1.1"), ("http2and3", "HTTP/2")] {
      let (_, messages) = try Lab([
        "pops.yaml": Lab.pops, "distributions/d.yaml": Lab.distribution("HttpVersion: \(version)"),
      ]).load()
      #expect(
        messages.count == 1 && messages[0].contains("HTTP/3 is not implemented yet; \(spoken) is spoken"))
    }
  }
}
