import Authority
import DNSWire
import EventLoop
import Primitives

/// One worker's share of the authoritative server: a UDP socket and a TCP listener on each address.
final class DNSServer {
  let loop: EventLoop
  private(set) var figures = DNSFigures()
  private var responder = Responder()
  private var draws: SplitMix64
  private var catalog: Catalog
  private var datagrams: [DatagramServer] = []
  private var listeners: [StreamListener] = []
  private var streams = 0

  init(on loop: EventLoop, sockets: DNSSockets, catalog: Catalog, seed: UInt64) {
    (self.loop, self.catalog) = (loop, catalog)
    draws = SplitMix64(seed: seed)
    datagrams = sockets.datagram.map { socket in
      DatagramServer(on: loop, socket: socket, replyBytes: Limits.datagramReplyBytes) {
        [unowned self] datagram, peer, reply in answer(datagram, from: peer, over: .udp, into: &reply)
      }
    }
    listeners = sockets.stream.map { socket in
      StreamListener(on: loop, socket: socket) { [unowned self] accepted in
        guard streams < Limits.connections else { return accepted.close() }
        streams += 1
        _ = DNSStream(server: self, accepted: accepted)
      }
    }
  }

  func reload(_ catalog: Catalog) {
    figures.fold(zones: self.catalog)
    self.catalog = catalog
  }

  /// What has been asked so far, by zone name.
  func report() -> [DNSCount] { figures.counts(zones: catalog) }

  func answer(
    _ query: Span<UInt8>, from client: IPAddress, over transport: Transport,
    into reply: inout MutableSpan<UInt8>
  ) -> Int {
    // Lent, not retained: all workers share the catalog, and a reference count would be a line they all write.
    // `self.catalog` keeps it alive; only `reload` on this same thread replaces it.
    let response = Unmanaged.passUnretained(catalog)._withUnsafeGuaranteedRef { catalog in
      responder.respond(
        to: query, from: client, over: transport, catalog: catalog, draw: draws.next(), into: &reply)
    }
    if response.count > 0 { figures.add(response, transport) }
    return response.count
  }

  func streamEnded() { streams -= 1 }

  /// Answers the datagrams that have arrived and takes no more of anything.
  func drain() {
    datagrams.forEach { $0.close() }
    listeners.forEach { $0.close() }
    datagrams = []
    listeners = []
  }
}

/// What a worker's DNS server listens on.
struct DNSSockets: Sendable {
  var datagram: [Socket] = []
  var stream: [Socket] = []
}
