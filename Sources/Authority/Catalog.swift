import DNSWire
import Geo
import Health
import Primitives
import Routing
import Zones

/// The zones that are served and the edges behind their aliases: immutable, shared by all workers, swapped whole.
package final class Catalog: Sendable {
  package let zones: [Zone]
  /// Zones of a secondary that have not come yet or have expired: their names get SERVFAIL. Their indices follow those
  /// of `zones`.
  package let unavailable: [Name]
  package let edges: EdgeDirectory
  private let healthChecks: [String]?
  /// Where clients are.
  package let map: ClientMap

  /// The routing policies of each zone, and references to them as to the zones.
  private let tables: [RoutingTable]
  private let tableReferences: FrozenArray<Unmanaged<RoutingTable>>
  private let mapReference: Unmanaged<ClientMap>
  /// The zones once more, without reference counts: a retain and release per query of an object that all workers
  /// share would have them wait for one cache line. `zones` keeps them alive as long as the catalog.
  private let references: FrozenArray<Unmanaged<Zone>>
  /// Zone index by the hash of the apex in lower case, -1 where free; linear probing, at most half full.
  private let slots: FrozenArray<Int32>
  private let hash: KeyedHash
  private let seed: UInt64
  private let edgesReference: Unmanaged<EdgeDirectory>
  /// Label counts that apexes have, as bits: the suffixes of a name worth a probe.
  private let labelCounts: UInt128
  /// For alias a of zone z at `aliasStarts[z] + a`: its distribution in `edges`, -1 for none.
  private let distributions: FrozenArray<Int32>
  private let aliasStarts: FrozenArray<Int>

  /// A fault of the whole: two zones of one name, or an alias to a distribution that does not exist.
  package let diagnostics: [Diagnostic]
  /// Records that name a health check or a CIDR collection that does not exist.
  package let routingDiagnostics: [Diagnostic]

  /// `healthChecks` are ids in the order of the health snapshots that answers will get, nil if health is not configured:
  /// then every record is healthy, whatever check it names. `seed` keys the table of apexes.
  package init(
    zones: [Zone], unavailable: [Name] = [], edges: EdgeDirectory, cidr: CIDRTable = CIDRTable(),
    healthChecks: [String]? = nil, seed: UInt64 = 0
  ) {
    (self.zones, self.unavailable, self.edges) = (zones, unavailable, edges)
    self.healthChecks = healthChecks
    let map = ClientMap(locator: edges.locator, cidr: cidr)
    self.map = map
    let numbers = healthChecks.map { ids in
      Dictionary(ids.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
    let tables = zones.map { RoutingTable(zone: $0, healthChecks: numbers, cidrTable: map.cidr) }
    self.tables = tables
    tableReferences = FrozenArray(tables.map { Unmanaged.passUnretained($0) })
    mapReference = Unmanaged.passUnretained(map)
    routingDiagnostics = tables.flatMap(\.diagnostics)
    edgesReference = Unmanaged.passUnretained(edges)
    self.seed = seed
    let hash = KeyedHash(seed: seed)
    self.hash = hash
    references = FrozenArray(zones.map { Unmanaged.passUnretained($0) })
    let apexes = zones.map(\.apex) + unavailable
    var slots = [Int32](repeating: -1, count: apexes.count * 2 + 1)
    var diagnostics: [Diagnostic] = []
    var labelCounts: UInt128 = 0
    var distributions: [Int32] = []
    var aliasStarts: [Int] = []
    for (index, apex) in apexes.enumerated() {
      let key = FoldedName(apex)
      var slot = Self.home(hash(key.span), count: slots.count)
      while slots[slot] >= 0, apexes[Int(slots[slot])] != apex { slot = (slot + 1) % slots.count }
      if slots[slot] >= 0 {
        diagnostics.append(Diagnostic(file: "", "zone \(apex) is defined twice"))
      } else {
        slots[slot] = Int32(index)
      }
      labelCounts |= 1 << UInt128(apex.labelCount)
    }
    for zone in zones {
      aliasStarts.append(distributions.count)
      for alias in zone.aliases {
        guard case .distribution(let name) = alias.target else {
          distributions.append(-1)
          continue
        }
        let distribution = edges.index(of: name)
        if distribution == nil {
          diagnostics.append(
            Diagnostic(
              file: alias.file, line: alias.line, column: alias.column, "no distribution has the name \(name)"
            ))
        }
        distributions.append(Int32(distribution ?? -1))
      }
    }
    self.slots = FrozenArray(slots)
    self.labelCounts = labelCounts
    self.distributions = FrozenArray(distributions)
    self.aliasStarts = FrozenArray(aliasStarts)
    self.diagnostics = diagnostics
  }

  /// Other zones with the same edges, collections and health checks.
  package func replacing(zones: [Zone], unavailable: [Name]) -> Catalog {
    Catalog(
      zones: zones, unavailable: unavailable, edges: edges, cidr: map.cidr, healthChecks: healthChecks,
      seed: seed)
  }

  /// The zone with the longest apex at or above `name`, available or not, -1 if there is none; `above` labels of it are left out.
  func zoneIndex(for name: borrowing FoldedName, above: Int = 0) -> Int {
    guard above <= name.labelCount else { return -1 }
    for label in above...name.labelCount where labelCounts &>> UInt128(name.labelCount - label) & 1 != 0 {
      let suffix = name.span.extracting(name.offset(ofLabel: label)..<name.count)
      var slot = Self.home(hash(suffix), count: slots.count)
      while slots[slot] >= 0 {
        let index = Int(slots[slot])
        if isApex(suffix, of: index) { return index }
        slot = slot + 1 == slots.count ? 0 : slot + 1
      }
    }
    return -1
  }

  private static func home(_ hash: UInt64, count: Int) -> Int {
    Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// The policies of the zone at `index`. For explanations.
  package func routingTable(_ index: Int) -> RoutingTable { tables[index] }

  func reference(_ index: Int) -> Unmanaged<Zone> { references[index] }

  func isApex(_ name: borrowing FoldedName, of index: Int) -> Bool {
    isApex(name.span, of: index)
  }

  private func isApex(_ name: Span<UInt8>, of index: Int) -> Bool {
    guard index < references.count else {
      let apex = unavailable[index - references.count].wire
      return apex.span.equalsIgnoringCase(name)
    }
    return references[index]._withUnsafeGuaranteedRef { $0.isApex(name) }
  }

  /// Whether the zone at `index` has nothing to answer from.
  func isUnavailable(_ index: Int) -> Bool { index >= references.count }

  /// `EdgeDirectory.edge` without a reference count touched.
  func edge(
    for distribution: Int, client: IPAddress, recent: RecentLocations, family: IPAddress.Family
  ) -> EdgeDirectory.Edge? {
    edgesReference._withUnsafeGuaranteedRef {
      $0.edge(for: distribution, client: client, recent: recent, family: family)
    }
  }

  /// What answers for `set` of zone `index`, an alias or a group, without a reference count touched.
  func decide(
    _ set: RecordSet, zone: Zone, index: Int, client: IPPrefix, recent: RecentLocations,
    health: Unmanaged<HealthSnapshot>, settings: RoutingSettings, draw: UInt64, into decision: inout Decision
  ) {
    tableReferences[index]._withUnsafeGuaranteedRef { table in
      mapReference._withUnsafeGuaranteedRef { map in
        health._withUnsafeGuaranteedRef { health in
          table.decide(
            set, in: zone, client: client, map: map, recent: recent, health: health, settings: settings,
            draw: draw, into: &decision)
        }
      }
    }
  }

  /// The distribution behind an alias of a zone; nil if there is none of that name.
  func distribution(zone: Int, alias: Int) -> Int? {
    let index = distributions[aliasStarts[zone] + alias]
    return index < 0 ? nil : Int(index)
  }
}
