import Primitives
import Simulation

// What a population's network, connections and servers are like: `ipv6`, `network`, `connections`, `pops`, `origins`.

extension DrillReader {
  static let networkKeys = ["ipv6", "network", "connections", "pops", "origins"]

  mutating func readNetwork(_ keys: ConfigurationMap) {
    if let share = keys["ipv6"]?.number(in: 0...1) { population?.ipv6 = share }
    if let network = keys["network"]?.choice(Drill.Population.Network.self) { population?.network = network }
    if let connections = keys["connections"].flatMap({ connections($0) }) {
      population?.connections = connections
    }
    let points = keys["pops"]?.list().compactMap(pointCapacity)
    let origins = keys["origins"]?.list().compactMap(originCapacity)
    population?.points = points ?? []
    population?.origins = origins ?? []
  }

  /// `{handshake: tls1.3, keepAlive: 60s}`.
  private func connections(_ node: ConfigurationNode) -> Drill.Population.Connections? {
    guard let map = node.map(keys: ["handshake", "keepAlive"]) else { return nil }
    var connections = Drill.Population.Connections()
    if let handshake = map["handshake"]?.choice(Drill.Population.Handshake.self) {
      connections.handshake = handshake
    }
    if let time = map["keepAlive"].flatMap({ Self.duration($0) }) { connections.keepAlive = time }
    return connections
  }

  /// `{pop: ICN57-C1, requestsPerSecond: 500, queue: 1s}`; `pop: all` for those that are not named.
  private func pointCapacity(_ node: ConfigurationNode) -> Drill.Population.PointCapacity? {
    guard let map = node.map(keys: ["pop", "requestsPerSecond", "queue"]), let pop = map.required("pop"),
      let rate = map.required("requestsPerSecond")?.number(in: Simulation.Limits.demand)
    else { return nil }
    var capacity = Drill.Population.PointCapacity(pop: nil, requestsPerSecond: rate)
    if let queue = map["queue"].flatMap({ Self.duration($0) }) { capacity.queue = queue }
    if pop.scalarText == "all" { return capacity }
    guard let id = known(pop, "point of presence", lab.pointsOfPresence.map(\.id)) else { return nil }
    capacity.pop = id
    return capacity
  }

  /// `{origin: www.origin.test, concurrency: 64}`.
  private func originCapacity(_ node: ConfigurationNode) -> Drill.Population.OriginCapacity? {
    guard let map = node.map(keys: ["origin", "concurrency"]),
      let origin = map.required("origin").flatMap({ self.origin($0) }),
      let concurrency = map.required("concurrency")?.integer(in: Simulation.Limits.concurrency)
    else { return nil }
    return .init(origin: origin, concurrency: concurrency)
  }
}
