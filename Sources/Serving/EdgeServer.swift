import Configuration
import EdgeCache
import EventLoop
import Logging
import Primitives

/// One point of presence, live: its cache, its listeners and its connections to origins. It lives on one worker, so
/// its cache needs no lock and one miss makes one fetch, however many viewers wait for it.
final class EdgeServer {
  let loop: EventLoop
  let cache: EdgeCache
  let log: Logger
  private(set) var pop: PointOfPresence
  private(set) var isDraining = false
  private(set) lazy var origins = OriginClient(edge: self, builtIn: [:])
  private var listeners: [SocketAddress: StreamListener] = [:]
  private var viewers: [ObjectIdentifier: HTTPServerConnection] = [:]

  init(on loop: EventLoop, plan: WorkerPlan.Edge, shared: WorkerPlan.Shared, log: Logger) {
    (self.loop, pop, self.log) = (loop, plan.pop, log)
    cache = EdgeCache(
      pop: plan.pop.id, capacity: plan.pop.capacity, configuration: shared.edge, seed: plan.seed)
    apply(plan, shared: shared, isNew: true)
  }

  /// A new configuration; stored objects and open connections stay.
  func apply(_ plan: WorkerPlan.Edge, shared: WorkerPlan.Shared, isNew: Bool = false) {
    pop = plan.pop
    if !isNew { cache.reload(shared.edge, capacity: plan.pop.capacity) }
    origins.builtIn = shared.originAddresses
    let wanted = Set(plan.sockets.map(\.address))
    for (address, listener) in listeners where !wanted.contains(address) {
      listener.close()
      listeners[address] = nil
    }
    for socket in plan.sockets where listeners[socket.address] == nil {
      listeners[socket.address] = StreamListener(on: loop, socket: socket) { [unowned self] in accept($0) }
    }
  }

  /// Viewers connected.
  var viewerCount: Int { viewers.count }

  private func accept(_ accepted: AcceptedSocket) {
    guard viewers.count < Limits.connections else { return accepted.close() }
    let connection = HTTPServerConnection(on: loop, accepted: accepted, responder: ViewerExchange(edge: self))
    {
      [unowned self] in viewers[ObjectIdentifier($0)] = nil
    }
    viewers[ObjectIdentifier(connection)] = connection
  }

  /// Cuts every viewer's connection; what was sent until now is counted.
  func cut() { for viewer in viewers.values { viewer.connection.close() } }

  /// Takes no more connections; those that are open end with the response they are sending.
  func drain() {
    isDraining = true
    for listener in listeners.values { listener.close() }
    listeners = [:]
    for viewer in viewers.values { viewer.drain() }
  }
}
