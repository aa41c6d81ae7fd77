import Geo
import Primitives
import Simulation

// Faults: what breaks is named by the first key.

extension DrillReader {
  func fault(_ node: ConfigurationNode) -> Drill.Action? {
    if node.has("pop") { return edgeFault(node) }
    if node.has("cable") { return cableFault(node) }
    if node.has("region") { return regionFault(node) }
    if node.has("resolver") { return resolverFault(node) }
    if node.has("record") { return recordFault(node) }
    // Of an origin it is who of the checkers does not reach it.
    return node.has("partition") && !node.has("origin")
      ? partition(node).map { .divide($0) } : originFault(node)
  }

  /// `{pop: ICN57-C1, refuse: true}`, or `hang`, or `clock: -5m`.
  private func edgeFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["pop", "clock"] + Drill.EdgeFault.allCases.map(\.rawValue)) else {
      return nil
    }
    guard let pop = map.required("pop").flatMap({ pop($0) }) else { return nil }
    let given: [Drill.EdgeFault] = flags(map)
    guard given.count + (map["clock"] == nil ? 0 : 1) == 1 else {
      node.error(
        "a point of presence can refuse or hang, or have a clock that is wrong; give one of refuse: true, hang: true and "
          + "clock: -5m")
      return nil
    }
    guard let clock = map["clock"] else { return .edge(pop: pop, given[0]) }
    return clock.parsed(as: "a time with a sign or without, up to a day, such as 5m or -90s") {
      OriginFault.offset($0)
    }.map { .skew(pop: pop, $0) }
  }

  /// Those that are `true`.
  private func flags<Fault: RawRepresentable & CaseIterable>(_ map: ConfigurationMap) -> [Fault]
  where Fault.RawValue == String {
    Fault.allCases.filter { map[$0.rawValue]?.boolean() == true }
  }

  /// `{resolver: isp, hang: true}`; `all` for each.
  private func resolverFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["resolver"] + Drill.ResolverFault.allCases.map(\.rawValue)),
      let kind = map.required("resolver").flatMap({ resolvers($0) })
    else { return nil }
    let given: [Drill.ResolverFault] = flags(map)
    guard given.count == 1 else {
      node.error(
        "resolvers can refuse, servfail or hang; give one of refuse: true, servfail: true and hang: true")
      return nil
    }
    guard population != nil else {
      node.error("resolvers are those of users: give the drill a population")
      return nil
    }
    return .resolvers(kind, given[0])
  }

  /// `{region: us-east-1, refuse: true}`: the origins that stand there (`region` in origins.yaml) and the points of presence
  /// to which no other region is nearer.
  private func regionFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["region"] + Drill.EdgeFault.allCases.map(\.rawValue)),
      let region = map.required("region").flatMap({ region($0) })
    else { return nil }
    let given: [Drill.EdgeFault] = flags(map)
    guard given.count == 1 else {
      node.error("a region can refuse or hang; give one of refuse: true and hang: true")
      return nil
    }
    var fault = OriginFault()
    if given[0] == .refuse { fault.refuses = true } else { fault.hangs = true }
    let actions = all(in: region, { .fault(origin: $0, fault) }, { .edge(pop: $0, given[0]) })
    guard !actions.isEmpty else {
      map["region"]?.error(
        "nothing stands in \(region): no origin of origins.yaml has that region, and no point of presence is near it"
      )
      return nil
    }
    return .region("\(region)", actions)
  }

  /// `{region: us-east-1}`.
  func regionBack(_ node: ConfigurationNode) -> Drill.Action? {
    guard let region = node.map(keys: ["region"])?.required("region").flatMap({ region($0) }) else {
      return nil
    }
    return .region("\(region)", all(in: region, { .clear(origin: $0) }, { .edge(pop: $0, nil) }))
  }

  private func all(
    in region: AWSRegion, _ origin: (String) -> Drill.Action, _ pop: (String) -> Drill.Action
  ) -> [Drill.Action] {
    lab.origins.filter { $0.region == region }.map { origin($0.name) }
      + lab.pointsOfPresence.filter { $0.nearestRegion == region }.map { pop($0.id) }
  }

  private func region(_ node: ConfigurationNode) -> AWSRegion? {
    known(node, "AWS region", AWSRegion.all.map(\.code)).flatMap { AWSRegion(code: $0) }
  }

  /// `{partition: {pops: [ICN57-C1], origins: [shop.origin.test]}}`.
  func partition(_ node: ConfigurationNode) -> Drill.Partition? {
    guard let sides = node.map(keys: ["partition"])?["partition"]?.map(keys: Self.sides) else { return nil }
    let given = Self.sides.filter { sides[$0] != nil }
    guard given.count == 2, Self.ways.contains(where: { $0 == given }) else {
      node.error(
        "partition is between two of \(Self.sides.joined(separator: ", ")), of which one asks the other: "
          + Self.ways.map { $0.joined(separator: " and ") }.joined(separator: "; "))
      return nil
    }
    guard let from = side(given[0], sides), let to = side(given[1], sides) else { return nil }
    return Drill.Partition(from: from, to: to)
  }

  /// In the order in which they ask.
  private static let sides = ["countries", "pops", "regionalCaches", "origins"]
  private static let ways = [
    ["countries", "pops"], ["pops", "regionalCaches"], ["pops", "origins"], ["regionalCaches", "origins"],
  ]

  private func side(_ key: String, _ map: ConfigurationMap) -> Drill.Partition.Side? {
    guard let node = map[key] else { return nil }
    guard key != "countries" else { return countries(node).map { .countries($0) } }
    let names = node.list().map { node in
      switch key {
      case "pops": pop(node)
      case "origins": origin(node)
      default: known(node, "regional cache", lab.regionalCaches.map(\.id))
      }
    }
    guard !names.isEmpty, !names.contains(nil) else {
      if names.isEmpty { node.error("\(key) is empty: nobody would be parted") }
      return nil
    }
    let all = names.compactMap(\.self)
    return key == "pops" ? .pops(all) : key == "origins" ? .origins(all) : .regionalCaches(all)
  }

  /// `{cable: {countries: [KR], pops: [NRT57-C1]}, factor: 1.6}`.
  private func cableFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["cable", "factor"]),
      let factor = map.required("factor")?.number(in: Simulation.Limits.detour)
    else { return nil }
    return ends(of: map["cable"], factor).map { .cable($0) }
  }

  /// `{cable: {countries: [KR], pops: [NRT57-C1]}}`.
  func cable(_ node: ConfigurationNode) -> Drill.Action? {
    node.map(keys: ["cable"]).flatMap { ends(of: $0["cable"], 1) }.map { .mendCables($0) }
  }

  private func ends(of node: ConfigurationNode?, _ factor: Double) -> Drill.CableFault? {
    guard let node, let ends = node.map(keys: ["countries", "pops"]) else { return nil }
    guard ends["countries"] != nil || ends["pops"] != nil else {
      node.error("cable must have countries or pops, or both")
      return nil
    }
    let countries = ends["countries"].map { self.countries($0) }
    let pops = ends["pops"].map { list in list.list().map { pop($0) } }
    guard countries != .some(nil), pops?.contains(nil) != true else { return nil }
    return Drill.CableFault(
      countries: countries.flatMap(\.self) ?? [], pops: (pops ?? []).compactMap(\.self), factor: factor)
  }
}
