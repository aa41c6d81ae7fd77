import Foundation
import Geo
import Primitives
import Testing

@Suite struct LocatorTests {
  private static let embedded = Locator()

  /// country,family,first,last: the largest range of each country, from the same source as the table.
  private static let largestRanges: [(country: String, first: IPAddress, last: IPAddress)] = {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "largest-ranges.csv")
    let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: ",")
      guard let first = IPAddress(fields[2]), let last = IPAddress(fields[3]) else { return nil }
      return (String(fields[0]), first, last)
    }
  }()

  @Test func `every country's largest ranges, both ends`() {
    #expect(Self.largestRanges.count > 480)
    let read = ["UK": "GB", "AN": "CW", "CS": "RS"]
    for range in Self.largestRanges {
      let code = read[range.country] ?? range.country
      for address in [range.first, range.last] {
        let location = Self.embedded.locate(address)
        switch code {
        case "EU": #expect(location.country == nil && location.continent == .europe, "\(address)")
        case "AP": #expect(location.country == nil && location.continent == .asia, "\(address)")
        case _ where Country(code).flatMap(Gazetteer.row(of:)) == nil:
          #expect(!location.isKnown, "\(address)")
        default: #expect(location.country == Country(code), "\(address)")
        }
      }
    }
  }

  @Test(arguments: ["0.0.0.0", "10.0.0.1", "127.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "ff02::1"])
  func `unknown addresses have the scope of their gap, not that of everybody`(text: String) throws {
    let location = Self.embedded.locate(try #require(IPAddress(text)))
    #expect(!location.isKnown)
    #expect(location.latencyRow == -1)
    #expect(location.prefixLength > 0)
  }

  @Test(
    arguments: [
      ("10.1.2.3", 32, .overrides), ("10.1.2.0", 24, .overrides), ("53.1.1.1", 32, .embeddedTable),
      // Shorter than the network: its first address counts.
      ("10.1.0.0", 8, nil), ("127.0.0.1", 32, nil),
    ] as [(String, Int, Locator.Source?)])
  func `whose word it takes`(text: String, prefixLength: Int, source: Locator.Source?) throws {
    let place = ClientLocation(country: Country("KR"))
    let locator = Locator(overrides: [
      LocationOverride(network: try #require(IPPrefix("10.1.0.0/16")), location: place)
    ])
    let address = try #require(IPAddress(text))
    #expect(locator.source(of: address, prefixLength: prefixLength) == source)
    #expect(locator.locate(address, prefixLength: prefixLength).isKnown == (source != nil))
  }

  @Test func `RFC 7871 7.2.1: the prefix is the widest that shares the answer`() throws {
    var random = SplitMix64(seed: 7871)
    var addresses: [IPAddress] = (0..<1500).map { _ in
      IPAddress(v4: UInt32(truncatingIfNeeded: random.next()))
    }
    addresses += (0..<1500).map { _ in
      IPAddress(v6: UInt128(0x2000 | random.next() & 0x0FFF) << 112 | UInt128(random.next() & 0xFFFF) << 96)
    }
    // Where ranges meet.
    addresses += Self.largestRanges.flatMap { range in
      [range.first.bits &- 1, range.first.bits, range.last.bits, range.last.bits &+ 1].map {
        IPAddress(family: range.first.family, bits: range.first.family == .v4 ? $0 & 0xFFFF_FFFF : $0)
      }
    }
    for address in addresses {
      let location = Self.embedded.locate(address)
      let block = try #require(IPPrefix(address, length: location.prefixLength))
      #expect(Self.isUniform(block, location), "\(block)")
      guard location.prefixLength > 0 else { continue }
      let wider = try #require(IPPrefix(address, length: location.prefixLength - 1))
      #expect(!Self.isUniform(wider, location), "\(wider)")
    }
  }

  /// Whether every address of the block is at the place: from block to block of those that the look-ups themselves give.
  private static func isUniform(_ block: IPPrefix, _ location: ClientLocation) -> Bool {
    let width = block.address.bitWidth
    let end =
      block.length == 0 && width == 128 ? 0 : block.address.bits &+ (1 << UInt128(width - block.length))
    var bits = block.address.bits
    repeat {
      let found = embedded.locate(IPAddress(family: block.address.family, bits: bits))
      if found.country != location.country || found.continent != location.continent { return false }
      let size = UInt128(1) << UInt128(width - found.prefixLength)
      bits = (bits & ~(size &- 1)) &+ size
    } while bits < end
    return true
  }

  @Test(arguments: [
    // The query's prefix, the country of its first address, the bits that decided.
    ("10.1.2.3", 32, "KR", 18), ("10.1.64.0", 24, "DE", 18), ("10.1.200.1", 32, "KR", 17),
    // A prefix shorter than the override: its first address decides, the longer scope says that it was too short.
    ("10.1.0.0", 8, nil, 16), ("10.0.0.1", 32, nil, 16), ("10.2.0.0", 24, nil, 15),
    ("10.128.0.0", 24, nil, 9),
    ("11.0.0.0", 8, "US", 8), ("2001:db8::1", 128, "KR", 32), ("2001:db9::1", 128, "AU", 32),
  ])
  func `overrides come first, the longest one counts, and no scope reaches into one`(
    text: String, prefixLength: Int, country: String?, scope: Int
  ) throws {
    let korea = ClientLocation(country: Country("KR"))
    let germany = ClientLocation(country: Country("DE"))
    let locator = Locator(overrides: [
      LocationOverride(network: try #require(IPPrefix("10.1.0.0/16")), location: korea),
      LocationOverride(network: try #require(IPPrefix("10.1.64.0/18")), location: germany),
      LocationOverride(network: try #require(IPPrefix("2001:db8::/32")), location: korea),
    ])
    let location = locator.locate(try #require(IPAddress(text)), prefixLength: prefixLength)
    #expect(location.country == country.flatMap { Country($0) })
    #expect(location.prefixLength == scope)
  }

  @Test func `neighbouring overrides of one place share a scope`() throws {
    let korea = ClientLocation(country: Country("KR"))
    let locator = Locator(
      overrides: try ["10.0.0.0/24", "10.0.1.0/24"].map {
        LocationOverride(network: try #require(IPPrefix($0)), location: korea)
      })
    #expect(locator.locate(try #require(IPAddress("10.0.1.77"))).prefixLength == 23)
  }

  @Test func `overrides at both ends of a family, and of all of it`() throws {
    let korea = ClientLocation(country: Country("KR"))
    for (network, inside, outside) in [
      ("0.0.0.0/1", "0.0.0.0", "128.0.0.0"), ("255.255.255.255/32", "255.255.255.255", "255.255.255.254"),
      ("ffff::/16", "ffff::1", "fffe::"), ("::/128", "::", "::1"),
    ] {
      let prefix = try #require(IPPrefix(network))
      let locator = Locator(overrides: [LocationOverride(network: prefix, location: korea)])
      let found = locator.locate(try #require(IPAddress(inside)))
      #expect(found.country == Country("KR") && found.prefixLength == prefix.length)
      #expect(locator.locate(try #require(IPAddress(outside))).country != Country("KR"))
    }
    let all = Locator(overrides: [
      LocationOverride(network: try #require(IPPrefix("::/0")), location: korea)
    ])
    #expect(all.locate(IPAddress(v6: 1)).prefixLength == 0)
    #expect(all.locate(IPAddress(v6: .max)).country == Country("KR"))
  }

  /// Knows 192.0.2.0/24 only.
  private final class Database: LocationSource {
    func location(of address: IPAddress) -> ClientLocation {
      guard address.bits >> 8 == 0xC0_0002 else { return ClientLocation(prefixLength: 20) }
      return Gazetteer.completed(
        ClientLocation(
          continent: .africa, country: Country("US"), subdivision: Subdivision("WA"),
          coordinates: Coordinates(latitude: 47.6, longitude: -122.3), prefixLength: 24))
    }
  }

  @Test func `a database comes before the embedded table, which answers where it knows nothing`() throws {
    let locator = Locator(source: Database())
    let seattle = locator.locate(try #require(IPAddress("192.0.2.9")))
    #expect(seattle.continent == .northAmerica)  // by Route 53's lists, whatever the database says
    #expect(seattle.latencyRow == Gazetteer.row(of: .unitedStates, try #require(Subdivision("WA"))))
    #expect(seattle.prefixLength == 24)
    let germany = locator.locate(try #require(IPAddress("53.0.0.1")))
    #expect(germany.country == Country("DE"))
    #expect(germany.prefixLength == 20)
  }
}
