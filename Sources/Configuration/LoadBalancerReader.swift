import Health
import LoadBalancing
import Primitives

/// Reads `loadBalancers` of `origins.yaml`.
///
///     loadBalancers:
///       - name: app.test
///         algorithm: least-connections
///         targets: [app-1.test, {name: 127.0.0.1:9001, weight: 3}, {name: app-0.test, draining: true}]
///         stickyCookie: server
///         slowStart: 30s
///         healthCheck: {Type: HTTP, ResourcePath: /health, RequestInterval: 10, FailureThreshold: 2}
struct LoadBalancerReader {
  /// The names of built-in origins.
  let origins: [String]

  private static let keys = [
    "name", "algorithm", "targets", "hashKey", "stickyCookie", "slowStart", "healthCheck",
  ]

  /// `seen`: names that are taken.
  func read(_ list: ConfigurationNode, _ seen: inout Uniqueness) -> [BalancedOrigin] {
    let nodes = list.list()
    let names = nodes.compactMap { $0.peek("name")?.scalarText?.lowercased() }
    return nodes.compactMap { balancer($0, names, &seen) }
  }

  private func balancer(
    _ node: ConfigurationNode, _ balancers: [String], _ seen: inout Uniqueness
  ) -> BalancedOrigin? {
    guard let map = node.map(keys: Self.keys) else { return nil }
    let name = map.required("name")?.parsed(as: "a host name", HostText.parse)
    if let name { seen.claim(name, "name", map["name"]) }
    let algorithm = map["algorithm"]?.choice(LoadBalancer.Algorithm.self)
    let slowStart = map["slowStart"]?.parsed(as: "a duration such as 30s, at most 15m", Self.parseSlowStart)
    let hashKey = map["hashKey"].flatMap(hashKey)
    if let key = map["hashKey"], algorithm != .hash {
      key.error("hashKey goes with 'algorithm: hash'")
    }
    let cookie = map["stickyCookie"]?.parsed(as: "a cookie's name") { HeaderText.isName($0) ? $0 : nil }
    let targets = map.required("targets").map { self.targets($0, balancers) } ?? []
    guard let name, !targets.isEmpty else { return nil }
    var origin = BalancedOrigin(
      name: name,
      balancer: LoadBalancer(
        algorithm ?? .roundRobin, targets.map(\.target), slowStart: slowStart ?? .zero),
      places: Dictionary(targets.map { ($0.target.name, $0.place) }) { first, _ in first },
      hashKey: hashKey ?? .url, stickyCookie: cookie)
    if let check = map["healthCheck"] { readCheck(check, into: &origin) }
    return origin
  }

  // MARK: Targets

  private func targets(
    _ list: ConfigurationNode, _ balancers: [String]
  ) -> [(target: LoadBalancer.Target, place: HostAndPort)] {
    let nodes = list.list()
    if nodes.isEmpty || nodes.count > Limits.targets {
      list.error("targets has \(nodes.count) elements; 1 to \(Limits.targets) are allowed")
    }
    var seen = Uniqueness()
    let targets = nodes.compactMap { target($0, balancers, &seen) }
    if !targets.isEmpty, targets.allSatisfy(\.target.isDraining) {
      list.error("all targets are draining; at least one must take new clients")
    }
    return targets
  }

  private func target(
    _ node: ConfigurationNode, _ balancers: [String], _ seen: inout Uniqueness
  ) -> (target: LoadBalancer.Target, place: HostAndPort)? {
    var (name, weight, isDraining): (ConfigurationNode?, Int?, Bool?) = (node, nil, nil)
    if node.isMap {
      guard let map = node.map(keys: ["name", "weight", "draining"]) else { return nil }
      name = map.required("name")
      weight = map["weight"]?.integer(in: 1...Limits.targetWeight)
      isDraining = map["draining"]?.boolean()
    }
    guard let name,
      let place = name.parsed(
        as: "a built-in origin, an address or a host name, with or without a port", HostAndPort.parse),
      seen.claim("\(place)", "target", name)
    else { return nil }
    if balancers.contains(place.host) {
      name.error("\(place.host.quoted) is a load balancer; a target is a server")
    }
    if place.port != nil, origins.contains(place.host) {
      name.error("\(place.host.quoted) is a built-in origin, which has a port of its own")
    }
    return (
      LoadBalancer.Target(name: "\(place)", weight: weight ?? 1, isDraining: isDraining ?? false), place
    )
  }

  // MARK: The rest

  private func hashKey(_ node: ConfigurationNode) -> BalancedOrigin.HashKey? {
    guard node.isMap else {
      return node.parsed(as: "url, address, {cookie: NAME} or {header: NAME}") {
        switch $0 {
        case "url": .url
        case "address": .address
        default: nil
        }
      }
    }
    guard let map = node.map(keys: ["cookie", "header"]) else { return nil }
    switch (map["cookie"], map["header"]) {
    case (let cookie?, nil):
      return cookie.parsed(as: "a cookie's name") { HeaderText.isName($0) ? .cookie($0) : nil }
    case (nil, let header?):
      return header.parsed(as: "a header name") { HeaderText.isName($0) ? .header($0.lowercased()) : nil }
    default:
      node.error("hashKey must have either cookie or header")
      return nil
    }
  }

  private func readCheck(_ node: ConfigurationNode, into origin: inout BalancedOrigin) {
    let keys = HealthCheckReader.probeKeys + ["Type"]
    guard let map = node.map(keys: keys) else { return }
    guard let type = map["Type"].map({ $0.choice(HealthCheckConfig.CheckType.self) }) ?? .http else { return }
    guard type.isProbed else {
      map["Type"]?.error("Type is '\(type.rawValue)'; a target is asked: HTTP, HTTPS, TCP or ..._STR_MATCH")
      return
    }
    var config = HealthCheckConfig(type: type)
    HealthCheckReader.readProbe(map, into: &config)
    origin.healthCheck = config
    guard var check = origin.check(of: origin.balancer.targets[0].name) else { return }
    check.regions = HealthCheckRegion.allCases
    for fault in check.faults { (map[fault.key] ?? node).error(fault.message) }
  }

  private static func parseSlowStart(_ text: String) -> Duration? {
    Duration(text: text).flatMap { $0 <= Limits.slowStart ? $0 : nil }
  }
}
