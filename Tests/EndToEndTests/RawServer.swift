import Foundation
import Synchronization

/// A TCP server on loopback that reads one request a connection, answers and closes; a thread for each connection.
final class RawServer: Sendable {
  private let listener: Listener
  private let log = Mutex<[String]>([])

  var port: UInt16 { listener.port }
  var requests: [String] { log.withLock { $0 } }

  convenience init(answer: @escaping @Sendable (String) -> String) throws {
    try self.init(bytes: { Array(answer($0).utf8) })
  }

  convenience init(bytes answer: @escaping @Sendable (String) -> [UInt8]) throws {
    try self.init(pieces: { [Piece(answer($0))] })
  }

  /// Octets of an answer, and the seconds to wait before they are sent.
  struct Piece {
    let bytes: [UInt8]
    let delay: Double

    init(_ bytes: [UInt8], after delay: Double = 0) { (self.bytes, self.delay) = (bytes, delay) }
    init(_ text: String, after delay: Double = 0) { self.init(Array(text.utf8), after: delay) }
  }

  init(pieces answer: @escaping @Sendable (String) -> [Piece]) throws {
    listener = try Listener()
    listener.accept { [weak self] client in
      let request = Self.request(client)
      self?.log.withLock { $0.append(request) }
      for piece in answer(request) {
        if piece.delay > 0 { Thread.sleep(forTimeInterval: piece.delay) }
        _ = send(client, piece.bytes, piece.bytes.count, Int32(MSG_NOSIGNAL))
      }
    }
  }

  deinit { listener.close() }

  /// Up to the empty line, and what Content-Length says behind it.
  private static func request(_ client: Int32) -> String {
    var timeout = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !isWhole(all) {
      let count = recv(client, &buffer, buffer.count, 0)
      if count <= 0 { break }
      all += buffer[..<count]
    }
    return String(decoding: all, as: UTF8.self)
  }

  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard let blank = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
    let head = String(decoding: bytes[..<blank.lowerBound], as: UTF8.self).lowercased()
    guard let field = head.range(of: "content-length:") else { return true }
    let length = Int(head[field.upperBound...].drop { $0 == " " }.prefix(while: \.isWholeNumber)) ?? 0
    return bytes.count >= blank.upperBound + length
  }
}

/// `openssl s_server -www`: a page that tells of the session.
final class TLSServer {
  let port: UInt16
  private let process = Process()

  init(certificate: String, key: String, _ extra: [String] = []) throws {
    // A port nobody has at this moment.
    port = try RawServer { _ in "" }.port
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [
        "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate, "-key", key, "-www",
        "-quiet",
      ] + extra
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    try eventually("the TLS server listens") { [port] in (try? RawClient(port: port)) != nil }
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}

/// A listener whose backlog is full: the system drops what else would connect, as a host that is not there would.
final class FullListener {
  private let listener: Listener
  private let first: RawClient

  var port: UInt16 { listener.port }

  init() throws {
    listener = try Listener(backlog: 0)
    first = try RawClient(port: listener.port)
  }

  deinit { listener.close() }
}
