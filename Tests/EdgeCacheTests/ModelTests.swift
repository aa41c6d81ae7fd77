import EdgeCache
import Geo
import Testing

@Suite("The model of a distribution")
struct ModelTests {
  @Test("geo restriction: an unknown country is answered")
  func geo() {
    let (kr, us) = (Country("KR"), Country("US"))
    let listed = [Country("KR")!]
    #expect(GeoRestriction.none.admits(kr))
    #expect(GeoRestriction.whitelist(listed).admits(kr))
    #expect(!GeoRestriction.whitelist(listed).admits(us))
    #expect(!GeoRestriction.blacklist(listed).admits(kr))
    #expect(GeoRestriction.blacklist(listed).admits(us))
    #expect(GeoRestriction.whitelist(listed).admits(nil))
  }

  @Test("a target is an origin, or a group's members in order")
  func targets() throws {
    var distribution = Lab.distribution(CachePolicy(name: "p"))
    distribution.origins.append(Origin(id: "second", domainName: "second.test"))
    distribution.originGroups = [OriginGroup(id: "g", members: ["second", "o"], failoverStatusCodes: [503])]
    #expect(distribution.origins(of: "o").map(\.id) == ["o"])
    #expect(distribution.origins(of: "g").map(\.id) == ["second", "o"])
    #expect(distribution.origins(of: "x").isEmpty)
    distribution.defaultCacheBehavior.targetOriginID = "g"
    _ = try EdgeConfiguration([distribution])
    distribution.originGroups[0].members[1] = "gone"
    #expect(throws: EdgeConfiguration.Fault.self) { try EdgeConfiguration([distribution]) }
  }
}
