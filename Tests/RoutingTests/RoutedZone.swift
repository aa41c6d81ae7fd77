import DNSWire
import Geo
import Health
import Primitives
import Testing
import Zones

@testable import Routing

/// A zone with routing policies; what it answers as text.
struct RoutedZone {
  let zone: Zone
  let table: RoutingTable
  let cidr: CIDRTable
  /// Ids in the order of the snapshot.
  let healthChecks: [String]
  let warnings: [Diagnostic]

  /// `lines` without SOA and NS; a health check `h1` to `h200` is known by that id.
  init(_ lines: String, collections: [CIDRCollection] = []) throws {
    let text = "$TTL 60\n@ SOA a a 7 7200 900 1209600 86400\n@ NS a.example.net.\n" + lines
    let (zone, diagnostics) = ZoneReader.read(
      Array(text.utf8), file: "z", origin: try #require(Name("example.com")))
    self.zone = try #require(zone, "\(diagnostics)")
    warnings = diagnostics
    healthChecks = (1...200).map { "h\($0)" }
    cidr = CIDRTable(collections)
    table = RoutingTable(
      zone: self.zone,
      healthChecks: Dictionary(uniqueKeysWithValues: healthChecks.enumerated().map { ($1, $0) }),
      cidrTable: cidr)
    #expect(table.diagnostics.isEmpty)
  }

  /// Every client is at `location`.
  func map(_ location: ClientLocation = .unknown) -> ClientMap {
    ClientMap(locator: Locator(source: OnePlace(location: location)), cidr: cidr)
  }

  func decide(
    _ name: String, _ type: RecordType = .a, at location: ClientLocation = .unknown,
    from prefix: String = "192.0.2.1/32", bad: Set<String> = [], settings: RoutingSettings = .init(),
    draw: UInt64 = 1
  ) throws -> Decision {
    let full = name.isEmpty ? "example.com." : "\(name).example.com."
    let key = try #require(Name(full))
    let found = zone.node(for: FoldedName(key))
    let node = try #require(found)
    let set = try #require(zone.recordSet(type, at: node))
    var decision = Decision()
    table.decide(
      set, in: zone, client: try #require(IPPrefix(prefix)), map: map(location), health: health(bad: bad),
      settings: settings, draw: draw, into: &decision)
    return decision
  }

  func shares(_ name: String, bad: Set<String>, settings: RoutingSettings) throws -> [DecisionShare] {
    let key = FoldedName(try #require(Name("\(name).example.com.")))
    let found = zone.node(for: key)
    let node = try #require(found)
    let set = try #require(zone.recordSet(.a, at: node))
    return table.shares(
      of: set, in: zone, client: try #require(IPPrefix("192.0.2.1/32")), map: map(), health: health(bad: bad),
      settings: settings)
  }

  func health(bad: Set<String>) -> HealthSnapshot {
    HealthSnapshot(healthy: healthChecks.map { !bad.contains($0) })
  }

  /// The last octets of the addresses chosen, or what there is instead.
  func answer(_ decision: Decision) -> [Int] {
    guard decision.outcome == .records else { return [] }
    return (0..<decision.setCount).flatMap { index in
      let set = zone.recordSet(at: decision.sets[index])
      var last: [Int] = []
      var offset = set.start
      for _ in 0..<set.count {
        offset += 2 + 4
        last.append(Int(zone.octets[offset - 1]))
      }
      return last
    }
  }

  /// All answers that 200 draws give, each once, sorted.
  func answers(
    _ name: String, at location: ClientLocation = .unknown, from prefix: String = "192.0.2.1/32",
    bad: Set<String> = [], settings: RoutingSettings = .init()
  ) throws -> [Int] {
    var seen: Set<Int> = []
    for draw in UInt64(0)..<200 {
      let decision = try decide(
        name, at: location, from: prefix, bad: bad, settings: settings,
        draw: draw &* 0x9E37_79B9_7F4A_7C15)
      seen.formUnion(answer(decision))
    }
    return seen.sorted()
  }
}

/// A database that knows one place only.
final class OnePlace: LocationSource {
  private let location: ClientLocation

  init(location: ClientLocation) { self.location = location }

  func location(of address: IPAddress) -> ClientLocation { location }
}

/// Places of tests.
enum Client {
  static let seoul = Gazetteer.completed(ClientLocation(country: Country("KR"), prefixLength: 16))
  static let virginia = Gazetteer.completed(
    ClientLocation(country: Country("US"), subdivision: Subdivision("VA"), prefixLength: 20))
  static let california = Gazetteer.completed(
    ClientLocation(country: Country("US"), subdivision: Subdivision("CA"), prefixLength: 20))
  static let unitedStates = Gazetteer.completed(ClientLocation(country: Country("US"), prefixLength: 12))
  static let china = Gazetteer.completed(ClientLocation(country: Country("CN"), prefixLength: 10))
  static let germany = Gazetteer.completed(ClientLocation(country: Country("DE"), prefixLength: 14))
  static let egypt = Gazetteer.completed(ClientLocation(country: Country("EG"), prefixLength: 14))
}
