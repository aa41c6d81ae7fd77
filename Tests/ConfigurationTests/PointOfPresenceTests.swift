import Configuration
import EdgeCache
import Eviction
import Primitives
import Testing

@Suite("pops.yaml")
struct PointOfPresenceTests {
  private let row =
    "id: FRA56-C1, city: Frankfurt, latitude: 50.03, longitude: 8.57, address: 127.0.1.5, capacity: 64MiB"

  @Test func accepts() throws {
    let (configuration, messages) = try Lab(["pops.yaml": "pops: [{\(row), ipv6Address: '::1'}]"]).load()
    #expect(messages == [])
    #expect(
      configuration?.pointsOfPresence == [
        PointOfPresence(
          id: "FRA56-C1", city: "Frankfurt", latitude: 50.03, longitude: 8.57,
          address: IPAddress(v4: 0x7F00_0105),
          ipv6Address: IPAddress(v6: 1), capacity: 64 << 20)
      ])
  }

  @Test(
    "refused",
    arguments: [
      ("FRA56-C1", "FRA 56", "1:13: id is 'FRA 56'; expected letters, digits and '-', such as ICN57-P1"),
      ("city: Frankfurt, ", "", "1:8: pops[0] lacks the required key 'city'"),
      ("50.03", "90.5", "1:50: latitude is 90.5; it must be in -90.0 to 90.0"),
      ("8.57", "east", "1:68: longitude must be a number, not 'east'"),
      ("127.0.1.5", "192.0.2.1", "1:83: address is '192.0.2.1'; expected an address in 127.0.0.0/8"),
      ("64MiB", "0", "1:104: capacity is '0'; expected a size such as 64MiB, not 0"),
      (
        "64MiB", "1MiB, eviction: siev",
        "1:120: there is no policy 'siev'; did you mean 'sieve'?"
      ),
      (
        "64MiB", "1MiB, eviction: belady",
        "1:120: belady has to know the requests to come, which only a replay can tell it"
      ),
      ("64MiB", "1MiB, disk: {size: 1GiB}", "1:116: disk lacks the required key 'directory'"),
      (
        "64MiB", "1MiB, disk: {directory: /d, size: 1MB}",
        "1:138: size is '1MB'; expected a size such as 10GiB, of 1MiB at least"
      ),
      (
        "64MiB", "1MiB, disk: {directory: /d, size: 1GiB, minimumObjectSize: 4095}",
        "1:163: minimumObjectSize is '4095'; expected a size such as 64KiB, of 4KiB at least"
      ),
      (
        "64MiB", "1MiB, disk: {directory: /d, size: 1MiB, minimumObjectSize: 1MiB}",
        "1:163: minimumObjectSize is not below size: no object would be kept"
      ),
      (
        "64MiB", "1MiB, disk: {directory: /d, size: 1GiB, path: x}",
        "1:144: unknown key 'path' in disk"
      ),
      ("capacity", "capacities", "1:94: unknown key 'capacities' in pops[0]; did you mean 'capacity'?"),
    ])
  func refuses(old: String, new: String, message: String) throws {
    let (configuration, messages) = try Lab(["pops.yaml": "pops: [{\(row.replacing(old, with: new))}]"])
      .load()
    #expect(configuration == nil)
    #expect(messages.contains { $0.hasPrefix("pops.yaml:" + message) }, "\(messages)")
  }

  @Test("eviction: a policy and its parameters; LRU where nothing is said")
  func eviction() throws {
    let (configuration, messages) = try Lab([
      "pops.yaml": "pops: [{\(row), eviction: 's3fifo:small=0.2'}]",
      "quotas.yaml": "invalidationPathsInProgress: 10",
    ]).load()
    #expect(messages == [])
    #expect(configuration?.pointsOfPresence.first?.eviction.description == "s3fifo:small=0.2")
    #expect(configuration?.invalidationQuotas == InvalidationLedger.Quotas(paths: 10))
    let (plain, _) = try Lab(["pops.yaml": "pops: [{\(row)}]"]).load()
    #expect(plain?.pointsOfPresence.first?.eviction.description == "lru")
  }

  @Test("disk: where large objects go; a path below the file, 64 KiB where nothing is said")
  func disk() throws {
    let disks = ["/d", "store"].map { "{\(row), disk: {directory: \($0), size: 10GiB}}" }
    let absolute = try Lab(["pops.yaml": "pops: [\(disks[0])]"]).load()
    #expect(absolute.messages == [])
    #expect(
      absolute.configuration?.pointsOfPresence.first?.disk
        == DiskSettings(directory: "/d", size: 10 << 30, minimumObjectSize: 64 << 10))
    let relative = try Lab(["pops.yaml": "pops: [\(disks[1])]"]).load()
    let directory = relative.configuration?.pointsOfPresence.first?.disk?.directory
    #expect(directory?.hasSuffix("/store") == true && directory?.hasPrefix("/") == true)
    let regional = try Lab([
      "pops.yaml":
        "{pops: [{\(row)}], regionalCaches: [{region: eu-central-1, capacity: 1MiB, disk: {directory: /d, size: 1MiB, minimumObjectSize: 4KiB}}]}"
    ]).load()
    #expect(regional.configuration?.regionalCaches.first?.disk?.minimumObjectSize == 4096)
  }

  @Test("quotas.yaml: whole numbers over 0", arguments: ["invalidationPathsInProgress: 0", "paths: 1"])
  func quotas(text: String) throws {
    let (configuration, messages) = try Lab(["pops.yaml": "pops: [{\(row)}]", "quotas.yaml": text]).load()
    #expect(configuration == nil && messages.count == 1 && messages[0].hasPrefix("quotas.yaml:1:"))
  }

  @Test("CacheTagConfig names a header")
  func cacheTags() throws {
    let (configuration, _) = try Lab.load(
      distribution: Lab.distribution("CacheTagConfig: {HeaderName: Cache-Tag}"))
    #expect(configuration?.distributions.first?.cacheTagHeader == "Cache-Tag")
    let (refused, messages) = try Lab.load(
      distribution: Lab.distribution("CacheTagConfig: {HeaderName: 'Cache Tag'}"))
    #expect(refused == nil && messages.first?.contains("expected a header name") == true)
  }

  @Test("ids and addresses are unique")
  func uniqueness() throws {
    let (_, messages) = try Lab(["pops.yaml": "pops:\n- {\(row)}\n- {\(row)}\n"]).load()
    #expect(messages.count == 2)
    #expect(messages.first?.hasPrefix("pops.yaml:3:8: id 'FRA56-C1' is already used at ") == true)
  }

  @Test(
    "a file that is not there, is empty, or is no YAML",
    arguments: [
      (
        [:],
        "pops.yaml:1:1: is not there; it lists the points of presence, such as pops: [{id: ICN57-C1, "
          + "city: Seoul, latitude: 37.6, longitude: 127, address: 127.0.1.1, capacity: 64MiB}]"
      ),
      (["pops.yaml": ""], "pops.yaml:1:1: is empty"),
      (["pops.yaml": "a: [\n"], "pops.yaml:2:1: did not find expected node content"),
      (["pops.yaml": "pops: []"], "pops.yaml:1:1: no points of presence: nobody would answer viewers"),
    ] as [([String: String], String)])
  func unreadable(files: [String: String], message: String) throws {
    let (configuration, messages) = try Lab(files.merging(["origins.yaml": "origins: []"]) { a, _ in a })
      .load()
    #expect(configuration == nil)
    #expect(messages == [message])
  }
}
