import Authority
import DNSWire
import EdgeCache
import Geo
import GeoIP
import Primitives
import Routing
import Simulation
import Zones

/// Everything the files of a lab say.
package struct LabConfiguration: Sendable {
  package private(set) var pointsOfPresence: [PointOfPresence] = []
  package private(set) var regionalCaches: [RegionalCache] = []
  package private(set) var origins: [BuiltInOrigin] = []
  package private(set) var balancers: [BalancedOrigin] = []
  /// What viewers are shown over TLS.
  package private(set) var certificates: [CertificateFiles] = []
  /// What may be invalidated at once.
  package private(set) var invalidationQuotas = InvalidationLedger.Quotas()
  /// The distributions, in the order of their files.
  package let edge: EdgeConfiguration
  /// In the order of their files, then those of the distributions' own names.
  package private(set) var zones: [Zone] = []
  /// How many of the zones are files: those of the distributions' own names are nobody's.
  package private(set) var zoneFileCount = 0
  package private(set) var health = HealthConfiguration()
  /// There is a file of them: a record may then name none that is not in it.
  private var hasHealthChecks = false

  /// Where clients are: `clients.yaml` of the zones, the database, the embedded table.
  package private(set) var locator = Locator()
  /// The networks that `clients.yaml` puts on the map.
  package private(set) var networks: [LocationOverride] = []
  /// The clients that `clients.yaml` names, by name.
  package private(set) var clients: [NamedClient] = []

  /// The directory of the edge's files; nil: there is none.
  private(set) var edgeFiles: String?
  private var cidr = CIDRTable()
  private var database: GeoIPDatabase?

  /// The zones, with the points of presence behind their aliases.
  package private(set) var catalog = Catalog(zones: [], edges: EdgeDirectory())

  package var distributions: [Distribution] { edge.distributions }

  /// Reads the directories and the MaxMind DB `geoip`; each may be left out. Every fault that is found is a diagnostic, sorted by place. With
  /// an error among them there is no configuration; warnings leave it usable. `seed` keys the hash tables of names, so that
  /// nobody can choose names that collide; one `cache` goes with one seed. Zones that it has are not parsed. `offered` is a file from
  /// elsewhere, a zone or the YAML or JSON of a distribution, that takes the place of the zone of its name or the distribution of its id.
  package static func load(
    zones: String?, edgeConfig: String?, geoip: String? = nil, seed: UInt64 = 0,
    cache: ZoneCache = ZoneCache(), offered: String? = nil
  ) -> (configuration: LabConfiguration?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let offered = offered.map { ConfigurationFile(path: $0, diagnostics: diagnostics) }
    let (pops, regionalCaches) = edgeConfig.map { readPointsOfPresence($0, diagnostics) } ?? ([], [])
    let places =
      diagnostics.hasErrors
      ? nil
      : EdgeResources.Places(pointsOfPresence: pops.map(\.id), regionalCaches: regionalCaches.map(\.id))
    let distributions =
      edgeConfig.map {
        readDistributions($0, places, offered: offered.flatMap { $0.isYAML ? $0 : nil }, diagnostics)
      } ?? []
    // An alias may point to a distribution that a fault keeps from being read. Without the edge's files none is known, and
    // DNS is served alone.
    let targets = edgeConfig == nil || diagnostics.hasErrors ? nil : AliasTargets(distributions)
    guard let edge = edge(distributions, edgeConfig ?? "", diagnostics) else {
      return (nil, diagnostics.sorted)
    }
    var configuration = LabConfiguration(edge: edge)
    (configuration.pointsOfPresence, configuration.regionalCaches) = (pops, regionalCaches)
    configuration.edgeFiles = edgeConfig
    if let edgeConfig { configuration.readPlaces(edgeConfig, diagnostics) }
    let origins = edgeConfig.flatMap {
      diagnostics.hasErrors(in: originsPath(in: $0)) ? nil : configuration.origins.map(\.name)
    }
    configuration.readLocations(zones, geoip, diagnostics)
    if let zones {
      configuration.readZones(
        zones, seed, cache, targets, origins: origins, offered: offered.flatMap { $0.isYAML ? nil : $0 },
        diagnostics)
    }
    let collections = zones.map { CIDRCollectionReader.load(zones: $0, diagnostics) } ?? []
    // What a record names may be there but for a fault in its file.
    let checksRouting =
      !diagnostics.hasErrors(in: CIDRCollectionReader.path(in: zones ?? ""))
      && !diagnostics.hasErrors(in: Self.healthChecksPath(in: zones ?? ""))
    configuration.zoneFileCount = configuration.zones.count
    if zones != nil, !diagnostics.hasErrors {
      configuration.zones += DistributionZones.make(
        edge.distributions, besides: configuration.zones, seed: seed)
    }
    // Its other faults are those of the zones and aliases, which have been reported.
    configuration.cidr = CIDRTable(collections)
    configuration.catalog = configuration.catalog(configuration.zones, configuration.locator, seed: seed)
    if checksRouting { for fault in configuration.catalog.routingDiagnostics { diagnostics.add(fault) } }
    return (diagnostics.hasErrors ? nil : configuration, diagnostics.sorted)
  }

  /// Serves from now on what a drill has made of the published data of `original`.
  package mutating func follow(_ publication: Publication, of original: LabConfiguration, seed: UInt64) {
    zones = original.zones.following(publication)
    catalog = catalog(zones, locator, withdrawn: publication.withdrawn, seed: seed)
  }

  /// The catalog of other zones, for clients that stand elsewhere; answers name no point of presence of `withdrawn`.
  func catalog(
    _ zones: [Zone], _ locator: Locator, withdrawn: Set<String> = [], seed: UInt64 = 0
  ) -> Catalog {
    Catalog(
      zones: zones, edges: edgeDirectory(locator, withdrawn), cidr: cidr,
      healthChecks: hasHealthChecks ? health.checks.map(\.id) : nil, seed: seed)
  }

  /// The locator, with more networks on the map.
  func locator(_ networks: [LocationOverride]) -> Locator {
    Locator(overrides: self.networks + networks, source: database)
  }

  /// Which point of presence serves whom.
  package func edgeDirectory() -> EdgeDirectory { edgeDirectory(locator, []) }

  private func edgeDirectory(_ locator: Locator, _ withdrawn: Set<String>) -> EdgeDirectory {
    let points = pointsOfPresence.filter { !withdrawn.contains($0.id) }.compactMap { point in
      Coordinates(latitude: point.latitude, longitude: point.longitude).map {
        Routing.PointOfPresence(
          id: point.id, coordinates: $0, addresses: [point.address] + [point.ipv6Address].compactMap { $0 })
      }
    }
    return EdgeDirectory(
      distributions: distributions.compactMap { Name($0.domainName + ".") }, pointsOfPresence: points,
      locator: locator)
  }

  private init(edge: EdgeConfiguration) { self.edge = edge }

  /// The edge refuses again what the readers have refused with its place; where it alone does, the directory is the
  /// place.
  private static func edge(
    _ distributions: [Distribution], _ directory: String, _ diagnostics: DiagnosticCollector
  ) -> EdgeConfiguration? {
    do {
      return try EdgeConfiguration(distributions)
    } catch {
      if !diagnostics.hasErrors { diagnostics.add(Diagnostic(file: directory, "\(error)")) }
      return try? EdgeConfiguration([])
    }
  }

  private static func readPointsOfPresence(
    _ directory: String, _ diagnostics: DiagnosticCollector
  ) -> (pops: [PointOfPresence], regionalCaches: [RegionalCache]) {
    guard ConfigurationFile.isDirectory(directory) else { return ([], []) }
    let file = ConfigurationFile(path: "\(directory)/pops.yaml", diagnostics: diagnostics)
    guard file.exists else {
      diagnostics.add(
        Diagnostic(
          file: file.path,
          "is not there; it lists the points of presence, such as pops: [{id: ICN57-C1, city: Seoul, "
            + "latitude: 37.6, longitude: 127, address: 127.0.1.1, capacity: 64MiB}]"))
      return ([], [])
    }
    return file.root().map(PointOfPresenceReader.read) ?? ([], [])
  }

  private static func readDistributions(
    _ directory: String, _ places: EdgeResources.Places?, offered: ConfigurationFile?,
    _ diagnostics: DiagnosticCollector
  ) -> [Distribution] {
    guard ConfigurationFile.isDirectory(directory) else {
      diagnostics.add(Diagnostic(file: directory, "is not there or is no directory"))
      return []
    }
    var reader = distributionReader(directory, places, diagnostics)
    let distributions = yamlFiles(in: "\(directory)/distributions", diagnostics).compactMap { file in
      file.root().flatMap { reader.read($0, stem: file.stem) }
    }
    guard let offered else { return distributions }
    // By a reader of its own: another of its id is no clash.
    reader = distributionReader(directory, places, diagnostics)
    guard let new = offered.root().flatMap({ reader.read($0, stem: offered.stem) }) else {
      return distributions
    }
    return distributions.filter { $0.id != new.id } + [new]
  }

  private static func distributionReader(
    _ directory: String, _ places: EdgeResources.Places?, _ diagnostics: DiagnosticCollector
  ) -> DistributionReader {
    var resources = EdgeResources(places: places)
    for part in EdgeResources.Directory.allCases {
      for file in yamlFiles(in: "\(directory)/\(part.rawValue)", diagnostics) {
        if let root = file.root() { resources.add(root, of: part) }
      }
    }
    return DistributionReader(resources: resources)
  }

  /// What a reload would say with the distribution of this file in place of the one that has its id, or beside the others.
  func faults(ofDistributionIn path: String) -> [Diagnostic] {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    let places = EdgeResources.Places(
      pointsOfPresence: pointsOfPresence.map(\.id), regionalCaches: regionalCaches.map(\.id))
    var reader = Self.distributionReader(edgeFiles ?? "", places, diagnostics)
    if let distribution = file.root().flatMap({ reader.read($0, stem: file.stem) }), !diagnostics.hasErrors {
      do {
        _ = try EdgeConfiguration(distributions.filter { $0.id != distribution.id } + [distribution])
      } catch {
        diagnostics.add(Diagnostic(file: path, "\(error)"))
      }
    }
    return diagnostics.sorted
  }

  private mutating func readPlaces(_ directory: String, _ diagnostics: DiagnosticCollector) {
    guard ConfigurationFile.isDirectory(directory) else { return }
    let originsFile = ConfigurationFile(path: Self.originsPath(in: directory), diagnostics: diagnostics)
    if originsFile.exists, let root = originsFile.root() {
      (origins, balancers) = BuiltInOriginReader(baseDirectory: directory).read(root)
    }
    let quotasFile = ConfigurationFile(path: "\(directory)/quotas.yaml", diagnostics: diagnostics)
    if quotasFile.exists, let root = quotasFile.root() { invalidationQuotas = QuotasReader.read(root) }
    let certificatesFile = ConfigurationFile(path: "\(directory)/certificates.yaml", diagnostics: diagnostics)
    if certificatesFile.exists {
      certificates = certificatesFile.root().map(CertificateReader(baseDirectory: directory).read) ?? []
    }
  }

  private mutating func readLocations(
    _ zones: String?, _ geoip: String?, _ diagnostics: DiagnosticCollector
  ) {
    let file = ConfigurationFile(path: "\(zones ?? "")/clients.yaml", diagnostics: diagnostics)
    if zones != nil, file.exists, let root = file.root() {
      let reader = ClientReader(root)
      (networks, clients) = (reader.overrides, reader.clients)
    }
    if let geoip {
      do throws(GeoIPDatabase.OpenError) { database = try GeoIPDatabase(path: geoip) } catch {
        diagnostics.add(Diagnostic(file: geoip, "\(error)"))
      }
    }
    locator = Locator(overrides: networks, source: database)
  }

  private mutating func readZones(
    _ directory: String, _ seed: UInt64, _ cache: ZoneCache, _ targets: AliasTargets?, origins: [String]?,
    offered: ConfigurationFile?, _ diagnostics: DiagnosticCollector
  ) {
    zones = ZoneDirectory(path: directory, diagnostics: diagnostics, seed: seed, cache: cache).zones()
    if let new = offered.flatMap({ ZoneFile.read($0, seed: seed) }) {
      zones = zones.filter { $0.apex != new.apex } + [new]
    }
    let checksFile = ConfigurationFile(path: Self.healthChecksPath(in: directory), diagnostics: diagnostics)
    hasHealthChecks = checksFile.exists
    if hasHealthChecks, let root = checksFile.root() {
      health = HealthCheckReader.read(root, origins: origins)
    }
    if let targets { for zone in zones { targets.check(zone, diagnostics) } }
  }

  private static func originsPath(in directory: String) -> String { "\(directory)/origins.yaml" }

  private static func healthChecksPath(in directory: String) -> String { "\(directory)/health-checks.yaml" }

  private static func yamlFiles(
    in directory: String, _ diagnostics: DiagnosticCollector
  ) -> [ConfigurationFile] {
    ConfigurationFile.files(in: directory, suffixes: ConfigurationFile.yamlSuffixes, diagnostics: diagnostics)
  }
}
