import Configuration
import EdgeCache
import EventLoop
import HTTPWire
import Logging
import Primitives
import Simulation

/// An origin inside the process, on a loopback port of its own: what the lab fetches from when nothing else is
/// installed. To the PoPs it is an HTTP server like any other.
final class BuiltInOriginServer {
  let loop: EventLoop
  let address: SocketAddress
  var origin: BuiltInOrigin { didSet { routes = Self.routes(origin) } }
  /// What is wrong with it on purpose.
  var fault = OriginFault() { didSet { if fault.refuses != oldValue.refuses { followRefusal() } } }
  private(set) var routes: [Route]
  private let log: Logger
  private var draws: SplitMix64
  /// What generated objects say they were last changed.
  let startedAt: Instant
  /// What generated objects are made of, over and over.
  let pattern: ByteBlock
  private var listener: StreamListener?
  private var connections: [ObjectIdentifier: HTTPServerConnection] = [:]

  struct Route {
    var pattern: PathPattern
    var object: BuiltInOrigin.Object
  }

  init(on loop: EventLoop, _ plan: WorkerPlan.Origin, log: Logger) {
    (self.loop, origin, address, self.log) = (loop, plan.origin, plan.socket.address, log)
    draws = SplitMix64(seed: KeyedHash(seed: 0)(Array(plan.origin.name.utf8).span))
    routes = Self.routes(plan.origin)
    startedAt = loop.now
    pattern = ByteBlock((0..<Self.patternBytes).map(Self.printableOctet))
    listener = StreamListener(on: loop, socket: plan.socket) { [unowned self] accepted in
      guard connections.count < Limits.connections else { return accepted.close() }
      let connection = HTTPServerConnection(
        on: loop, accepted: accepted, responder: BuiltInOriginResponder(server: self)
      ) { [unowned self] in connections[ObjectIdentifier($0)] = nil }
      connections[ObjectIdentifier(connection)] = connection
    }
  }

  /// Whether this request is one of those that are dropped.
  func drops() -> Bool {
    fault.dropShare > 0 && Double(draws.next() >> 11) / Double(1 << 53) < fault.dropShare
  }

  private func followRefusal() {
    do throws(SystemError) {
      if fault.refuses { try listener?.refuse() } else { try listener?.resume() }
    } catch {
      log.error("built-in origin \(origin.name) cannot go back to its address: \(error)")
    }
    // As the process that is gone would have closed them.
    if fault.refuses { for connection in Array(connections.values) { connection.abort() } }
  }

  func drain() {
    listener?.close()
    listener = nil
    for connection in connections.values { connection.drain() }
  }

  private static func routes(_ origin: BuiltInOrigin) -> [Route] {
    origin.objects.map { Route(pattern: PathPattern($0.pathPattern), object: $0) }
  }

  /// Visible ASCII, no two neighbours alike.
  private static func printableOctet(at index: Int) -> UInt8 { UInt8(33 + index * 7 % 94) }

  private static let patternBytes = 64 * 1024
}
