import DNSWire
import EventLoop
import Primitives
import Simulation

/// The queries of a drill's places: over UDP, each with the client subnet of its place.
final class DrillQueries {
  private let server: SocketAddress
  private let places: [(name: Name, subnet: IPPrefix)]
  private let completion: (_ place: Int, DNSAnswer?) -> Void
  private var client: DatagramClient!
  private var sweep: Timer?
  /// By the ids of the queries; `sent` in nanoseconds of the monotonic clock.
  private var waiting: [UInt16: (place: Int, sent: Int64)] = [:]
  private var lastID: UInt16 = 0

  /// `completion` is given what the place was answered, nil if nothing came in time.
  init(
    on loop: EventLoop, _ places: [Drill.Place], to server: SocketAddress,
    completion: @escaping (_ place: Int, DNSAnswer?) -> Void
  ) throws(SystemError) {
    (self.server, self.completion) = (server, completion)
    self.places = places.map { (Name($0.url.host + ".") ?? .root, $0.subnet) }
    client = DatagramClient(
      on: loop, socket: try Socket.datagram(boundTo: SocketAddress(server.address, port: 0))
    ) { [unowned self] datagram, peer in
      if peer == server { receive(datagram) }
    }
    sweep = Timer(on: loop, every: Limits.drillQuerySweep) { [unowned self] in giveUp() }
  }

  func ask(place: Int) {
    repeat { lastID &+= 1 } while waiting[lastID] != nil && waiting.count < Int(UInt16.max)
    waiting[lastID] = (place, MonotonicClock.nanoseconds)
    client.send(
      Message.query(
        places[place].name, .a, id: lastID, udpOctets: UInt16(Limits.datagramReplyBytes),
        clientSubnet: places[place].subnet), to: server)
  }

  /// What has not been answered yet is heard no more.
  func forget() { waiting = [:] }

  private func receive(_ datagram: Span<UInt8>) {
    guard let message = try? Message(datagram), message.isResponse,
      let (place, _) = waiting.removeValue(forKey: message.id)
    else { return }
    let addresses = message.answers.filter { $0.type == .a && $0.data.count == 4 }.map { record in
      IPAddress(family: .v4, bits: record.data.reduce(0) { $0 << 8 | UInt128($1) })
    }
    completion(place, DNSAnswer(addresses, code: "\(message.code)"))
  }

  private func giveUp() {
    let limit = MonotonicClock.nanoseconds - Limits.drillQuerySeconds * 1_000_000_000
    for (id, query) in waiting.sorted(by: { $0.value.sent < $1.value.sent }) where query.sent < limit {
      waiting[id] = nil
      completion(query.place, nil)
    }
  }
}
