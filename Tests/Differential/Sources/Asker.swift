import Foundation

/// Asks one server many questions, a window of them under way at once.
struct Asker {
  /// Questions under way: few enough that no socket buffer overflows.
  static let window = 48
  static let timeoutMilliseconds: Int32 = 1000

  let port: UInt16

  /// The response to each question, nil where none came in time.
  func ask(_ questions: [Question]) throws -> [[UInt8]?] {
    var responses = [[UInt8]?](repeating: nil, count: questions.count)
    try exchange(questions, questions.indices.filter { !questions[$0].isTCP }, overTCP: false, &responses)
    try exchange(questions, questions.indices.filter { questions[$0].isTCP }, overTCP: true, &responses)
    return responses
  }

  /// True once the server answers for `zone` with authority.
  func serves(_ zone: String) throws -> Bool {
    guard let packet = try ask([Question(name: zone, type: .soa, manner: .small)])[0] else { return false }
    return packet.count > 12 && packet[3] & 15 == 0 && packet[2] & 4 != 0
  }

  /// The response to one packet over UDP.
  func ask(packet: [UInt8]) throws -> [UInt8]? {
    let descriptor = try connection.descriptor(port: port, overTCP: false)
    _ = packet.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    while let response = connection.receiveDatagram() {
      if response.prefix(2).elementsEqual(packet.prefix(2)) { return response }
    }
    return nil
  }

  private func exchange(
    _ questions: [Question], _ order: [Int], overTCP: Bool, _ responses: inout [[UInt8]?]
  ) throws {
    // Identifiers tell the questions of one window apart.
    for start in stride(from: 0, to: order.count, by: Self.window) {
      let group = order[start..<min(order.count, start + Self.window)]
      let packets = group.map { (id: UInt16(truncatingIfNeeded: $0), $0) }
      for attempt in 0..<2 {
        let missing = packets.filter { responses[$0.1] == nil }
        if missing.isEmpty { break }
        if attempt > 0, overTCP { connection.stream = nil }
        let descriptor = try connection.descriptor(port: port, overTCP: overTCP)
        for (id, index) in missing {
          let packet = questions[index].packet(id: id)
          let framed = overTCP ? [UInt8(packet.count >> 8), UInt8(packet.count & 255)] + packet : packet
          _ = framed.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        }
        var left = missing.count
        while left > 0, let response = overTCP ? connection.receiveStream() : connection.receiveDatagram() {
          guard response.count >= 2 else { continue }
          let id = UInt16(response[0]) << 8 | UInt16(response[1])
          guard let (_, index) = packets.first(where: { $0.id == id }), responses[index] == nil else {
            continue
          }
          responses[index] = response
          left -= 1
        }
      }
    }
  }

  private let connection = Connection()

  init(port: UInt16) { self.port = port }
}

/// The sockets of one `Asker`.
private final class Connection {
  var datagram: Int32?
  var stream: Int32? { didSet { if let oldValue, stream == nil { close(oldValue) } } }

  deinit { for descriptor in [datagram, stream] { if let descriptor { close(descriptor) } } }

  func descriptor(port: UInt16, overTCP: Bool) throws -> Int32 {
    if let known = overTCP ? stream : datagram { return known }
    let type = overTCP ? SOCK_STREAM : SOCK_DGRAM
    let made = socket(AF_INET, Int32(type.rawValue), 0)
    guard made >= 0 else { throw POSIXError(.EIO) }
    var timeout = timeval(tv_sec: 1, tv_usec: 0)
    setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var remote = sockaddr_in()
    remote.sin_family = sa_family_t(AF_INET)
    remote.sin_port = port.bigEndian
    inet_pton(AF_INET, "127.0.0.1", &remote.sin_addr)
    _ = withUnsafePointer(to: &remote) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(made, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if overTCP { stream = made } else { datagram = made }
    return made
  }

  func receiveDatagram() -> [UInt8]? {
    guard let datagram else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_535)
    let count = recv(datagram, &buffer, buffer.count, 0)
    return count < 0 ? nil : Array(buffer[..<count])
  }

  func receiveStream() -> [UInt8]? {
    guard let head = read(2) else { return nil }
    return read(Int(head[0]) << 8 | Int(head[1]))
  }

  private func read(_ count: Int) -> [UInt8]? {
    guard let stream else { return nil }
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { recv(stream, $0.baseAddress! + filled, count - filled, 0) }
      if got <= 0 {
        self.stream = nil
        return nil
      }
      filled += got
    }
    return bytes
  }
}
