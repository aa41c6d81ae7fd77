import Configuration
import EdgeCache
import Geo
import Primitives
import Testing

@Suite("Web ACLs and IP sets of the WAFv2 API")
struct WebACLTests {
  private static let ipSet = """
    Name: office
    Id: 0f1e
    IPAddressVersion: IPV4
    Addresses: [192.0.2.0/24, 198.51.100.7/32]

    """

  private func load(_ acl: String, ipSet: String = ipSet, id: String = "site") throws -> (
    acl: WebACL?, messages: [String]
  ) {
    let (configuration, messages) = try Lab([
      "pops.yaml": Lab.pops, "ip-sets/office.yaml": ipSet, "web-acls/site.yaml": acl,
      "distributions/d.yaml": Lab.distribution("WebACLId: '\(id)'"),
    ]).load()
    return (configuration?.distributions.first?.webACL, messages)
  }

  private func acl(rules: String) -> String { "Name: site\nDefaultAction: {Allow: {}}\nRules:\n\(rules)\n" }

  /// One rule on line 4, its statement from column 35 on.
  private func acl(statement: String, action: String = "{Block: {}}") -> String {
    acl(rules: "  - {Name: r, Priority: 1, Statement: {\(statement)}, Action: \(action)}")
  }

  @Test("every kind of statement and action")
  func read() throws {
    let text = """
      Name: site
      Id: 4711
      Scope: CLOUDFRONT
      DefaultAction: {Block: {}}
      CustomResponseBodies: {slow: {ContentType: TEXT_HTML, Content: <p>Slow down}}
      VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: site}
      Rules:
        - Name: rate
          Priority: 2
          Statement: {RateBasedStatement: {Limit: 100, EvaluationWindowSec: 60, AggregateKeyType: IP}}
          Action:
            Block:
              CustomResponse:
                {ResponseCode: 429, CustomResponseBodyKey: slow, ResponseHeaders: [{Name: Retry-After, Value: "60"}]}
          VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: rate}
        - Name: office
          Priority: 1
          Statement:
            AndStatement:
              Statements:
                - {IPSetReferenceStatement: {ARN: "arn:aws:wafv2:us-east-1:1:global/ipset/office/0f1e"}}
                - {NotStatement: {Statement: {GeoMatchStatement: {CountryCodes: [KR, JP]}}}}
          Action: {Allow: {}}
        - Name: admin
          Priority: 3
          Statement:
            ByteMatchStatement:
              SearchString: /admin
              FieldToMatch: {UriPath: {}}
              TextTransformations: [{Priority: 1, Type: LOWERCASE}, {Priority: 0, Type: URL_DECODE}]
              PositionalConstraint: STARTS_WITH
          Action: {Count: {}}

      """
    for id in ["site", "4711", "arn:aws:wafv2:us-east-1:1:global/webacl/site/4711"] {
      let (found, messages) = try load(text, id: id)
      #expect(messages == [])
      let acl = try #require(found)
      #expect(acl.name == "site" && acl.defaultAction == .block(nil))
      #expect(
        acl.rules.map(\.name) == ["rate", "office", "admin"] && acl.rules.map(\.priority) == [2, 1, 3])
      #expect(acl.rules[0].statement == .rateBased(.init(limit: 100, windowSeconds: 60)))
      #expect(
        acl.rules[0].action
          == .block(
            .init(
              status: 429, headers: [.init("Retry-After", "60")],
              body: .init(contentType: "text/html", content: "<p>Slow down"))))
      let office = [IPPrefix("192.0.2.0/24")!, IPPrefix("198.51.100.7/32")!]
      let countries = [Country("KR")!, Country("JP")!]
      #expect(acl.rules[1].statement == .and([.addresses(office), .not(.countries(countries))]))
      #expect(
        acl.rules[2].statement
          == .byteMatch(
            .init(Array("/admin".utf8), in: .uriPath, .startsWith, transformations: [.urlDecode, .lowercase]))
      )
    }
  }

  @Test("what get-web-acl and get-ip-set print: octets in base64")
  func printed() throws {
    let acl = """
      {"WebACL": {"Name": "site", "Id": "4711", "ARN": "arn:x", "DefaultAction": {"Allow": {}}, "Rules": [
        {"Name": "bots", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": {"SampledRequestsEnabled": true},
         "Statement": {"ByteMatchStatement": {"SearchString": "QmFkQm90", "FieldToMatch": {"SingleHeader": {"Name": "User-Agent"}},
           "TextTransformations": [{"Priority": 0, "Type": "NONE"}], "PositionalConstraint": "CONTAINS"}}}],
        "Capacity": 2, "ManagedByFirewallManager": false}, "LockToken": "t"}
      """
    let set =
      #"{"IPSet": {"Name": "office", "Id": "1", "IPAddressVersion": "IPV6", "Addresses": ["2001:db8::/32"]}, "LockToken": "t"}"#
    let (found, messages) = try load(acl, ipSet: set)
    #expect(messages == [])
    let match = WebACLStatement.ByteMatch(
      Array("BadBot".utf8), in: .singleHeader("user-agent"), .contains, transformations: [.none])
    #expect(found?.rules.map(\.statement) == [.byteMatch(match)])
  }

  @Test(
    "refused",
    arguments: [
      ("RateBasedStatement: {Limit: 9, AggregateKeyType: IP}", "Limit is 9; it must be in 10 to 2000000000"),
      (
        "RateBasedStatement: {Limit: 10, AggregateKeyType: IP, EvaluationWindowSec: 90}",
        "it must be 60, 120, 300 or 600"
      ),
      ("RateBasedStatement: {Limit: 10}", "lacks the required key 'AggregateKeyType'"),
      ("RateBasedStatement: {Limit: 10, AggregateKeyType: CONSTANT}", "CONSTANT needs a ScopeDownStatement"),
      (
        "NotStatement: {Statement: {RateBasedStatement: {Limit: 10, AggregateKeyType: IP}}}",
        "cannot stand inside another"
      ),
      (
        "AndStatement: {Statements: [{GeoMatchStatement: {CountryCodes: [KR]}}]}",
        "Statements needs two at least"
      ),
      ("GeoMatchStatement: {CountryCodes: [kr]}", "expected a country"),
      ("GeoMatchStatement: {CountryCodes: []}", "CountryCodes needs one at least"),
      (
        "IPSetReferenceStatement: {ARN: home}",
        "WAFNonexistentItemException: The IP set does not exist: 'home'"
      ),
      (
        "ByteMatchStatement: {SearchString: '', FieldToMatch: {UriPath: {}}, TextTransformations: [{Priority: 0, Type: NONE}], PositionalConstraint: EXACTLY}",
        "expected 1 to 200 octets"
      ),
      (
        "ByteMatchStatement: {SearchString: a, FieldToMatch: {UriPath: {}, Method: {}}, TextTransformations: [{Priority: 0, Type: NONE}], PositionalConstraint: EXACTLY}",
        "FieldToMatch must have one of"
      ),
      (
        "ByteMatchStatement: {SearchString: a, FieldToMatch: {UriPath: {}}, TextTransformations: [], PositionalConstraint: EXACTLY}",
        "TextTransformations needs one at least"
      ),
      (
        "ByteMatchStatement: {SearchString: a, FieldToMatch: {UriPath: {}}, TextTransformations: [{Priority: 0, Type: NONE}], PositionalConstraint: MIDDLE}",
        "PositionalConstraint is 'MIDDLE'"
      ),
      ("", "must have one of 'IPSetReferenceStatement'"), ("GeoStatement: {}", "unknown key 'GeoStatement'"),
    ])
  func refusedStatements(statement: String, message: String) throws {
    let messages = try load(acl(statement: statement)).messages
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
    #expect(messages.first?.hasPrefix("web-acls/site.yaml:4:") == true)
  }

  private static let korea = "GeoMatchStatement: {CountryCodes: [KR]}"

  @Test(
    "refused actions",
    arguments: [
      ("{}", "Action must have one of 'Allow', 'Block' or 'Count'"),
      ("{Block: {}, Count: {}}", "Action must have one of"),
      ("{Block: {CustomResponse: {ResponseCode: 199}}}", "ResponseCode is 199; it must be in 200 to 599"),
      (
        "{Block: {CustomResponse: {ResponseCode: 403, CustomResponseBodyKey: x}}}",
        "CustomResponseBodies has no 'x'"
      ),
      (
        "{Block: {CustomResponse: {ResponseCode: 403, ResponseHeaders: [{Name: Content-Length, Value: '1'}]}}}",
        "expected a header name that may be set here"
      ),
      (
        "{Block: {CustomResponse: {ResponseCode: 403, ResponseHeaders: [{Name: X, Value: \"a\\r\\nb\"}]}}}",
        "expected a header value"
      ),
    ])
  func refusedActions(action: String, message: String) throws {
    let messages = try load(acl(statement: Self.korea, action: action)).messages
    #expect(messages.count == 1 && messages[0].contains(message), "\(messages)")
  }

  @Test func refusedElsewhere() throws {
    let rate = "RateBasedStatement: {Limit: 10, AggregateKeyType: IP}"
    #expect(
      try load(acl(statement: rate, action: "{Allow: {}}")).messages.first?.contains(
        "Action cannot be Allow here") == true)
    let rule = "{Name: r, Priority: 1, Statement: {\(Self.korea)}, Action: {Count: {}}}"
    let twice = try load(acl(rules: "  - \(rule)\n  - \(rule)")).messages
    #expect(twice.count == 2 && twice.allSatisfy { $0.contains("is already used at web-acls/site.yaml:4:") })
    let none = try load(acl(statement: Self.korea), id: "sight").messages
    #expect(none.first?.contains("InvalidWebACLId: The web ACL does not exist: 'sight'") == true)
    for addresses in ["[192.0.2.1]", "[2001:db8::/32]", "[0.0.0.0/0]", "[192.0.2.0/33]"] {
      let set = "Name: office\nIPAddressVersion: IPV4\nAddresses: \(addresses)\n"
      let messages = try load(acl(statement: Self.korea), ipSet: set).messages
      #expect(messages.first?.contains("expected an IPv4 block") == true)
    }
  }

  @Test(
    "what is not judged here: the rule goes, with a warning",
    arguments: [
      (
        "ManagedRuleGroupStatement: {VendorName: AWS, Name: Core}", "{Block: {}}", "ManagedRuleGroupStatement"
      ),
      (
        "RateBasedStatement: {Limit: 10, AggregateKeyType: FORWARDED_IP}", "{Block: {}}",
        "AggregateKeyType FORWARDED_IP"
      ),
      (korea, "{Captcha: {}}", "Captcha"),
      ("NotStatement: {Statement: {XssMatchStatement: {}}}", "{Block: {}}", "XssMatchStatement"),
      (
        "ByteMatchStatement: {SearchString: a, FieldToMatch: {Body: {}}, TextTransformations: [{Priority: 0, Type: NONE}], PositionalConstraint: EXACTLY}",
        "{Block: {}}", "Body"
      ),
      (
        "ByteMatchStatement: {SearchString: a, FieldToMatch: {UriPath: {}}, TextTransformations: [{Priority: 0, Type: CMD_LINE}], PositionalConstraint: EXACTLY}",
        "{Block: {}}", "the transformation 'CMD_LINE'"
      ),
    ])
  func notImplemented(statement: String, action: String, what: String) throws {
    let (found, messages) = try load(acl(statement: statement, action: action))
    #expect(found?.rules == [])
    #expect(
      messages.count == 1
        && messages[0].contains("warning: \(what) is not implemented yet: the rule has no effect"),
      "\(messages)")
  }
}
