import EdgeCache
import FoundationEssentials
import Geo
import Health
import Primitives
import World

extension LabConfiguration {
  /// The lab for a run on the virtual clock: what its servers would do, without a socket. Static files are looked at once, now.
  /// With `hasPopulation`, the networks of all cities are on the map.
  package func virtualSite(hasPopulation: Bool = false) -> VirtualSite {
    let locator = hasPopulation ? locator(CityNetwork.overrides) : locator
    let contents = origins.map(OriginContents.init)
    let checks = HealthCheckSet(health.checks)
    var site = VirtualSite(
      catalog: { catalog(zones.following($0), locator, withdrawn: $0.withdrawn) },
      edge: edge,
      pointsOfPresence: pointsOfPresence.compactMap { point in
        Coordinates(latitude: point.latitude, longitude: point.longitude).map {
          .init(
            point.cacheSite, addresses: [point.address] + [point.ipv6Address].compactMap(\.self),
            coordinates: $0)
        }
      },
      origins: contents.map(\.origin),
      endpoint: { [health] address, port in
        guard case .origin(let origin) = health.target(of: "\(address)", port: port) else { return nil }
        return origin
      },
      checks: checks, healthSettings: health.settings,
      probeTargets: checks.checks.map { probeTarget(of: $0.config, contents) }, alarms: health.alarms,
      regionalCaches: regionalCaches.map(\.cacheSite))
    site.locator = locator
    site.recorded = { try $0.open(as: $1) }
    return site
  }

  private func probeTarget(
    of config: HealthCheckConfig, _ contents: [OriginContents]
  ) -> VirtualSite.ProbeTarget {
    guard case .origin(let name) = health.probeTarget(of: config, origins: Set(origins.map(\.name))),
      let content = contents.first(where: { $0.origin.name == name })
    else { return .outside }
    let (status, body) = content.answer(config.path)
    let text = config.searchString.map { Array($0.utf8) } ?? []
    return .origin(
      content.origin.name, status: status,
      foundSearchString: body.prefix(Health.Limits.searchedBytes).contains(text))
  }
}

/// What a built-in origin would send, as far as a run without octets needs it.
private struct OriginContents {
  let origin: VirtualOrigin
  private let source: BuiltInOrigin

  init(_ source: BuiltInOrigin) {
    self.source = source
    origin = VirtualOrigin(
      name: source.name, region: source.region, objects: source.objects.map(VirtualOrigin.Object.init),
      files: source.directory.map(Self.files) ?? [:])
  }

  private static func files(in directory: String) -> [String: VirtualOrigin.File] {
    var files: [String: VirtualOrigin.File] = [:]
    for path in (try? FileManager.default.subpathsOfDirectory(atPath: directory)) ?? [] {
      guard let attributes = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(path)"),
        attributes[.type] as? FileAttributeType == .typeRegular
      else { continue }
      files["/\(path)"] = VirtualOrigin.File(
        contentType: "application/octet-stream", size: (attributes[.size] as? Int) ?? 0,
        modifiedAt: Int64(
          ((attributes[.modificationDate] as? Date) ?? Date(timeIntervalSince1970: 0)).timeIntervalSince1970))
    }
    return files
  }

  /// The status, and the content of what has any that is worth searching.
  func answer(_ path: String) -> (status: UInt16, body: [UInt8]) {
    let path = Array(path.prefix { $0 != "?" }.utf8)
    if let index = origin.objectIndex(of: path.span) {
      let object = source.objects[index]
      guard case .literal(let bytes) = object.body else { return (object.status, []) }
      return (object.status, bytes)
    }
    guard let directory = source.directory, let relative = BuiltInOrigin.relativeFilePath(of: path.span),
      let data = FileManager.default.contents(atPath: "\(directory)/\(relative)")
    else { return (404, []) }
    return (200, Array(data))
  }
}

extension VirtualOrigin.Object {
  fileprivate init(_ object: BuiltInOrigin.Object) {
    let size =
      switch object.body {
      case .generated(let octets): octets
      case .literal(let bytes): bytes.count
      // What is filled in is not known.
      case .page(let template): template.parts.reduce(0) { $0 + ($1.text?.utf8.count ?? 0) }
      }
    self.init(
      pathPattern: object.pathPattern, status: object.status, contentType: object.contentType,
      headers: object.headers, size: size, latency: object.latency, sendsETag: object.sendsETag,
      sendsLastModified: object.sendsLastModified)
  }
}

extension ArraySlice<UInt8> {
  /// Whether `other` stands in it somewhere.
  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard !other.isEmpty, count >= other.count else { return other.isEmpty }
    return (startIndex...endIndex - other.count).contains { self[$0..<$0 + other.count].elementsEqual(other) }
  }
}

extension PointOfPresence {
  /// Its cache, as a run without sockets has it.
  package var cacheSite: CacheSite {
    CacheSite(id: id, capacity: capacity, eviction: eviction, regionalCache: regionalCache)
  }
}

extension RegionalCache {
  /// As above.
  package var cacheSite: CacheSite { CacheSite(id: id, capacity: capacity, eviction: eviction) }
}
