import Configuration
import EdgeCache
import EventLoop
import HTTPWire
import Primitives

/// An origin inside the process, on a loopback port of its own: what the lab fetches from when nothing else is
/// installed. To the PoPs it is an HTTP server like any other.
final class BuiltInOriginServer {
  let loop: EventLoop
  let address: SocketAddress
  var origin: BuiltInOrigin { didSet { routes = Self.routes(origin) } }
  private(set) var routes: [Route]
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

  init(on loop: EventLoop, _ plan: WorkerPlan.Origin) {
    (self.loop, origin, address) = (loop, plan.origin, plan.socket.address)
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
