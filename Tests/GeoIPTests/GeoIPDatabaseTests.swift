import Foundation
import Geo
import GeoIP
import Primitives
import Testing

/// The fixtures are MaxMind's own test data; the geography in them is made up. See Fixtures/README.md.
@Suite struct GeoIPDatabaseTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Fixtures")

  private static func database(_ name: String) throws(GeoIPDatabase.OpenError) -> GeoIPDatabase {
    try GeoIPDatabase(path: fixtures.appending(path: name).path)
  }

  private struct Row {
    let network: IPPrefix
    let expected: ClientLocation
  }

  /// What a City look-up must answer, network by network.
  private static func rows() throws -> [Row] {
    let text = try String(contentsOf: fixtures.appending(path: "expected-city.tsv"), encoding: .utf8)
    return try text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let network = try #require(IPPrefix(fields[0]))
      var coordinates: Coordinates?
      if let latitude = Double(fields[4]), let longitude = Double(fields[5]) {
        coordinates = Coordinates(latitude: latitude, longitude: longitude)
      }
      return Row(
        network: network,
        expected: ClientLocation(
          continent: Continent(code: fields[2]), country: Country(fields[1]),
          subdivision: Subdivision(fields[3]), coordinates: coordinates, prefixLength: network.length))
    }
  }

  @Test func `every network of the City fixture, first and last address`() throws {
    let database = try Self.database("GeoLite2-City-Test.mmdb")
    let rows = try Self.rows()
    #expect(rows.count == 242)
    for row in rows {
      let hostBits = row.network.address.bitWidth - row.network.length
      let host = hostBits == 128 ? UInt128.max : (UInt128(1) << UInt128(hostBits)) - 1
      for bits in [row.network.address.bits, row.network.address.bits | host] {
        let address = IPAddress(family: row.network.address.family, bits: bits)
        #expect(database.location(of: address) == row.expected, "\(address) of \(row.network)")
      }
    }
  }

  @Test func `a Country database says no more than the country`() throws {
    let database = try Self.database("GeoIP2-Country-Test.mmdb")
    let location = database.location(of: try #require(IPAddress("81.2.69.160")))
    #expect(
      location
        == ClientLocation(continent: .europe, country: Country("GB"), prefixLength: location.prefixLength))
    #expect(location.prefixLength == 27)
  }

  @Test(arguments: [("10.0.0.1", 32), ("2001:db9::1", 128)])
  func `an address that is not there has the block in which nothing is`(text: String, width: Int) throws {
    let location = try Self.database("GeoLite2-City-Test.mmdb").location(of: try #require(IPAddress(text)))
    #expect(!location.isKnown)
    #expect((1..<width).contains(location.prefixLength))
  }

  @Test(arguments: [
    ("MaxMind-DB-test-broken-search-tree-24.mmdb", "is damaged: node "),
    ("GeoLite2-ASN-Test.mmdb", "has no places in it, only what a database of type 'GeoLite2-ASN' has; "),
    ("MaxMind-DB-test-mixed-24.mmdb", "has no places in it, only what a database of type 'Test' has; "),
    ("expected-city.tsv", "cannot be read as a MaxMind DB: "),
    ("nothing.mmdb", "cannot be read as a MaxMind DB: "),
  ])
  func `a file of no use is refused when it is opened`(name: String, message: String) {
    do throws(GeoIPDatabase.OpenError) {
      _ = try Self.database(name)
      Issue.record("opened")
    } catch {
      #expect(error.description.hasPrefix(message), "\(error)")
    }
  }

  @Test func `a damaged copy gets an error or another answer, never a trap`() throws {
    let original = [UInt8](try Data(contentsOf: Self.fixtures.appending(path: "GeoLite2-City-Test.mmdb")))
    let copy = NSTemporaryDirectory() + "edgesim-\(UUID().uuidString).mmdb"
    defer { try? FileManager.default.removeItem(atPath: copy) }
    let addresses = try Self.rows().map(\.network.address)
    var random = SplitMix64(seed: 24)
    for _ in 0..<100 {
      var octets = original
      for _ in 0..<8 {
        octets[Int(random.next() % UInt64(octets.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      try Data(octets).write(to: URL(filePath: copy))
      guard let database = try? GeoIPDatabase(path: copy) else { continue }
      for address in addresses {
        let location = database.location(of: address)
        #expect((0...address.bitWidth).contains(location.prefixLength))
      }
    }
  }

  @Test func `the locator completes what a database leaves out`() throws {
    let locator = Locator(source: try Self.database("GeoIP2-Country-Test.mmdb"))
    let location = locator.locate(try #require(IPAddress("81.2.69.160")))
    #expect(location.latencyRow == Gazetteer.row(of: try #require(Country("GB"))))
    #expect(location.coordinates != nil)
  }
}
