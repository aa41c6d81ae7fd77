import Configuration
import EdgeCache
import Geo
import Testing

@Suite("Origin groups, error responses, geo restriction and key groups")
struct DistributionPartTests {
  private func group(
    _ group: String, behavior: String = "CachePolicyId: CachingDisabled"
  ) throws -> (distribution: Distribution?, messages: [String]) {
    let (configuration, messages) = try Lab.load(
      distribution: """
        Origins: [{Id: a, DomainName: a.test}, {Id: b, DomainName: b.test}]
        OriginGroups: [{\(group)}]
        DefaultCacheBehavior: {TargetOriginId: g, ViewerProtocolPolicy: allow-all, \(behavior)}

        """)
    return (configuration?.distributions.first, messages.filter { !$0.contains("warning: OriginGroups is") })
  }

  private let members = "Members: {Quantity: 2, Items: [{OriginId: b}, {OriginId: a}]}"
  private let criteria = "FailoverCriteria: {StatusCodes: {Quantity: 2, Items: [503, 404]}}"

  @Test("an origin group")
  func originGroup() throws {
    let (distribution, messages) = try group("Id: g, \(criteria), \(members)")
    #expect(messages == [])
    #expect(
      distribution?.originGroups == [
        OriginGroup(id: "g", members: ["b", "a"], failoverStatusCodes: [404, 503])
      ])
    #expect(distribution?.defaultCacheBehavior.targetOriginID == "g")
  }

  @Test("origin groups refused")
  func originGroupsRefused() throws {
    func fault(_ text: String, _ behavior: String = "CachePolicyId: CachingDisabled") throws -> String {
      try group(text, behavior: behavior).messages.first ?? ""
    }
    #expect(
      try fault("Id: g, \(criteria), Members: [{OriginId: a}]").contains(
        "InvalidArgument: an origin group has two"))
    #expect(
      try fault("Id: g, \(criteria), Members: [{OriginId: a}, {OriginId: c}]").contains("NoSuchOrigin: "))
    #expect(
      try fault("Id: a, \(criteria), \(members)").contains("InvalidArgument: 'a' is the id of an origin"))
    #expect(
      try fault("Id: g, FailoverCriteria: {StatusCodes: [429]}, \(members)").contains(
        ": InvalidArgument: 429 is no failover status code; they are 400, 403,"))
    #expect(
      try fault(
        "Id: g, \(criteria), \(members)",
        "CachePolicyId: CachingDisabled, AllowedMethods: [GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE]"
      ).contains("InvalidArgument: The parameter AllowedMethods cannot include POST"))
  }

  @Test("custom error responses, as the API prints them and shorter")
  func customErrors() throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution(
        """
        CustomErrorResponses:
          - {ErrorCode: 404, ResponsePagePath: /404.html, ResponseCode: "200", ErrorCachingMinTTL: 5}
          - {ErrorCode: 500, ResponsePagePath: "", ResponseCode: "", ErrorCachingMinTTL: 0}
          - {ErrorCode: 403, ResponsePagePath: /403.html, ResponseCode: 403}
        """))
    #expect(messages == [])
    #expect(
      configuration?.distributions.first?.customErrorResponses == [
        CustomErrorResponse(
          errorCode: 404, page: .init(path: "/404.html", responseCode: 200), errorCachingMinTTL: 5),
        CustomErrorResponse(errorCode: 500, errorCachingMinTTL: 0),
        CustomErrorResponse(
          errorCode: 403, page: .init(path: "/403.html", responseCode: 403), errorCachingMinTTL: 10),
      ])
  }

  @Test(
    "custom error responses refused",
    arguments: [
      ("{ErrorCode: 401}", "2:36: InvalidErrorCode: ErrorCode is '401'; it must be 400, 403,"),
      (
        "{ErrorCode: 404, ResponsePagePath: /x, ResponseCode: 201}",
        "2:77: InvalidResponseCode: ResponseCode is '201'; it must be 200, 400"
      ),
      (
        "{ErrorCode: 404, ResponsePagePath: /x}",
        "2:59: InvalidArgument: ResponsePagePath and ResponseCode must both"
      ),
      (
        "{ErrorCode: 404, ResponsePagePath: x, ResponseCode: 404}",
        "2:59: ResponsePagePath is 'x'; expected a path that begins with '/'"
      ),
      ("{ErrorCode: 404}, {ErrorCode: 404}", "2:42: InvalidArgument: ErrorCode '404' is already used at"),
      ("{ErrorCode: 404, ErrorCachingMinTTL: -1}", "2:61: ErrorCachingMinTTL is -1; it must be in 0"),
    ])
  func customErrorsRefused(items: String, message: String) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution("CustomErrorResponses: [\(items)]"))
    #expect(configuration == nil)
    #expect(messages.first?.hasPrefix("distributions/d.yaml:" + message) == true, "\(messages)")
  }

  @Test(
    "geo restriction",
    arguments: [
      ("none, Quantity: 0", GeoRestriction.none),
      ("whitelist, Quantity: 2, Items: [KR, us]", .whitelist([Country("KR")!, Country("US")!])),
      ("blacklist, Items: [DE]", .blacklist([Country("DE")!])),
    ])
  func geo(text: String, restriction: GeoRestriction) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution("Restrictions: {GeoRestriction: {RestrictionType: \(text)}}"))
    #expect(messages == [])
    #expect(configuration?.distributions.first?.geoRestriction == restriction)
  }

  @Test(
    "geo restriction refused",
    arguments: [
      ("whitelist", "InvalidGeoRestrictionParameter: "),
      ("none, Items: [KR]", "InvalidGeoRestrictionParameter: "),
      ("blacklist, Items: [Korea]", "Items[0] is 'Korea'; expected a country of ISO 3166-1"),
      ("blacklist, Items: [ZZ]", "Items[0] is 'ZZ'; expected a country of ISO 3166-1"),
      ("greylist, Items: [KR]", "RestrictionType is 'greylist'"),
    ])
  func geoRefused(text: String, message: String) throws {
    let (configuration, messages) = try Lab.load(
      distribution: Lab.distribution("Restrictions: {GeoRestriction: {RestrictionType: \(text)}}"))
    #expect(configuration == nil)
    #expect(messages.first?.contains(": " + message) == true, "\(messages)")
  }

  @Test("HTTP versions, in any letter case")
  func httpVersions() throws {
    func version(_ text: String) throws -> Distribution.HTTPVersion? {
      try Lab.load(distribution: Lab.distribution("HttpVersion: \(text)")).configuration?.distributions.first?
        .httpVersion
    }
    #expect(try version("HTTP1.1") == .http1)
    #expect(try version("http2and3") == .http2and3)
    #expect(try version("http4") == nil)
  }
}
