import Configuration
import EdgeCache
import Foundation
import Testing

@Suite("What the AWS command line prints of CloudFront, imported")
struct CloudFrontImportTests {
  private static func imported(
    _ documents: [(name: String, text: String)]
  ) -> (files: [ImportedFile], messages: [String]) {
    let (files, diagnostics) = CloudFrontImport.read(
      documents.map { (file: $0.name, text: Array($0.text.utf8)) })
    return (files, diagnostics.map { "\($0)" })
  }

  private static func load(_ files: [String: String]) throws -> (
    distributions: [Distribution]?, messages: [String]
  ) {
    let (configuration, messages) = try Lab(files.merging(["pops.yaml": Lab.pops]) { $1 }).load()
    return (configuration?.distributions, messages)
  }

  private static func config(_ name: String, _ rest: String) -> String { #"{"Name": "\#(name)", \#(rest)}"# }

  private static let cachePolicy = config(
    "pictures",
    #""Comment": "", "MinTTL": 5, "DefaultTTL": 60, "MaxTTL": 600, "ParametersInCacheKeyAndForwardedToOrigin": {"EnableAcceptEncodingGzip": true, "EnableAcceptEncodingBrotli": true, "HeadersConfig": {"HeaderBehavior": "whitelist", "Headers": {"Quantity": 1, "Items": ["Origin"]}}, "CookiesConfig": {"CookieBehavior": "allExcept", "Cookies": {"Quantity": 1, "Items": ["true"]}}, "QueryStringsConfig": {"QueryStringBehavior": "whitelist", "QueryStrings": {"Quantity": 2, "Items": ["1", "~"]}}}"#
  )
  private static let originRequestPolicy = config(
    "tell all",
    #""HeadersConfig": {"HeaderBehavior": "allViewer"}, "CookiesConfig": {"CookieBehavior": "none"}, "QueryStringsConfig": {"QueryStringBehavior": "all"}"#
  )
  private static let responseHeadersPolicy = config(
    "strict",
    #""CustomHeadersConfig": {"Quantity": 1, "Items": [{"Header": "X-A", "Value": "a: \"b\" # c", "Override": true}]}, "RemoveHeadersConfig": {"Quantity": 0}, "ServerTimingHeadersConfig": {"Enabled": true, "SamplingRate": 12.5}"#
  )
  private static let publicKey = config(
    "k",
    #""CallerReference": "r", "EncodedKey": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEtVaAXYGyHee4zZUvj6clrVYRWVp\n0yDWC6kkDAMaujjlMt+bhORVEhnwPopTFgm9iwu/TDdCMoIWWlISbK+URQ==\n-----END PUBLIC KEY-----\n", "Comment": """#
  )
  private static let distribution =
    #"{"CallerReference": "2026", "Aliases": {"Quantity": 2, "Items": ["a.test", "*.b.test"]}, "DefaultRootObject": "i.html", "Origins": {"Quantity": 2, "Items": [{"Id": "o", "DomainName": "o.test", "OriginPath": "", "CustomHeaders": {"Quantity": 1, "Items": [{"HeaderName": "X-K", "HeaderValue": "no"}]}, "CustomOriginConfig": {"HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "match-viewer", "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]}, "OriginReadTimeout": 30, "OriginKeepaliveTimeout": 5}}, {"Id": "p", "DomainName": "p.test"}]}, "OriginGroups": {"Quantity": 1, "Items": [{"Id": "g", "FailoverCriteria": {"StatusCodes": {"Quantity": 2, "Items": [500, 503]}}, "Members": {"Quantity": 2, "Items": [{"OriginId": "o"}, {"OriginId": "p"}]}}]}, "DefaultCacheBehavior": {"TargetOriginId": "g", "ViewerProtocolPolicy": "redirect-to-https", "AllowedMethods": {"Quantity": 3, "Items": ["GET", "HEAD", "OPTIONS"], "CachedMethods": {"Quantity": 2, "Items": ["GET", "HEAD"]}}, "CachePolicyId": "c-1", "OriginRequestPolicyId": "q-1", "ResponseHeadersPolicyId": "r-1", "TrustedKeyGroups": {"Enabled": true, "Quantity": 1, "Items": ["g-1"]}}, "CacheBehaviors": {"Quantity": 1, "Items": [{"PathPattern": "/x?/*", "TargetOriginId": "p", "ViewerProtocolPolicy": "allow-all", "ForwardedValues": {"QueryString": true, "Cookies": {"Forward": "whitelist", "WhitelistedNames": {"Quantity": 1, "Items": ["s*"]}}}, "MinTTL": 0}]}, "CustomErrorResponses": {"Quantity": 2, "Items": [{"ErrorCode": 404, "ResponsePagePath": "/404.html", "ResponseCode": "200", "ErrorCachingMinTTL": 7}, {"ErrorCode": 500, "ResponsePagePath": "", "ResponseCode": "", "ErrorCachingMinTTL": 0}]}, "Comment": "a: b", "Enabled": false, "Restrictions": {"GeoRestriction": {"RestrictionType": "whitelist", "Quantity": 2, "Items": ["NO", "KR"]}}, "HttpVersion": "http2and3"}"#

  /// As `get-x` prints.
  private static func got(_ kind: String, _ id: String, _ config: String, _ more: String = "") -> String {
    #"{"ETag": "E", "\#(kind)": {"Id": "\#(id)", \#(more)"\#(kind)Config": \#(config)}}"#
  }

  private static let documents: [(name: String, text: String)] = [
    ("d.json", got("Distribution", "E9", distribution, #""DomainName": "d9.cloudfront.net", "#)),
    ("c.json", got("CachePolicy", "c-1", cachePolicy)),
    ("q.json", got("OriginRequestPolicy", "q-1", originRequestPolicy)),
    ("r.json", got("ResponseHeadersPolicy", "r-1", responseHeadersPolicy)),
    ("k.json", got("PublicKey", "k-1", publicKey)),
    ("g.json", got("KeyGroup", "g-1", config("readers", #""Items": ["k-1"]"#))),
  ]

  @Test("imported and loaded is what loads as it was printed")
  func roundTrip() throws {
    let (files, messages) = Self.imported(Self.documents)
    #expect(messages == [])
    #expect(
      files.map(\.name) == [
        "distributions/E9.yaml", "cache-policies/pictures.yaml", "origin-request-policies/tell-all.yaml",
        "response-headers-policies/strict.yaml", "public-keys/k.yaml", "key-groups/readers.yaml",
      ])
    let imported = try Self.load(Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) }))
    let directories = files.map { $0.name.split(separator: "/")[0] }
    let printed = try Self.load(
      Dictionary(uniqueKeysWithValues: zip(directories, Self.documents).map { ("\($0)/\($1.name)", $1.text) })
    )
    #expect(printed.distributions?.count == 1, "\(printed.messages)")
    #expect(imported.distributions == printed.distributions, "\(imported.messages)")
    let behavior = imported.distributions?.first?.defaultCacheBehavior
    #expect(behavior?.cachePolicy.queryStrings == .whitelist(["1", "~"]))
    #expect(behavior?.cachePolicy.cookies == .allExcept(["true"]))
    #expect(behavior?.responseHeadersPolicy?.serverTimingSamplingRate == 12.5)
    #expect(behavior?.responseHeadersPolicy?.customHeaders.first?.value == "a: \"b\" # c")
  }

  @Test("the example that get-distribution printed")
  func example() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "edge-config/distributions/static.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let (files, messages) = Self.imported([("static.json", text)])
    #expect(messages == [])
    let imported = try Self.load(Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) }))
    #expect(imported.distributions == (try Self.load(["distributions/s.json": text])).distributions)
    #expect(imported.distributions?.first?.aliases == ["static.example.com"])
  }

  @Test("a config without an id is named by its file; lists are many, without what is managed")
  func forms() throws {
    let unnamed = Self.imported([
      ("dir/news.json", #"{"ETag": "E", "CachePolicyConfig": \#(Self.cachePolicy)}"#)
    ])
    #expect(unnamed.files.first?.text.hasPrefix("Id: news\nName: pictures\n") == true)
    let list =
      #"{"CachePolicyList": {"MaxItems": 100, "Quantity": 2, "Items": [{"Type": "managed", "CachePolicy": {"Id": "658327ea-f89d-4fab-a63d-7e88639e58f6", "CachePolicyConfig": {}}}, {"Type": "custom", "CachePolicy": {"Id": "c-1", "LastModifiedTime": "x", "CachePolicyConfig": \#(Self.cachePolicy)}}]}}"#
    let (files, messages) = Self.imported([("l.json", list)])
    #expect(files.map(\.name) == ["cache-policies/pictures.yaml"])
    #expect(files.map(\.text) == Self.imported([Self.documents[1]]).files.map(\.text))
    #expect(messages == [])
    let keys =
      #"{"PublicKeyList": {"Quantity": 1, "Items": [{"Id": "k-1", "CreatedTime": "x", "Name": "k", "EncodedKey": "e"}]}}"#
    #expect(Self.imported([("k.json", keys)]).files.first?.text == "Id: k-1\nName: k\nEncodedKey: e\n")
    let distributions =
      #"{"DistributionList": {"Quantity": 1, "IsTruncated": false, "Items": [{"Id": "E1", "ARN": "a", "Status": "Deployed", "DomainName": "d1.cloudfront.net", "Enabled": true}]}}"#
    let listed = Self.imported([("d.json", distributions)])
    #expect(listed.files.first?.text == "Id: E1\nDomainName: d1.cloudfront.net\nEnabled: true\n")
    #expect(listed.messages.count == 1 && listed.messages[0].contains("DefaultRootObject"))
  }

  @Test("faults and warnings", arguments: faults)
  func refused(text: String, message: String) {
    let (files, messages) = Self.imported([("f.json", text)])
    #expect(files.isEmpty)
    #expect(messages.contains { $0.contains(message) }, "\(messages)")
  }
}

private let faults: [(text: String, message: String)] = [
  ("", "is empty"), ("Id: a", "a JSON object is expected"),
  ("{}", "a distribution, policy, public key or key group"),
  (#"{"ResourceRecordSets": []}"#, "'aws cloudfront get-distribution'"),
  (#"{"KeyGroup": {"KeyGroupConfig": {}}}"#, "f.json:1:14: KeyGroup lacks the required key 'Id'"),
  (#"{"KeyGroup": {"Id": "a"}}"#, "KeyGroup lacks the required key 'KeyGroupConfig'"),
  (#"{"KeyGroup": {"Id": "a", "KeyGroupConfig": []}}"#, "KeyGroupConfig must be a map"),
  (
    #"{"DistributionConfig": {"Aliases": {"Quantity": 2, "Items": ["a"]}}}"#,
    "InconsistentQuantities: The value of Quantity and the size of Items don't match: 2 and 1"
  ),
  (
    #"{"CachePolicy": {"Id": "658327ea-f89d-4fab-a63d-7e88639e58f6", "CachePolicyConfig": {"Name": "x"}}}"#,
    "is a managed cache policy, which is built in"
  ),
  (#"{"CachePolicyList": {"Items": 5}}"#, "Items must be a list"),
]
