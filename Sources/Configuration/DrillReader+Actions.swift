import EdgeCache
import Geo
import Health
import Primitives
import Simulation
import World

// What operators do, and what users do.

extension DrillReader {
  static let actions = ["fault", "clear", "force"] + operatorActions
  private static let operatorActions = [
    "withdraw", "restore", "weight", "routingControl", "alarm", "flush", "invalidate", "preload", "crowd",
    "isolate", "reconnect", "publish", "refuse",
  ]

  func operatorAction(_ map: ConfigurationMap) -> Drill.Action? {
    if let node = map["withdraw"] { return pop(node).map { .withdraw(pop: $0) } }
    if let node = map["restore"] { return pop(node).map { .restore(pop: $0) } }
    if let node = map["weight"] { return weight(node) }
    if let node = map["routingControl"] { return routingControl(node) }
    if let node = map["alarm"] { return alarm(node) }
    if let node = map["flush"] {
      return node.scalarText == "all" ? .flush(pop: nil) : pop(node).map { .flush(pop: $0) }
    }
    if let node = map["invalidate"] { return invalidation(node) }
    if let node = map["preload"] { return preload(node) }
    if let node = map["crowd"] { return crowd(node) }
    if let node = map["isolate"] { return resolvers(node).map { .isolate(resolvers: $0) } }
    if let node = map["reconnect"] { return resolvers(node).map { .reconnect(resolvers: $0) } }
    if let node = map["refuse"] { return refusal(node) }
    return map["publish"].flatMap(publication)
  }

  /// A kind of resolvers; `.some(nil)` for `all`.
  func resolvers(_ node: ConfigurationNode) -> String?? {
    if node.scalarText == "all" { return .some(nil) }
    return known(node, "kind of resolver", resolverKinds).map { .some($0) }
  }

  var resolverKinds: [String] { ResolverProfile.usual.map(\.id) }

  /// The states of routing controls in the API of Application Recovery Controller (RoutingControlState).
  private enum RoutingControlState: String, CaseIterable {
    case on = "On"
    case off = "Off"
  }

  private func routingControl(_ node: ConfigurationNode) -> Drill.Action? {
    guard let (check, map) = followed(node, .recoveryControl),
      let state = map.required("state")?.choice(RoutingControlState.self)
    else { return nil }
    return .routingControl(check: check, isOn: state == .on)
  }

  private func alarm(_ node: ConfigurationNode) -> Drill.Action? {
    guard let (check, map) = followed(node, .cloudWatchMetric),
      let state = map.required("state")?.choice(AlarmState.self)
    else { return nil }
    return .alarm(check: check, state)
  }

  /// A check of that type, which follows the `state` of something.
  private func followed(
    _ node: ConfigurationNode, _ type: HealthCheckConfig.CheckType
  ) -> (String, ConfigurationMap)? {
    guard let map = node.map(keys: ["check", "state"]), let node = map.required("check"),
      let id = check(node), let found = lab.health.checks.first(where: { $0.id == id })?.config.type
    else { return nil }
    guard found == type else {
      node.error("health check \(id.quoted) has Type \(found.rawValue), not \(type.rawValue)")
      return nil
    }
    return (id, map)
  }

  private func preload(_ node: ConfigurationNode) -> Drill.Action? {
    if node.scalarText == "all" { return .preload(distribution: nil) }
    let ids = lab.distributions.filter { $0.staticContent != nil }.map(\.id)
    return known(node, "distribution with static content", ids).map { .preload(distribution: $0) }
  }

  func pop(_ node: ConfigurationNode) -> String? {
    known(node, "point of presence", lab.pointsOfPresence.map(\.id))
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
    guard population?.workload.recording == nil else {
      node.error("a crowd is more of the demand that is drawn, and the workload is a trace")
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
}
