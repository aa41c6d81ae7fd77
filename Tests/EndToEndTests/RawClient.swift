import Foundation

/// A blocking TCP connection to loopback: for what curl would not send.
final class RawClient {
  private let descriptor: Int32

  /// `source`: the address of loopback it comes from.
  init(port: UInt16, address: String = "127.0.0.1", from source: String? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    var timeout = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    if let source {
      var local = sockaddr_in()
      local.sin_family = sa_family_t(AF_INET)
      inet_pton(AF_INET, source, &local.sin_addr)
      let isBound = withUnsafePointer(to: &local) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isBound else {
        close(descriptor)
        throw POSIXError(.init(rawValue: errno) ?? .EIO)
      }
    }
    var remote = sockaddr_in()
    remote.sin_family = sa_family_t(AF_INET)
    remote.sin_port = port.bigEndian
    inet_pton(AF_INET, address, &remote.sin_addr)
    let result = withUnsafePointer(to: &remote) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
  }

  deinit { close(descriptor) }

  /// False once the peer has gone.
  @discardableResult func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  @discardableResult func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  /// Up to `count` bytes; empty at the end or after a time-out.
  func receive(_ count: Int = 65_536) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, recv(descriptor, buffer.baseAddress, count, 0))
    }
  }

  /// Everything until the peer closes.
  func receiveAll() -> String {
    var all: [UInt8] = []
    while case let more = receive(), !more.isEmpty { all += more }
    return String(decoding: all, as: UTF8.self)
  }

  /// Sends `count` requests one after another and returns how many were answered 200 with a body of the right
  /// length; `pipelined` of them are sent at a time.
  func get(_ path: String, host: String, count: Int, pipelined: Int = 1) -> Int {
    let request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\n\r\n"
    var buffer: [UInt8] = []
    var (answered, sent) = (0, 0)
    while answered < count {
      let batch = min(pipelined, count - sent)
      if batch > 0, sent - answered == 0 {
        guard send(String(repeating: request, count: batch)) else { return answered }
        sent += batch
      }
      guard let end = Self.responseEnd(buffer) else {
        let more = receive()
        if more.isEmpty { return answered }
        buffer += more
        continue
      }
      guard buffer.starts(with: Array("HTTP/1.1 200".utf8)) else { return answered }
      buffer.removeFirst(end)
      answered += 1
    }
    return answered
  }

  /// Where the first response in `buffer` ends, by its Content-Length; nil if it isn't whole.
  private static func responseEnd(_ buffer: [UInt8]) -> Int? {
    guard let blank = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: buffer[..<blank.lowerBound], as: UTF8.self).lowercased()
    guard let field = head.range(of: "content-length:") else { return nil }
    let digits = head[field.upperBound...].drop { $0 == " " }.prefix(while: \.isWholeNumber)
    let length = Int(digits) ?? 0
    return blank.upperBound + length <= buffer.count ? blank.upperBound + length : nil
  }
}
