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
  var origin: BuiltInOrigin {
    didSet {
      routes = Self.routes(origin)
      if origin.storeCapacity != oldValue.storeCapacity { followCapacity() }
    }
  }
  /// What the object store holds; it outlives reloads, not the lab.
  var bucket: Bucket?
  let faulty: FaultyServer
  private(set) var routes: [Route]
  private var draws: RandomStream
  /// What generated objects say they were last changed.
  let startedAt: Instant
  /// What generated objects are made of, over and over.
  let pattern: ByteBlock
  /// What segments of films are made of: null packets.
  let packets: ByteBlock
  private var listener: StreamListener?
  private var connections: [ObjectIdentifier: HTTPServerConnection] = [:]

  struct Route {
    var pattern: PathPattern
    var object: BuiltInOrigin.Object
  }

  init(on loop: EventLoop, _ plan: WorkerPlan.Origin, log: Logger) {
    (self.loop, origin, address) = (loop, plan.origin, plan.socket.address)
    faulty = FaultyServer(plan.origin.name, log: log)
    draws = RandomStream(seed: KeyedHash(seed: 0)(Array(plan.origin.name.utf8).span), kind: "built-in origin")
    routes = Self.routes(plan.origin)
    startedAt = loop.now
    pattern = ByteBlock((0..<Self.patternBytes).map(Self.printableOctet))
    packets = ByteBlock((0..<Self.packetCount).flatMap { _ in Self.nullPacket })
    bucket = plan.origin.storeCapacity.map(Bucket.init)
    listener = StreamListener(on: loop, socket: plan.socket) { [unowned self] accepted in
      guard connections.count < Limits.connections else { return accepted.close() }
      let connection = HTTPServerConnection(
        on: loop, accepted: accepted, responder: BuiltInOriginResponder(server: self)
      ) { [unowned self] in connections[ObjectIdentifier($0)] = nil }
      connections[ObjectIdentifier(connection)] = connection
    }
  }

  func follow(_ fault: ServerFault?) {
    faulty.follow(fault, on: CollectionOfOne(listener).compactMap(\.self)) {
      for connection in Array(connections.values) { connection.abort() }
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

  /// A store that has become smaller keeps what it has and takes no more.
  private func followCapacity() {
    guard let capacity = origin.storeCapacity else { return bucket = nil }
    if bucket == nil { bucket = Bucket(capacity: capacity) }
    bucket?.capacity = capacity
  }

  func latency(of object: BuiltInOrigin.Object) -> Duration { object.latency.drawn(&draws) }

  /// PID 0x1FFF (ISO 13818-1 section 2.4.3.2).
  private static let nullPacket: [UInt8] =
    [0x47, 0x1F, 0xFF, 0x10] + [UInt8](repeating: 0xFF, count: VideoOnDemand.packetOctets - 4)
  private static let packetCount = 340

  /// Visible ASCII, no two neighbours alike.
  private static func printableOctet(at index: Int) -> UInt8 { UInt8(33 + index * 7 % 94) }

  private static let patternBytes = 64 * 1024
}
