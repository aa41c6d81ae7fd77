import EdgeCache
import Testing

/// `Logging` of a distribution: the API's `LoggingConfig`.
@Suite struct LoggingTests {
  private static func load(_ logging: String) throws -> (distribution: Distribution?, messages: [String]) {
    let (configuration, messages) = try Lab([
      "pops.yaml": Lab.pops,
      "distributions/d.yaml": """
      Id: E1
      Origins: [{Id: o, DomainName: o.test}]
      DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
      Logging: \(logging)
      """,
    ]).load()
    return (configuration?.distributions.first, messages)
  }

  @Test(arguments: [
    ("{Enabled: true, IncludeCookies: true, Bucket: logs.s3.amazonaws.com, Prefix: www}", true, "logs/www/"),
    (
      "{Enabled: true, IncludeCookies: false, Bucket: my.logs.s3.eu-west-1.amazonaws.com, Prefix: a/b/}",
      false, "my.logs/a/b/"
    ),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com}", false, "logs/"),
    ("{Enabled: true, IncludeCookies: false, Bucket: logs.s3.amazonaws.com, Prefix: \"\"}", false, "logs/"),
  ])
  func `where the log goes, and with cookies or without`(logging: String, cookies: Bool, folder: String)
    throws
  {
    let (distribution, messages) = try Self.load(logging)
    #expect(messages == [])
    #expect(distribution?.logging?.includesCookies == cookies && distribution?.logging?.folder == folder)
  }

  @Test(arguments: [
    "{Enabled: false, IncludeCookies: false, Bucket: \"\", Prefix: \"\"}",
    "{Enabled: false, IncludeCookies: true, Bucket: logs.s3.amazonaws.com, Prefix: www}",
  ])
  func `what is not enabled is nothing`(logging: String) throws {
    let (distribution, messages) = try Self.load(logging)
    #expect(messages == [] && distribution != nil && distribution?.logging == nil)
  }

  @Test(arguments: [
    ("{IncludeCookies: true}", "Logging lacks the required key 'Enabled'"),
    ("{Enabled: true}", "Logging lacks the required key 'Bucket'"),
    ("{Enabled: true, Bucket: \"\"}", "expected a bucket such as logs.s3.amazonaws.com"),
    ("{Enabled: true, Bucket: logs}", "expected a bucket"),
    ("{Enabled: true, Bucket: s3.amazonaws.com}", "expected a bucket"),
    ("{Enabled: true, Bucket: logs.s3.example.com}", "expected a bucket"),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: /a}", "does not begin with '/'"),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: a/../../b}", "Prefix is 'a/../../b'"),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: ./a}", "Prefix is"),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: a//b}", "Prefix is"),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: \"a b\"}", "Prefix is"),
    (
      "{Enabled: true, Bucket: logs.s3.amazonaws.com, Prefix: \(String(repeating: "a", count: 257))}",
      "at most 256"
    ),
    (
      "{Enabled: true, Bucket: logs.s3.amazonaws.com, IncludeCookies: 1}",
      "IncludeCookies must be true or false"
    ),
    ("{Enabled: true, Bucket: logs.s3.amazonaws.com, Key: a}", "unknown key 'Key'"),
  ])
  func `what is refused`(logging: String, message: String) throws {
    let (distribution, messages) = try Self.load(logging)
    #expect(distribution == nil && messages.contains { $0.contains(message) }, "\(messages)")
  }
}
