import DNSWire
import Geo
import Health
import Primitives
import Simulation

/// Reads a drill for a lab: docs/drills.md.
///
///     name: The primary origin goes down
///     duration: 150s
///     timeScale: 10
///     traffic: {url: "http://www.shop.example/cart", queriesPerSecond: 1, requestsPerSecond: 1}
///     places:
///       - {name: Seoul, client: seoul-office}
///     events:
///       - {at: 30s, name: outage, fault: {origin: shop.origin.test, refuse: true}}
///       - {at: 90s, name: repair, clear: shop.origin.test}
///     expect:
///       - {check: shop, becomes: Unhealthy, after: outage, within: formula}
package struct DrillReader {
  private let lab: LabConfiguration
  private let root: ConfigurationNode
  private var duration = Duration.zero
  private var timeScale = 1.0
  private var traffic = Traffic()
  private var places: [Drill.Place] = []
  private var events: [Drill.Event] = []
  /// The ids of the checks that the drill is about, in the order they come up.
  private var watched: [String] = []

  /// What places want unless they say otherwise.
  private struct Traffic {
    var url: URLParts?
    var queriesPerSecond = 1.0
    var requestsPerSecond = 1.0
    var timeoutSeconds = Simulation.Limits.usualRequestSeconds
  }

  /// The drill in the file at `path`; nil with an error among the diagnostics.
  package static func load(
    _ path: String, for lab: LabConfiguration
  ) -> (drill: Drill?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    let drill = file.root().flatMap { root -> Drill? in
      var reader = DrillReader(lab: lab, root: root)
      return reader.read(stem: file.stem)
    }
    return (diagnostics.hasErrors ? nil : drill, diagnostics.sorted)
  }

  /// The drills of the edge configuration in `directory`, in the order of their files.
  package static func paths(in directory: String) -> (paths: [String], diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let files = ConfigurationFile.files(
      in: "\(directory)/drills", suffixes: ConfigurationFile.yamlSuffixes, diagnostics: diagnostics)
    return (files.map(\.path), diagnostics.sorted)
  }

  private init(lab: LabConfiguration, root: ConfigurationNode) { (self.lab, self.root) = (lab, root) }

  private mutating func read(stem: String) -> Drill? {
    let keys = ["name", "duration", "timeScale", "traffic", "places", "events", "expect"]
    guard let map = root.map(keys: keys) else { return nil }
    let name = map["name"]?.nonEmptyString() ?? stem
    guard let duration = map.required("duration").flatMap({ Self.duration($0) }) else { return nil }
    self.duration = duration
    if let scale = map["timeScale"]?.number(in: Limits.timeScale) { timeScale = scale }
    if let node = map["traffic"] { readTraffic(node) }
    if let node = map.required("places") { readPlaces(node) }
    if let node = map["events"] { readEvents(node) }
    let expectations = map["expect"].map { readExpectations($0) } ?? []
    checkAmount(map["places"] ?? root)
    return Drill(
      name: name, duration: duration, timeScale: timeScale, places: places, events: events,
      expectations: expectations, checks: watched.compactMap(check))
  }

  // MARK: Traffic and places

  private static let trafficKeys = ["url", "queriesPerSecond", "requestsPerSecond", "timeout"]

  private mutating func readTraffic(_ node: ConfigurationNode) {
    guard let map = node.map(keys: Self.trafficKeys) else { return }
    traffic = traffic(map, over: traffic)
  }

  private func traffic(_ map: ConfigurationMap, over usual: Traffic) -> Traffic {
    var traffic = usual
    if let node = map["url"], let url = url(node) { traffic.url = url }
    if let rate = map["queriesPerSecond"]?.number(in: Simulation.Limits.rate) {
      traffic.queriesPerSecond = rate
      if rate == 0 {
        map["queriesPerSecond"]?.error("queriesPerSecond is 0: nothing would be known of answers")
      }
    }
    if let rate = map["requestsPerSecond"]?.number(in: Simulation.Limits.rate) {
      traffic.requestsPerSecond = rate
    }
    if let node = map["timeout"], let limit = Self.duration(node) {
      let seconds = Int(limit.components.seconds)
      if limit == .seconds(seconds), Simulation.Limits.requestSeconds.contains(seconds) {
        traffic.timeoutSeconds = seconds
      } else {
        node.error("timeout must be whole seconds, 1s to \(Simulation.Limits.requestSeconds.upperBound)s")
      }
    }
    return traffic
  }

  private func url(_ node: ConfigurationNode) -> URLParts? {
    guard let url = node.parsed(as: "http://host/path", Self.parseURL) else { return nil }
    let isServed = Name(url.host).map { name in
      lab.zones.contains { name.isSubdomain(of: $0.apex) }
    }
    if isServed != true { node.error("no zone of the lab has the host \(url.host.quoted)") }
    return url
  }

  private static func parseURL(_ text: String) -> URLParts? {
    guard text.hasPrefix("http://") else { return nil }
    let rest = text.dropFirst("http://".count)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let path = String(rest.dropFirst(authority.count))
    let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = parts.first.flatMap({ HostText.parse(String($0)) }), IPAddress(host) == nil,
      path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }), !path.hasPrefix("?")
    else { return nil }
    guard parts.count == 2 else { return URLParts(host: host, path: path.isEmpty ? "/" : path) }
    guard let port = UInt16(parts[1]), port > 0 else { return nil }
    return URLParts(host: host, port: port, path: path.isEmpty ? "/" : path)
  }

  private mutating func readPlaces(_ node: ConfigurationNode) {
    let nodes = node.list()
    if nodes.isEmpty { node.error("places is empty: nobody would ask") }
    guard within(Simulation.Limits.places, nodes, node) else { return }
    var seen = Uniqueness()
    for node in nodes {
      guard let map = node.map(keys: ["name", "client", "subnet", "city"] + Self.trafficKeys) else {
        continue
      }
      let traffic = traffic(map, over: traffic)
      let name = map.required("name")?.nonEmptyString()
      let subnet = subnet(map)
      if traffic.url == nil, map["url"] == nil {
        node.error("\(node.name) lacks the key 'url', and traffic has none")
      }
      guard let name, seen.claim(name, "place", map["name"]), let subnet, let url = traffic.url else {
        continue
      }
      places.append(
        Drill.Place(
          name: name, subnet: subnet, url: url, queriesPerSecond: traffic.queriesPerSecond,
          requestsPerSecond: traffic.requestsPerSecond, timeoutSeconds: traffic.timeoutSeconds))
    }
  }

  private func subnet(_ map: ConfigurationMap) -> IPPrefix? {
    let given = ["client", "subnet", "city"].filter { map[$0] != nil }
    guard given.count == 1 else {
      map.node.error("\(map.node.name) must have one of client, subnet and city")
      return nil
    }
    if let node = map["subnet"] {
      return node.parsed(as: "a network such as 10.1.0.0/24") { IPPrefix($0) }
    }
    if let node = map["client"] {
      guard let text = node.nonEmptyString() else { return nil }
      guard let client = lab.clients.first(where: { $0.name == text.lowercased() }) else {
        let known = lab.clients.map(\.name)
        node.error(
          "zones/clients.yaml names no client \(text.quoted)\(NearestName.suggestion(for: text, among: known))"
        )
        return nil
      }
      return Self.subnet(of: client.address)
    }
    guard let node = map["city"], let text = node.nonEmptyString() else { return nil }
    guard let city = City(named: text) else {
      node.error(
        "there is no city \(text.quoted) of 100,000 people or more"
          + NearestName.suggestion(for: text, among: City.all.map(\.name)))
      return nil
    }
    let network = lab.networks.first { $0.location.coordinates == city.coordinates }
    guard let network else {
      node.error(
        "no network stands for \(city.name): put one under networks in zones/clients.yaml, or give subnet")
      return nil
    }
    return Self.subnet(of: network.network.address)
  }

  /// What resolvers tell of a client (RFC 7871 section 11.1): /24 or /56.
  private static func subnet(of address: IPAddress) -> IPPrefix? {
    IPPrefix(address, length: address.family == .v4 ? 24 : 56)
  }

  /// Bounds what a run has to do and to remember.
  private func checkAmount(_ node: ConfigurationNode) {
    let rate = places.reduce(0) { $0 + $1.queriesPerSecond + $1.requestsPerSecond }
    if rate * duration.seconds > Double(Simulation.Limits.exchanges) {
      node.error(
        "the places make \(Int(rate * duration.seconds)) queries and requests; at most \(Simulation.Limits.exchanges) are run"
      )
    } else if rate * timeScale > Simulation.Limits.liveRate {
      node.error(
        "the places make \(Int(rate * timeScale)) queries and requests a second at timeScale \(timeScale); at most "
          + "\(Int(Simulation.Limits.liveRate)) are started")
    }
  }

  // MARK: Events

  private mutating func readEvents(_ node: ConfigurationNode) {
    let nodes = node.list()
    guard within(Simulation.Limits.events, nodes, node) else { return }
    var seen = Uniqueness()
    for node in nodes {
      guard let map = node.map(keys: ["at", "name", "fault", "clear", "force"]) else { continue }
      let at = map.required("at").flatMap { time($0) }
      let name = map["name"]?.nonEmptyString()
      guard let action = action(map), let at, seen.claim(name ?? "", "event", name == nil ? nil : map["name"])
      else { continue }
      if let last = events.last, at < last.at {
        map["at"]?.error(
          "at is \(at.inSeconds), before the event above it; write events in the order of time")
      }
      watch(action)
      events.append(Drill.Event(at: at, name: name ?? action.description, action: action))
    }
  }

  private func time(_ node: ConfigurationNode) -> Duration? {
    guard let time = Self.duration(node) else { return nil }
    guard time <= duration else {
      node.error("\(node.name) is \(time.inSeconds), after the end of the drill at \(duration.inSeconds)")
      return nil
    }
    return time
  }

  private func action(_ map: ConfigurationMap) -> Drill.Action? {
    guard ["fault", "clear", "force"].count(where: { map[$0] != nil }) == 1 else {
      map.node.error("\(map.node.name) must have one of fault, clear and force")
      return nil
    }
    if let node = map["clear"] { return origin(node).map { .clear(origin: $0) } }
    if let node = map["force"] {
      guard let force = node.map(keys: ["check", "status"]) else { return nil }
      let check = force.required("check").flatMap { self.check($0) }
      let status = force.required("status")?.choice(ForcedStatus.self)
      guard let check, let status else { return nil }
      return .force(check: check, status)
    }
    return map["fault"].flatMap(fault)
  }

  /// The words of `edgesim fault set`, as keys.
  private func fault(_ node: ConfigurationNode) -> Drill.Action? {
    let flags = ["refuse", "hang"]
    let values = ["delay", "status", "drop", "partition"]
    guard let map = node.map(keys: ["origin"] + flags + values) else { return nil }
    guard let origin = map.required("origin").flatMap({ self.origin($0) }) else { return nil }
    var words = flags.filter { map[$0]?.boolean() == true }
    for key in values {
      guard let value = map[key] else { continue }
      let text =
        value.isList ? value.list().compactMap { $0.string() }.joined(separator: ",") : value.string()
      guard let text else { return nil }
      do throws(OriginFault.Refused) { _ = try OriginFault(words: ["\(key)=\(text)"]) } catch {
        value.error("\(error)")
        return nil
      }
      words.append("\(key)=\(text)")
    }
    do throws(OriginFault.Refused) {
      return .fault(origin: origin, try OriginFault(words: words))
    } catch {
      node.error("\(error)")
      return nil
    }
  }

  private func origin(_ node: ConfigurationNode) -> String? {
    known(node, "built-in origin", lab.origins.map(\.name))
  }

  private func check(_ node: ConfigurationNode) -> String? {
    known(node, "health check", lab.health.checks.map(\.id))
  }

  private func known(_ node: ConfigurationNode, _ kind: String, _ names: [String]) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    if names.contains(text) { return text }
    node.error("there is no \(kind) \(text.quoted)\(NearestName.suggestion(for: text, among: names))")
    return nil
  }

  /// A drill is about the checks that its events touch, and about those of its expectations.
  private mutating func watch(_ action: Drill.Action) {
    switch action {
    case .force(let check, _): watch(check)
    case .fault(let origin, _), .clear(let origin):
      for check in lab.health.checks where lab.health.origin(of: check.config, among: lab.origins) == origin {
        watch(check.id)
      }
    }
  }

  private mutating func watch(_ check: String) { if !watched.contains(check) { watched.append(check) } }

  private func check(_ id: String) -> WatchedCheck? {
    lab.health.checks.first { $0.id == id }.map {
      WatchedCheck(
        id: id, config: $0.config, checkersPerRegion: lab.health.settings.checkersPerRegion,
        origin: lab.health.origin(of: $0.config, among: lab.origins))
    }
  }

  // MARK: Expectations

  private enum Status: String, CaseIterable {
    case healthy = "Healthy"
    case unhealthy = "Unhealthy"
  }

  private static let facts = ["becomes", "stays", "answers", "failedRequests", "failedShare"]

  private mutating func readExpectations(_ node: ConfigurationNode) -> [Drill.Expectation] {
    let nodes = node.list()
    guard within(Simulation.Limits.expectations, nodes, node) else { return [] }
    return nodes.compactMap { expectation($0) }
  }

  private mutating func expectation(_ node: ConfigurationNode) -> Drill.Expectation? {
    guard let map = node.map(keys: Self.facts + ["check", "place", "after", "until", "within"]) else {
      return nil
    }
    let given = Self.facts.filter { map[$0] != nil }
    guard given.count == 1 else {
      node.error("\(node.name) must have one of \(Self.facts.joined(separator: ", "))")
      return nil
    }
    let takes: [String] =
      switch given[0] {
      case "becomes": ["check", "within"]
      case "stays": ["check"]
      case "answers": ["place", "within"]
      default: ["place"]
      }
    for key in ["check", "place", "within"] where map[key] != nil && !takes.contains(key) {
      map[key]?.error("\(key) says nothing beside \(given[0])")
      return nil
    }
    let after = map["after"].map { event($0) }
    let until = map["until"].map { event($0) }
    guard after != .some(nil), until != .some(nil) else { return nil }
    if let after = after ?? nil, let until = until ?? nil, until < after {
      map["until"]?.error("until is an event before that of after")
    }
    guard let fact = fact(given[0], map, after: after ?? nil) else { return nil }
    return Drill.Expectation(fact, after: after ?? nil, until: until ?? nil)
  }

  private func event(_ node: ConfigurationNode) -> Int? {
    guard let text = node.nonEmptyString() else { return nil }
    if let index = events.firstIndex(where: { $0.name == text }) { return index }
    node.error(
      "no event has the name \(text.quoted)\(NearestName.suggestion(for: text, among: events.map(\.name)))")
    return nil
  }

  private mutating func fact(_ key: String, _ map: ConfigurationMap, after: Int?) -> Drill.Expectation.Fact? {
    switch key {
    case "becomes", "stays":
      guard let check = map.required("check").flatMap({ self.check($0) }),
        let status = map[key]?.choice(Status.self)
      else { return nil }
      watch(check)
      guard key == "becomes" else { return .stays(check: check, isHealthy: status == .healthy) }
      guard let node = map.required("within") else { return nil }
      guard node.scalarText == "formula" else {
        return Self.duration(node).map {
          .becomes(check: check, isHealthy: status == .healthy, .within($0))
        }
      }
      guard isComputable(check, after, isHealthy: status == .healthy) else {
        node.error(
          "there is no formula for that: it is for a check that asks an origin, after the fault on that origin that turns "
            + "the check Unhealthy, or after the clear that turns it Healthy")
        return nil
      }
      return .becomes(check: check, isHealthy: status == .healthy, .formula)
    case "answers":
      let place = map["place"].map { self.place($0) }
      guard place != .some(nil), let node = map["answers"], let answers = Self.answers(node),
        let limit = map.required("within").flatMap({ Self.duration($0) })
      else { return nil }
      return .answers(place: place ?? nil, answers, within: limit)
    default:
      let place = map["place"].map { self.place($0) }
      guard place != .some(nil), let node = map[key] else { return nil }
      return key == "failedRequests"
        ? node.integer(in: 0...Simulation.Limits.exchanges).map {
          .failedRequests(place: place ?? nil, atMost: $0)
        }
        : node.number(in: 0...1).map { .failedShare(place: place ?? nil, atMost: $0) }
    }
  }

  private func isComputable(_ check: String, _ after: Int?, isHealthy: Bool) -> Bool {
    Drill(
      name: "", duration: duration, timeScale: timeScale, places: [], events: events, expectations: [],
      checks: [self.check(check)].compactMap { $0 }
    ).computed(check, after: after, isHealthy: isHealthy) != nil
  }

  private func place(_ node: ConfigurationNode) -> Int? {
    guard let name = known(node, "place", places.map(\.name)) else { return nil }
    return places.firstIndex { $0.name == name }
  }

  private static func answers(_ node: ConfigurationNode) -> Drill.Expectation.Answers? {
    if node.scalarText == "initial" { return .initial }
    let nodes = node.isList ? node.list() : [node]
    let addresses = nodes.compactMap { $0.parsed(as: "an IP address, or initial") { IPAddress($0) } }
    return addresses.isEmpty || addresses.count < nodes.count ? nil : .addresses(addresses)
  }

  // MARK: Values

  private static func duration(_ node: ConfigurationNode) -> Duration? {
    guard
      let duration = node.parsed(as: "a time such as 500ms, 30s or 5m", { Duration(text: $0) })
    else { return nil }
    guard duration <= Simulation.Limits.duration else {
      node.error("\(node.name) is longer than \(Simulation.Limits.duration.inSeconds)")
      return nil
    }
    return duration
  }

  private func within(_ limit: Int, _ nodes: [ConfigurationNode], _ node: ConfigurationNode) -> Bool {
    if nodes.count > limit { node.error("\(nodes.count) \(node.name); at most \(limit) are read") }
    return nodes.count <= limit
  }
}

extension HealthConfiguration {
  /// The built-in origin that probes of a check ask, nil if it is none of them.
  fileprivate func origin(of config: HealthCheckConfig, among origins: [BuiltInOrigin]) -> String? {
    guard config.type.isProbed else { return nil }
    let host = config.ipAddress.map { "\($0)" } ?? config.fullyQualifiedDomainName ?? ""
    switch target(of: host, port: config.effectivePort) {
    case .origin(let name): return name
    case .address: return nil
    case nil: return config.ipAddress == nil && origins.contains { $0.name == host } ? host : nil
    }
  }
}
