import DNSWire
import Geo
import Primitives
import Simulation

extension DrillReader {
  static let trafficKeys = ["url", "queriesPerSecond", "requestsPerSecond", "timeout"]

  mutating func readTraffic(_ node: ConfigurationNode) {
    guard let map = node.map(keys: Self.trafficKeys) else { return }
    traffic = traffic(map, over: traffic)
  }

  func traffic(_ map: ConfigurationMap, over usual: Traffic) -> Traffic {
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

  func url(_ node: ConfigurationNode) -> URLParts? {
    guard let url = node.parsed(as: "http://host/path", Self.parseURL) else { return nil }
    let isServed = Name(url.host).map { name in
      lab.zones.contains { name.isSubdomain(of: $0.apex) }
    }
    if isServed != true { node.error("no zone of the lab has the host \(url.host.quoted)") }
    return url
  }

  static func parseURL(_ text: String) -> URLParts? {
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

  mutating func readPlaces(_ node: ConfigurationNode) {
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

  func subnet(_ map: ConfigurationMap) -> IPPrefix? {
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
  static func subnet(of address: IPAddress) -> IPPrefix? {
    IPPrefix(address, length: address.family == .v4 ? 24 : 56)
  }

  /// Bounds what a run has to do and to remember.
  func checkAmount(_ node: ConfigurationNode) {
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
}
