import Foundation

/// Asks DNS questions over UDP, one after another.
final class UDPClient {
  private let descriptor: Int32

  init(port: UInt16, address: String = "127.0.0.1", receiveMilliseconds: Int = 10_000) throws {
    descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { throw POSIXError(.EIO) }
    var timeout = timeval(tv_sec: receiveMilliseconds / 1000, tv_usec: receiveMilliseconds % 1000 * 1000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var remote = sockaddr_in()
    remote.sin_family = sa_family_t(AF_INET)
    remote.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &remote.sin_addr)
    _ = withUnsafePointer(to: &remote) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Empty after ten seconds of silence, or what was asked for.
  func receive() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
      filled = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
    }
  }

  /// Asks for the A records of `name` again and again; returns how many answers came with NOERROR.
  func ask(_ name: String, count: Int) -> Int {
    var answered = 0
    for number in 0..<count {
      let identifier = [UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
      var message = identifier + [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
      for label in name.split(separator: ".") { message += [UInt8(label.utf8.count)] + Array(label.utf8) }
      send(message + [0, 0, 1, 0, 1])
      let reply = receive()
      guard reply.count > 12, Array(reply[..<2]) == identifier, reply[3] & 15 == 0 else { return answered }
      answered += 1
    }
    return answered
  }
}
