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

  /// What may be wrong with origins and with points of presence: words of `edgesim fault set`.
  private static let flags = ["refuse", "hang", "reset"]
  private static let values = ["delay", "status", "share", "drop"]
  private static let faults = flags + values

  private func originFault(_ node: ConfigurationNode) -> Drill.Action? {
    let more = ["clock", "partition"]
    guard let map = node.map(keys: ["origin"] + Self.faults + more),
      let origin = map.required("origin").flatMap({ self.origin($0) })
    else { return nil }
    return serverFault(map, Self.values + more).map { .fault(origin: origin, $0) }
  }

  private func serverFault(_ map: ConfigurationMap, _ values: [String] = Self.values) -> ServerFault? {
    var words = Self.flags.filter { map[$0]?.boolean() == true }
    for key in values {
      guard let value = map[key] else { continue }
      let text =
        value.isList ? value.list().compactMap { $0.string() }.joined(separator: ",") : value.string()
      guard let text else { return nil }
      let word = "\(key)=\(text)"
      do throws(ServerFault.Refused) {
        // A share is of something.
        _ = try ServerFault(words: key == "share" ? ["status=500", word] : [word])
      } catch {
        value.error("\(error)")
        return nil
      }
      words.append(word)
    }
    do throws(ServerFault.Refused) {
      return try ServerFault(words: words)
    } catch {
      map.node.error("\(error)")
      return nil
    }
  }

  /// `{pop: ICN57-C1, refuse: true}`, or another fault of a server, or `clock: -5m`.
  private func edgeFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["pop", "clock"] + Self.faults),
      let pop = map.required("pop").flatMap({ pop($0) })
    else { return nil }
    guard let clock = map["clock"] else { return serverFault(map).map { .edge(pop: pop, $0) } }
    if let other = Self.faults.first(where: { map[$0] != nil }) {
      map[other]?.error("\(other) is a fault beside clock: give it an event of its own")
      return nil
    }
    return clock.parsed(as: "a time with a sign or without, up to a day, such as 5m or -90s") {
      ServerFault.offset($0)
    }.map { .skew(pop: pop, $0) }
  }

  /// `{resolver: isp, hang: true}`; `all` for each.
  private func resolverFault(_ node: ConfigurationNode) -> Drill.Action? {
    let outages = Drill.ResolverFault.Outage.allCases.map(\.rawValue)
    guard let map = node.map(keys: ["resolver", "delay", "share"] + outages),
      let kind = map.required("resolver").flatMap({ resolvers($0) })
    else { return nil }
    let given = Drill.ResolverFault.Outage.allCases.filter { map[$0.rawValue]?.boolean() == true }
    guard given.count == 1 || given.isEmpty && map["delay"] != nil else {
      node.error(
        "resolvers can refuse, servfail or hang; give one of refuse: true, servfail: true and hang: true, or delay: 300ms"
      )
      return nil
    }
    guard population != nil else {
      node.error("resolvers are those of users: give the drill a population")
      return nil
    }
    var fault = Drill.ResolverFault(given.first)
    if let delay = map["delay"] {
      guard let time = Self.duration(delay) else { return nil }
      fault.delay = time
    }
    if let node = map["share"] {
      guard !given.isEmpty else {
        node.error("share says nothing beside delay: it is of the questions that are not answered")
        return nil
      }
      guard let share = node.number(in: Simulation.Limits.share) else { return nil }
      fault.share = share
    }
    return .resolvers(kind, fault)
  }

  /// `{region: us-east-1, refuse: true}`: the origins that stand there (`region` in origins.yaml) and the points of presence
  /// to which no other region is nearer.
  private func regionFault(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["region"] + Self.faults),
      let region = map.required("region").flatMap({ region($0) }), let fault = serverFault(map)
    else { return nil }
    let actions = lab.actions(in: region, { .fault(origin: $0, fault) }, { .edge(pop: $0, fault) })
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
    return .region("\(region)", lab.actions(in: region, { .clear(origin: $0) }, { .edge(pop: $0, nil) }))
  }

  private func region(_ node: ConfigurationNode) -> AWSRegion? {
    known(node, "AWS region", AWSRegion.all.map(\.code)).flatMap { AWSRegion(code: $0) }
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

extension LabConfiguration {
  /// What befalls all that stands in a region: origins by `region` of origins.yaml, points of presence by what they are nearest to.
  func actions(
    in region: AWSRegion, _ origin: (String) -> Drill.Action, _ pop: (String) -> Drill.Action
  ) -> [Drill.Action] {
    origins.filter { $0.region == region }.map { origin($0.name) }
      + pointsOfPresence.filter { $0.nearestRegion == region }.map { pop($0.id) }
  }
}
