import Configuration
import EdgeCache
import Testing

@Suite("Regional caches and Origin Shields")
struct RegionalCacheTests {
  private let pops =
    "pops:\n"
    + "- {id: IAD, city: A, latitude: 38.95, longitude: -77.46, address: 127.0.1.1, capacity: 1MiB}\n"
    + "- {id: FRA, city: F, latitude: 50.03, longitude: 8.57, address: 127.0.1.2, capacity: 1MiB}\n"
  private let caches =
    "regionalCaches: [{region: us-east-1, capacity: 4MiB}, {region: eu-west-1, capacity: 8MiB, eviction: sieve}]\n"

  @Test("the nearest one, unless a point of presence names another, or none")
  func nearest() throws {
    let (configuration, messages) = try Lab(["pops.yaml": caches + pops]).load()
    #expect(messages == [])
    #expect(configuration?.regionalCaches.map(\.id) == ["us-east-1", "eu-west-1"])
    #expect(configuration?.regionalCaches.map(\.capacity) == [4 << 20, 8 << 20])
    #expect(configuration?.regionalCaches.last?.eviction.description == "sieve")
    #expect(configuration?.pointsOfPresence.map(\.regionalCache) == ["us-east-1", "eu-west-1"])
    let chosen = pops.replacing(
      "capacity: 1MiB}\n- {id: FRA", with: "capacity: 1MiB, regionalCache: none}\n- {id: FRA"
    )
    .replacing("127.0.1.2", with: "127.0.1.2, regionalCache: us-east-1")
    let (other, _) = try Lab(["pops.yaml": caches + chosen]).load()
    #expect(other?.pointsOfPresence.map(\.regionalCache) == [nil, "us-east-1"])
    let (plain, _) = try Lab(["pops.yaml": pops]).load()
    #expect(plain?.regionalCaches == [] && plain?.pointsOfPresence.map(\.regionalCache) == [nil, nil])
  }

  @Test(
    "refused",
    arguments: [
      ("us-east-1", "ca-central-1", "1:27: region is 'ca-central-1'; expected one of us-east-1, us-east-2,"),
      ("us-east-1", "us-esat-1", "1:27: region is 'us-esat-1'; expected one of"),
      (", capacity: 4MiB", "", "1:18: regionalCaches[0] lacks the required key 'capacity'"),
      ("4MiB", "0", "1:48: capacity is '0'; expected a size such as 64MiB, not 0"),
      ("eu-west-1", "us-east-1", "1:64: region 'us-east-1' is already used at"),
      ("sieve", "siev", "1:101: there is no policy 'siev'; did you mean 'sieve'?"),
      ("127.0.1.1", "127.0.1.1, regionalCache: us-east-2", "3:93: regionalCache is 'us-east-2'; expected"),
      ("id: IAD", "id: us-east-1", "3:8: id is 'us-east-1', and a regional cache goes by that name"),
    ])
  func refuses(old: String, new: String, message: String) throws {
    let (configuration, messages) = try Lab(["pops.yaml": (caches + pops).replacing(old, with: new)]).load()
    #expect(configuration == nil)
    #expect(messages.contains { $0.hasPrefix("pops.yaml:" + message) }, "\(messages)")
  }

  private func shield(_ text: String) throws -> (region: String??, messages: [String]) {
    let lab = try Lab([
      "pops.yaml": caches + pops, "distributions/d.yaml": Lab.distribution(origin: "OriginShield: {\(text)}"),
    ])
    let (configuration, messages) = lab.load()
    return (configuration?.distributions.first?.origins.first?.originShieldRegion, messages)
  }

  @Test("OriginShield names a region that has a cache")
  func shields() throws {
    #expect(try shield("Enabled: true, OriginShieldRegion: eu-west-1").region == "eu-west-1")
    #expect(try shield("Enabled: false, OriginShieldRegion: eu-west-1").region == .some(nil))
    let (region, messages) = try shield("Enabled: true, OriginShieldRegion: us-west-2")
    #expect(region == .some(nil))
    #expect(
      messages == [
        "distributions/d.yaml:3:89: warning: OriginShield has no effect: pops.yaml has no regional cache in us-west-2 (regionalCaches)"
      ])
  }

  @Test(
    "OriginShield refused",
    arguments: [
      ("Enabled: true", "InvalidArgument: OriginShield is enabled and lacks OriginShieldRegion"),
      ("OriginShieldRegion: us-east-1", "OriginShield lacks the required key 'Enabled'"),
      (
        "Enabled: true, OriginShieldRegion: us-west-1",
        "OriginShieldRegion is 'us-west-1'; expected one of us-east-1,"
      ),
      ("Enabled: yes please", "Enabled must be true or false, not 'yes please'"),
    ])
  func shieldsRefused(text: String, message: String) throws {
    let (region, messages) = try shield(text)
    #expect(region == nil)
    #expect(
      messages.contains { $0.hasPrefix("distributions/d.yaml:3:") && $0.contains(message) }, "\(messages)")
  }
}
