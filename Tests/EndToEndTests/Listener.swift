import Foundation

/// A socket that listens on a free port of loopback.
struct Listener: Sendable {
  let port: UInt16
  let descriptor: Int32

  init(backlog: Int32 = 512) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var local = sockaddr_in()
    local.sin_family = sa_family_t(AF_INET)
    inet_pton(AF_INET, "127.0.0.1", &local.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &local) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, backlog) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    guard isListening else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    (self.descriptor, port) = (descriptor, UInt16(bigEndian: local.sin_port))
  }

  /// Each connection to a thread of its own, until the socket is closed.
  func accept(_ serve: @escaping @Sendable (Int32) -> Void) {
    Thread.detachNewThread {
      while case let client = Glibc.accept(descriptor, nil, nil), client >= 0 {
        Thread.detachNewThread {
          serve(client)
          Glibc.close(client)
        }
      }
    }
  }

  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    Glibc.close(descriptor)
  }
}
