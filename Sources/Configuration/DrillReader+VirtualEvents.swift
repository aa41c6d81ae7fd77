import EdgeCache
import Geo
import Primitives
import Simulation
import World

// Events that a run on the virtual clock alone can bring about.

extension DrillReader {
  static let actions = ["fault", "clear", "force"] + virtualActions
  private static let virtualActions = [
    "withdraw", "restore", "flush", "invalidate", "crowd", "isolate", "reconnect", "publish",
  ]

  func virtualAction(_ map: ConfigurationMap) -> Drill.Action? {
    if let node = map["withdraw"] { return pop(node).map { .withdraw(pop: $0) } }
    if let node = map["restore"] { return pop(node).map { .restore(pop: $0) } }
    if let node = map["flush"] {
      return node.scalarText == "all" ? .flush(pop: nil) : pop(node).map { .flush(pop: $0) }
    }
    if let node = map["invalidate"] { return invalidation(node) }
    if let node = map["crowd"] { return crowd(node) }
    if let node = map["isolate"] {
      if node.scalarText == "all" { return .isolate(resolvers: nil) }
      return known(node, "kind of resolver", ResolverProfile.usual.map(\.id)).map { .isolate(resolvers: $0) }
    }
    if let node = map["reconnect"] {
      guard node.scalarText == "all" else {
        node.error("reconnect is for all resolvers; write: reconnect: all")
        return nil
      }
      return .reconnect
    }
    return map["publish"].flatMap(publication)
  }

  private func pop(_ node: ConfigurationNode) -> String? {
    known(node, "point of presence", lab.pointsOfPresence.map(\.id))
  }

  /// `{pop: ICN57-C1, refuse: true}`, or `hang`.
  func edgeFault(_ node: ConfigurationNode) -> Drill.Action? {
    let faults = Drill.EdgeFault.allCases
    guard let map = node.map(keys: ["pop"] + faults.map(\.rawValue)) else { return nil }
    guard let pop = map.required("pop").flatMap({ pop($0) }) else { return nil }
    let given = faults.filter { map[$0.rawValue]?.boolean() == true }
    guard given.count == 1 else {
      node.error("a point of presence can refuse or hang; give one of refuse: true and hang: true")
      return nil
    }
    return .edge(pop: pop, given[0])
  }

  /// `{cable: {countries: [KR], pops: [NRT57-C1]}, factor: 1.6}`.
  func cableFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["cable", "factor"]),
      let ends = map["cable"]?.map(keys: ["countries", "pops"]),
      let factor = map.required("factor")?.number(in: Simulation.Limits.detour)
    else { return nil }
    guard ends["countries"] != nil || ends["pops"] != nil else {
      node.error("cable must have countries or pops, or both")
      return nil
    }
    let countries = ends["countries"].map { self.countries($0) }
    let pops = ends["pops"].map { list in list.list().map { pop($0) } }
    guard countries != .some(nil), pops?.contains(nil) != true else { return nil }
    return .cable(
      Drill.CableFault(
        countries: countries.flatMap(\.self) ?? [], pops: (pops ?? []).compactMap(\.self), factor: factor))
  }

  /// Codes of countries in which a city of the table is.
  func countries(_ node: ConfigurationNode) -> [String]? {
    let inhabited = Set(City.all.map { "\($0.country)" })
    let codes = node.list().map { node in
      node.parsed(as: "the code of a country, such as KR") { inhabited.contains($0) ? $0 : nil }
    }
    return codes.contains(nil) ? nil : codes.compactMap(\.self)
  }

  private func invalidation(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["distribution", "paths"]),
      let distribution = map.required("distribution").flatMap({
        known($0, "distribution", lab.distributions.map(\.id))
      }), let list = map.required("paths")
    else { return nil }
    let paths = list.list().compactMap { node -> String? in
      guard let text = node.nonEmptyString() else { return nil }
      do throws(InvalidationPath.Refused) { _ = try InvalidationPath(parsing: text) } catch {
        node.error("\(error)")
        return nil
      }
      return text
    }
    return paths.isEmpty ? nil : .invalidate(distribution: distribution, paths: paths)
  }

  /// `{factor: 10, objects: 5, ramp: 2m, hold: 5m, decay: 30m}`.
  private func crowd(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["factor", "objects", "ramp", "hold", "decay"]),
      let factor = map.required("factor")?.number(in: Simulation.Limits.crowd)
    else { return nil }
    guard population != nil else {
      node.error("a crowd needs users: give the drill a population")
      return nil
    }
    let objects = map["objects"].map { $0.integer(in: Simulation.Limits.objects) }
    let times = ["ramp", "hold", "decay"].map { key in map[key].map { Self.duration($0) } }
    guard objects != .some(nil), !times.contains(.some(nil)) else { return nil }
    return .crowd(
      Drill.FlashCrowd(
        factor: factor, objects: objects.flatMap(\.self) ?? 1,
        ramp: max(.seconds(1), times[0].flatMap(\.self) ?? .seconds(60)),
        hold: times[1].flatMap(\.self) ?? .zero,
        decay: max(.seconds(1), times[2].flatMap(\.self) ?? .seconds(1800))))
  }

  /// A zone file beside the drill. What it says wrongly is found now.
  private func publication(_ node: ConfigurationNode) -> Drill.Action? {
    guard let name = node.nonEmptyString() else { return nil }
    let path = "\(directory)/\(name)"
    let (zone, diagnostics) = ZoneFile.read(path, origin: nil)
    for fault in diagnostics where fault.severity == .error { node.error("\(fault)") }
    guard let zone else { return nil }
    guard lab.zones.contains(where: { $0.apex == zone.apex }) else {
      node.error("\(name) is the zone \(zone.apex), which is not served")
      return nil
    }
    return .publish(zone: path)
  }
}
