import Configuration
import EdgeCache
import EventLoop
import Geo
import Logging
import Primitives
import Simulation
import TLS

/// A viewer's connection, whatever protocol it speaks.
protocol ViewerConnection: AnyObject {
  /// Ends it after what it is doing.
  func drain()
  func cut()
}

/// One point of presence or regional cache, live: its cache, its listeners and its connections to origins. It lives on one worker, so
/// its cache needs no lock and one miss makes one fetch, however many viewers wait for it.
final class EdgeServer {
  let loop: EventLoop
  let cache: EdgeCache
  /// Of the worker; nil: nothing is logged.
  let accessLog: AccessLog?
  let log: Logger
  /// Of the point of presence, or the region.
  let id: String
  private(set) var isDraining = false
  /// Where viewers are.
  private(set) var locator = Locator()
  /// Where bodies of large objects are; nil: in memory, all of them.
  private(set) var disk: DiskTier?
  private(set) lazy var origins = OriginClient(edge: self)
  private(set) lazy var statics = StaticLoading(edge: self)
  var loadingTimer: Timer?
  /// Towards viewers.
  let faulty: FaultyServer
  private var listeners: [SocketAddress: StreamListener] = [:]
  private var viewers: [ObjectIdentifier: any ViewerConnection] = [:]
  /// They cost the most and have shown the least: the oldest makes room.
  private var handshakes = RecencyList<ViewerHandshake>()
  /// Streams whose requests are over: their memory is used again.
  private var spareStreams: [HTTP2Stream] = []
  private var tls: TLSContext?
  private(set) var tlsTally = TLSTally()

  init(
    on loop: EventLoop, plan: WorkerPlan.Edge, shared: WorkerPlan.Shared, accessLog: AccessLog?, log: Logger
  ) {
    (self.loop, id, self.accessLog, self.log) = (loop, plan.id, accessLog, log)
    faulty = FaultyServer(plan.id, log: log)
    cache = EdgeCache(
      pop: plan.id, capacity: plan.capacity, eviction: plan.eviction, tier: plan.tier,
      configuration: shared.edge,
      seed: plan.seed, makeEncoder: ContentEncoders().make)
    if let file = plan.disk { useDisk(file) }
    apply(plan, shared: shared, isNew: true)
  }

  private func useDisk(_ file: DiskFile) {
    do throws(SystemError) {
      let disk = try DiskTier(on: loop, file, of: cache, pop: id, log: log)
      cache.use(disk)
      self.disk = disk
    } catch {
      log.error("\(id) keeps large objects in memory: \(error)")
    }
  }

  /// A new configuration; stored objects and open connections stay.
  func apply(_ plan: WorkerPlan.Edge, shared: WorkerPlan.Shared, isNew: Bool = false) {
    locator = shared.catalog.edges.locator
    if !isNew {
      cache.reload(
        shared.edge, capacity: plan.capacity, eviction: plan.eviction, tier: plan.tier)
    }
    origins.apply(shared, seed: plan.seed)
    if !plan.tier.isRegional { statics.follow(shared.edge) }
    tls = shared.tls.viewers
    let wanted = Set(plan.sockets.map(\.address))
    for (address, listener) in listeners where !wanted.contains(address) {
      listener.close()
      listeners[address] = nil
    }
    for socket in plan.sockets where listeners[socket.address] == nil {
      let isTLS = socket.address.port == plan.httpsPort
      listeners[socket.address] = StreamListener(on: loop, socket: socket) { [unowned self] in
        if isTLS { acceptTLS($0) } else { accept($0) }
      }
    }
  }

  /// Viewers connected, or other caches.
  var viewerCount: Int { viewers.count + handshakes.count }

  /// Another cache of the edge asks over this connection.
  func join(_ accepted: AcceptedSocket) { accept(accepted, isFromCache: true) }

  private func accept(_ accepted: AcceptedSocket, isFromCache: Bool = false) {
    guard viewerCount < Limits.connections else { return accepted.close() }
    let responder = ViewerExchange(edge: self, isFromCache: isFromCache)
    let connection = HTTPServerConnection(
      on: loop, accepted: accepted, responder: responder, onEnd: forget)
    viewers[ObjectIdentifier(connection)] = connection
  }

  private func acceptTLS(_ accepted: AcceptedSocket) {
    guard let tls, viewerCount < Limits.connections else { return accepted.close() }
    if handshakes.count >= Limits.handshakes { handshakes.oldest?.connection.close() }
    guard let handshake = try? ViewerHandshake(edge: self, accepted: accepted, tls: tls) else { return }
    handshake.slot = handshakes.insert(handshake)
  }

  func shookHands(_ handshake: ViewerHandshake) {
    guard let connection = handshake.connection, let agreement = connection.agreement else { return }
    handshakes.remove(handshake.slot)
    tlsTally.handshakes[agreement.version, default: 0] += 1
    let security = ViewerSecurity(agreement, handshake.tls)
    let viewer: (any ViewerConnection)?
    if agreement.protocolName == "h2" {
      viewer = HTTP2Connection(edge: self, over: connection, security, onEnd: forget)
    } else {
      viewer = HTTPServerConnection(
        over: connection, responder: ViewerExchange(edge: self, security), onEnd: forget)
    }
    if let viewer { viewers[ObjectIdentifier(viewer)] = viewer }
  }

  func takeStream(on connection: HTTP2Connection) -> HTTP2Stream {
    spareStreams.popLast() ?? HTTP2Stream(on: connection, ViewerExchange(edge: self))
  }

  func putBack(_ stream: HTTP2Stream) {
    guard spareStreams.count < Limits.spareStreams, !isDraining else { return }
    stream.rest()
    spareStreams.append(stream)
  }

  /// The connection ended before hands were shaken.
  func ended(_ handshake: ViewerHandshake) {
    tlsTally.failures += 1
    handshakes.remove(handshake.slot)
  }

  private func forget(_ viewer: any ViewerConnection) { viewers[ObjectIdentifier(viewer)] = nil }

  func follow(_ fault: ServerFault?) { faulty.follow(fault, on: listeners.values, cut: cut) }

  /// Cuts every viewer's connection; what was sent until now is counted.
  func cut() {
    for viewer in Array(viewers.values) { viewer.cut() }
    while let handshake = handshakes.oldest { handshake.connection.close() }
  }

  /// Takes no more connections; those that are open end with the response they are sending.
  func drain() {
    isDraining = true
    spareStreams = []
    for listener in listeners.values { listener.close() }
    listeners = [:]
    for viewer in viewers.values { viewer.drain() }
    while let handshake = handshakes.oldest { handshake.connection.close() }
  }
}
