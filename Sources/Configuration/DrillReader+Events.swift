import Health
import Primitives
import Simulation

extension DrillReader {
  mutating func readEvents(_ node: ConfigurationNode) {
    let nodes = node.list()
    guard within(Simulation.Limits.events, nodes, node) else { return }
    var seen = Uniqueness()
    var ends: [Drill.Event] = []
    for node in nodes {
      guard let map = node.map(keys: ["at", "name", "for", "ramp", "requires", "ensures"] + Self.actions)
      else { continue }
      let at = map.required("at").flatMap { time($0) }
      let name = map["name"]?.nonEmptyString()
      guard let action = action(map), let at, seen.claim(name ?? "", "event", name == nil ? nil : map["name"])
      else { continue }
      if let last = events.last, at < last.at {
        map["at"]?.error(
          "at is \(at.inSeconds), before the event above it; write events in the order of time")
      }
      var event = Drill.Event(at: at, name: name ?? action.description, action: action)
      if let node = map["ramp"], let ramp = ramp(node, action) { event.ramp = ramp }
      if let node = map["for"], let end = end(of: event, node),
        seen.claim(end.name, "event", name == nil ? nil : node)
      {
        ends.append(end)
      }
      if let node = map["requires"] { event.requires = conditions(node) }
      if let node = map["ensures"] { event.ensures = outcomes(node, after: at) }
      events.append(event)
    }
    let all = events + ends
    events = all.ordered(by: \.at)
  }

  /// What lifts the event after the time of `for`.
  private func end(of event: Drill.Event, _ node: ConfigurationNode) -> Drill.Event? {
    guard let length = Self.duration(node) else { return nil }
    guard let inverse = event.action.inverse else {
      node.error("for says nothing here: \(event.action) leaves nothing behind that could end")
      return nil
    }
    guard event.at + length <= duration else {
      node.error(
        "for ends at \((event.at + length).inSeconds), after the end of the drill at \(duration.inSeconds)")
      return nil
    }
    if length < event.ramp {
      node.error("for is shorter than ramp: it would end before it has its full strength")
    }
    return Drill.Event(at: event.at + length, name: "\(event.name) ends", action: inverse)
  }

  private func ramp(_ node: ConfigurationNode, _ action: Drill.Action) -> Duration? {
    guard action.hasStrength else {
      node.error(
        "ramp needs a strength that can grow: delay, drop, a status or its share, clock, or the factor of a cable"
      )
      return nil
    }
    return Self.duration(node)
  }

  func time(_ node: ConfigurationNode) -> Duration? {
    guard let time = Self.duration(node) else { return nil }
    guard time <= duration else {
      node.error("\(node.name) is \(time.inSeconds), after the end of the drill at \(duration.inSeconds)")
      return nil
    }
    return time
  }

  func action(_ map: ConfigurationMap) -> Drill.Action? {
    guard Self.actions.count(where: { map[$0] != nil }) == 1 else {
      map.node.error("\(map.node.name) must have one of \(Self.actions.joined(separator: ", "))")
      return nil
    }
    if let node = map["clear"] { return clear(node) }
    if let node = map["force"] {
      guard let force = node.map(keys: ["check", "status"]) else { return nil }
      let check = force.required("check").flatMap { self.check($0) }
      let status = force.required("status")?.choice(ForcedStatus.self)
      guard let check, let status else { return nil }
      return .force(check: check, status)
    }
    return map["fault"].map { fault($0) } ?? operatorAction(map)
  }

  /// What is mended is named: a built-in origin, a point of presence, `cables`, `partitions` or `resolvers`. An origin may
  /// have a backlog: `{origin: NAME, requestsPerSecond: 20}`. One fault of several of a kind is named as it was set, without
  /// its strength: `{partition: {pops: [ICN57-C1], origins: [shop.origin.test]}}`.
  private func clear(_ node: ConfigurationNode) -> Drill.Action? {
    if node.isMap { return clearNamed(node) }
    switch node.scalarText {
    case "cables": return .mendCables(nil)
    case "partitions": return .unite(nil)
    case "resolvers": return .resolvers(nil, nil)
    default: break
    }
    if let pop = lab.pointsOfPresence.first(where: { $0.id == node.scalarText }) {
      return .edge(pop: pop.id, nil)
    }
    return origin(node).map { .clear(origin: $0) }
  }

  private func clearNamed(_ node: ConfigurationNode) -> Drill.Action? {
    if node.has("cable") { return cable(node) }
    if node.has("partition") { return partition(node).map { .unite($0) } }
    if node.has("resolver") {
      return node.map(keys: ["resolver"])?["resolver"].flatMap { resolvers($0) }.map { .resolvers($0, nil) }
    }
    if node.has("record") { return undoing(node) }
    if node.has("region") { return regionBack(node) }
    return recovery(node)
  }

  private func recovery(_ node: ConfigurationNode) -> Drill.Action? {
    guard let map = node.map(keys: ["origin", "requestsPerSecond"]),
      let origin = map.required("origin").flatMap({ self.origin($0) }),
      let rate = map.required("requestsPerSecond")?.number(in: Simulation.Limits.capacity)
    else { return nil }
    return .recover(origin: origin, requestsPerSecond: rate)
  }

  func origin(_ node: ConfigurationNode) -> String? {
    known(node, "built-in origin", lab.origins.map(\.name))
  }

  func check(_ node: ConfigurationNode) -> String? {
    known(node, "health check", lab.health.checks.map(\.id))
  }

  func known(_ node: ConfigurationNode, _ kind: String, _ names: [String]) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    if names.contains(text) { return text }
    node.error("there is no \(kind) \(text.quoted)\(NearestName.suggestion(for: text, among: names))")
    return nil
  }

  func check(_ id: String) -> WatchedCheck? { lab.watchedChecks.first { $0.id == id } }
}

extension LabConfiguration {
  /// Every health check, as drills look at it.
  package var watchedChecks: [WatchedCheck] {
    health.checks.map { check in
      WatchedCheck(
        id: check.id, config: check.config, checkersPerRegion: health.settings.checkersPerRegion,
        origin: health.origin(of: check.config, among: origins))
    }
  }
}

extension HealthConfiguration {
  /// The built-in origin that probes of a check ask, nil if it is none of them.
  fileprivate func origin(of config: HealthCheckConfig, among origins: [BuiltInOrigin]) -> String? {
    guard config.type.isProbed else { return nil }
    guard case .origin(let name) = probeTarget(of: config, origins: Set(origins.map(\.name))) else {
      return nil
    }
    return name
  }
}
