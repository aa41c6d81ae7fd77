import Configuration
import EdgeCache
import Testing

@Suite("What the AWS command line prints of WAFv2, imported") struct WebACLImportTests {
  private static func imported(_ texts: String...) -> (files: [ImportedFile], messages: [String]) {
    let (files, diagnostics) = CloudFrontImport.read(texts.map { (file: "f.json", text: Array($0.utf8)) })
    return (files, diagnostics.map { "\($0)" })
  }

  private static let ipSet = #"""
    {"IPSet": {"Name": "office", "Id": "i-1", "ARN": "arn:aws:wafv2:us-east-1:1:global/ipset/office/i-1", "Description": "",
     "IPAddressVersion": "IPV4", "Addresses": ["192.0.2.0/24", "198.51.100.7/32"]}, "LockToken": "t"}
    """#

  /// `search`: in base64.
  private static func webACL(_ search: String) -> String {
    #"""
    {"WebACL": {"Name": "site", "Id": "w-1", "ARN": "arn:aws:wafv2:us-east-1:1:global/webacl/site/w-1",
     "DefaultAction": {"Allow": {}}, "Description": "a: b", "Rules": [
      {"Name": "admin", "Priority": 0, "Statement": {"AndStatement": {"Statements": [
         {"ByteMatchStatement": {"SearchString": "\#(search)", "FieldToMatch": {"UriPath": {}},
          "TextTransformations": [{"Priority": 0, "Type": "NONE"}], "PositionalConstraint": "STARTS_WITH"}},
         {"NotStatement": {"Statement": {"IPSetReferenceStatement":
          {"ARN": "arn:aws:wafv2:us-east-1:1:global/ipset/office/i-1"}}}}]}},
       "Action": {"Block": {"CustomResponse": {"ResponseCode": 404, "CustomResponseBodyKey": "no"}}},
       "VisibilityConfig": {"SampledRequestsEnabled": true, "CloudWatchMetricsEnabled": true, "MetricName": "admin"}},
      {"Name": "flood", "Priority": 1, "Statement": {"RateBasedStatement":
        {"Limit": 1000, "EvaluationWindowSec": 60, "AggregateKeyType": "IP"}}, "Action": {"Count": {}}}],
     "CustomResponseBodies": {"no": {"ContentType": "TEXT_PLAIN", "Content": "no\n"}},
     "Capacity": 5, "LabelNamespace": "awswaf:1:webacl:site:", "ManagedByFirewallManager": false,
     "RetrofittedByFirewallManager": false}, "LockToken": "t", "ApplicationIntegrationURL": "https://x.example/"}
    """#
  }

  private static let distribution = """
    Id: E1
    Origins: [{Id: o, DomainName: o.test}]
    DefaultCacheBehavior: {TargetOriginId: o, ViewerProtocolPolicy: allow-all, CachePolicyId: CachingOptimized}
    WebACLId: "arn:aws:wafv2:us-east-1:1:global/webacl/site/w-1"
    """

  private static func load(_ files: [String: String]) throws -> (acl: WebACL?, messages: [String]) {
    let more = ["pops.yaml": Lab.pops, "distributions/d.yaml": distribution]
    let (configuration, messages) = try Lab(files.merging(more) { $1 }).load()
    return (configuration?.distributions.first?.webACL, messages)
  }

  @Test("imported and loaded is what loads as it was printed")
  func roundTrip() throws {
    let (files, messages) = Self.imported(Self.webACL("L2FkbWlu"), Self.ipSet)
    #expect(messages == [])
    #expect(files.map(\.name) == ["web-acls/site.yaml", "ip-sets/office.yaml"])
    #expect(files.map(\.summary) == ["web ACL w-1", "IP set i-1"])
    let imported = try Self.load(Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) }))
    let printed = try Self.load(
      ["web-acls/a.json": Self.webACL("L2FkbWlu"), "ip-sets/i.json": Self.ipSet])
    #expect(printed.acl != nil && imported.acl == printed.acl, "\(imported.messages) \(printed.messages)")
    #expect(imported.messages == printed.messages)
  }

  @Test("SearchString is text, and what is printed beside a configuration is gone")
  func text() throws {
    let files = Self.imported(Self.webACL("4pyTIDE="), Self.ipSet).files
    let acl = try #require(files.first?.text)
    #expect(acl.hasPrefix("Id: w-1\nName: site\n") && acl.contains(#"SearchString: "✓ 1""#))
    for gone in [
      "arn:aws:wafv2:us-east-1:1:global/webacl", "Capacity", "LabelNamespace", "FirewallManager", "LockToken",
    ] {
      #expect(!acl.contains(gone))
    }
    #expect(
      files.last?.text
        == "Id: i-1\nName: office\nDescription: \"\"\nIPAddressVersion: IPV4\nAddresses: [\"192.0.2.0/24\", \"198.51.100.7/32\"]\n"
    )
  }

  @Test(
    "faults",
    arguments: [
      (webACL("_w"), "f.json:4:46: SearchString is no text in base64"),
      (webACL("/w=="), "SearchString is no text in base64"),
      (#"{"WebACL": {"Name": "a"}}"#, "f.json:1:12: WebACL lacks the required key 'Id'"),
      (#"{"IPSet": []}"#, "IPSet lacks the required key 'Id'"),
      (#"{"WebACLs": [{"Name": "a"}]}"#, "'aws wafv2 get-web-acl'"),
      (#"{"IPSets": [{"Name": "a"}]}"#, "'aws wafv2 get-ip-set'"),
    ])
  func refused(text: String, message: String) {
    let (files, messages) = Self.imported(text)
    #expect(files.isEmpty)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }
}
