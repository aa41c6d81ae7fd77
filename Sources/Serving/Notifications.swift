import EventLoop
import Logging
import Primitives
import Transfer
import Zones

/// Sends what `Notifier` says, on the main thread.
final class Notifications {
  private unowned let loop: EventLoop
  private let log: Logger
  private var notifier: Notifier
  private(set) var counts = NotificationCounts()
  /// One for each family of addresses that secondaries have.
  private var clients: [IPAddress.Family: DatagramClient] = [:]
  /// NOTIFY comes from the address that secondaries know as their primary.
  private let source: IPAddress
  private var timer: Timer?

  init(on loop: EventLoop, source: IPAddress, seed: UInt64, log: Logger) {
    (self.loop, self.source, self.log) = (loop, source, log)
    notifier = Notifier(seed: seed)
  }

  /// Announces the zones that have another serial than the last time.
  func follow(_ zones: [Zone], _ policy: TransferPolicy) {
    notifier.follow(zones, policy, now: loop.now)
    advance()
  }

  private func advance() {
    let step = notifier.advance(to: loop.now)
    counts.sent += step.send.count
    for datagram in step.send {
      client(datagram.address.family)?.send(
        datagram.octets, to: SocketAddress(datagram.address, port: datagram.port))
    }
    step.events.forEach(report)
    let isBusy = notifier.nextDue != nil
    if isBusy, timer == nil {
      timer = Timer(on: loop, every: Limits.notifyInterval) { [unowned self] in advance() }
    } else if !isBusy {
      timer = nil
    }
  }

  private func client(_ family: IPAddress.Family) -> DatagramClient? {
    if let client = clients[family] { return client }
    let any = IPAddress(family: family, bits: 0)
    let address = SocketAddress(source.family == family ? source : any, port: 0)
    guard let socket = try? Socket.datagram(boundTo: address) else { return nil }
    let client = DatagramClient(on: loop, socket: socket) { [unowned self] datagram, peer in
      if let event = notifier.receive(datagram, from: peer.address, port: peer.port) { report(event) }
    }
    clients[family] = client
    return client
  }

  private func report(_ event: Notifier.Event) {
    switch event {
    case .acknowledged(let zone, let secondary, let code) where code == .noError:
      log.info("notify \(zone) \(secondary.address) port \(secondary.port): acknowledged")
      counts.acknowledged += 1
    case .acknowledged(let zone, let secondary, let code):
      log.warning("notify \(zone) \(secondary.address) port \(secondary.port): answered \(code)")
      counts.failed += 1
    case .gaveUp(let zone, let secondary):
      log.warning("notify \(zone) \(secondary.address) port \(secondary.port): no answer, given up")
      counts.failed += 1
    }
  }
}
