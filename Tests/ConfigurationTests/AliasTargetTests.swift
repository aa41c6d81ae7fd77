import Configuration
import EdgeCache
import Testing

@Suite("Alias targets")
struct AliasTargetTests {
  private let targets = AliasTargets([
    Distribution(
      id: "E1", domainName: "d1.cloudfront.net", aliases: ["www.example.com", "*.example.org"],
      origins: [],
      defaultCacheBehavior: CacheBehavior(targetOriginID: "o", cachePolicy: CachePolicy(name: "p")))
  ])

  @Test(arguments: [
    ("www.example.com.", "d1.cloudfront.net."), ("WWW.example.com", "D1.CloudFront.net"),
    ("a.example.org.", "d1.cloudfront.net."),
  ])
  func accepts(owner: String, target: String) {
    #expect(targets.fault(owner: owner, target: target) == nil)
  }

  @Test func refusesUnknownDistributions() throws {
    let fault = try #require(targets.fault(owner: "www.example.com.", target: "d2.cloudfront.net."))
    #expect(fault.severity == .error)
    #expect(
      fault.message
        == "no distribution has the domain name 'd2.cloudfront.net'; did you mean 'd1.cloudfront.net'?")
  }

  @Test(
    "a name the distribution does not answer for",
    arguments: ["example.com.", "notexample.org.", "example.org."])
  func warns(owner: String) {
    #expect(targets.fault(owner: owner, target: "d1.cloudfront.net.")?.severity == .warning)
  }
}
