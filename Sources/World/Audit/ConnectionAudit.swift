import Simulation

/// Looks at how users come by their connections: nobody connects to a server that does not listen, and who has no handshake has a
/// connection that neither time nor the server has ended.
///
/// Times are nanoseconds of the run. Of a large population one user in so many is watched.
struct ConnectionAudit {
  private struct Connection {
    var destination: Int32 = -1
    var usedAt: Int64 = 0
    var isOpen = false
  }

  private let stride: Int
  private let keepAlive: Int64
  private var connections: [Connection]
  /// What takes no connections at the moment, by name, and when those to it have ended.
  private var deaf: Set<String> = []
  private var endedAt: [String: Int64] = [:]

  init(_ population: Drill.Population?, stride: Int) {
    self.stride = stride
    keepAlive = population?.connections.keepAlive.nanoseconds ?? 0
    let count = ((population?.clients ?? 0) + stride - 1) / stride
    connections = [Connection](repeating: Connection(), count: count)
  }

  mutating func acted(_ action: Drill.Action, at now: Int64) {
    switch action {
    case .fault(let origin, let fault): listens(origin, fault.refuses ? fault : nil, at: now)
    case .clear(let origin), .recover(let origin, _): listens(origin, nil, at: now)
    case .edge(let pop, let fault): listens(pop, fault, at: now)
    case .region(_, let actions): for action in actions { acted(action, at: now) }
    default: break
    }
  }

  private mutating func listens(_ name: String, _ fault: ServerFault?, at now: Int64) {
    if fault?.refuses == true { endedAt[name] = now }
    if fault.map({ $0.refuses || $0.hangs }) == true { deaf.insert(name) } else { deaf.remove(name) }
  }

  /// Whether a client is one of those that are watched.
  @inline(__always)
  func watches(_ client: Int) -> Bool { stride == 1 || client % stride == 0 }

  /// What is wrong where a client sends a request to a destination, over a connection that was kept or (else) over a new one; nil: nothing.
  mutating func fault(
    _ client: Int, to destination: Int32, isKept: Bool, at now: Int64, name: (Int32) -> String
  ) -> String? {
    let last = connections[client / stride]
    connections[client / stride] = Connection(destination: destination, usedAt: now, isOpen: true)
    if deaf.isEmpty, endedAt.isEmpty, !isKept { return nil }
    let name = deaf.isEmpty && endedAt.isEmpty ? "" : name(destination)
    if deaf.contains(name) { return "client \(client) is connected, and it takes no connections" }
    guard isKept else { return nil }
    func ended(_ why: String) -> String { "client \(client) uses a connection that \(why)" }
    guard last.destination == destination else { return ended("was never made") }
    guard last.isOpen else { return ended("was reset") }
    guard now < last.usedAt + keepAlive else { return ended("was left alone for too long") }
    guard last.usedAt >= endedAt[name] ?? .min else {
      return ended("ended at \(endedAt[name]! / 1_000_000) ms")
    }
    return nil
  }

  /// The server has reset a connection of the client.
  mutating func lost(_ client: Int) { connections[client / stride].isOpen = false }
}
