import Geo
import Testing

@Suite struct AWSRegionTests {
  /// The Region enumeration of the Route 53 API.
  private static let codes = [
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "ca-west-1", "eu-west-1", "eu-west-2",
    "eu-west-3", "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-south-2", "ap-southeast-1",
    "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6",
    "ap-southeast-7",
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-south-2", "ap-east-1",
    "ap-east-2",
    "sa-east-1", "mx-central-1", "af-south-1", "me-south-1", "me-central-1", "il-central-1", "cn-north-1",
    "cn-northwest-1", "us-gov-east-1", "us-gov-west-1", "eusc-de-east-1",
  ]

  @Test func `all regions of the API and no other`() {
    #expect(AWSRegion.all.map(\.code).sorted() == Self.codes.sorted())
    for (index, region) in AWSRegion.all.enumerated() {
      #expect(region.index == index)
      #expect(AWSRegion(code: region.code) == region)
    }
    for code in ["", "us-east", "US-EAST-1", "us-east-9", "mars-north-1"] {
      #expect(AWSRegion(code: code) == nil)
    }
  }

  @Test func `what a region is`() throws {
    let seoul = try #require(AWSRegion(code: "ap-northeast-2"))
    #expect(seoul.name == "Asia Pacific (Seoul)")
    #expect(seoul.country == Country("KR"))
    #expect(seoul.traits.contains(.originShield) && !seoul.traits.contains(.healthChecker))
    #expect(
      AWSRegion.healthCheckers.map(\.code) == [
        "us-east-1", "us-west-1", "us-west-2", "sa-east-1", "eu-west-1", "ap-southeast-1", "ap-southeast-2",
        "ap-northeast-1",
      ])
  }

  @Test(arguments: [
    ("us-west-2-den-1", true), ("us-east-1-atl-2", true), ("us-west-2", false), ("us-west-2-den", false),
    ("us-west-2-den-1a", false), ("xx-west-2-den-1", false), ("us-west-2--1", false), ("", false),
  ])
  func `Local Zone Groups by their form`(code: String, isGroup: Bool) {
    #expect(AWSRegion.isLocalZoneGroup(code) == isGroup)
  }
}
