import Foundation
import Synchronization

/// An HTTP server on loopback that keeps connections, answers every request and notes how it reads what came:
/// `POST /path hello`, one line a whole request. What two servers might read differently it notes as a fault.
final class RecordingOrigin: Sendable {
  /// What is sent for a head, the `number`-th of its connection; nil: nothing, and the connection is closed.
  typealias Answer = @Sendable (_ head: String, _ number: Int) -> String?

  static let okHead = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
  static let ok = okHead + "ok"

  private let listener: Listener
  private let answer: Answer
  private let connectionCounts = Mutex<(all: Int, open: Int)>((0, 0))
  private let log = Mutex<(requests: [String], heads: [String], faults: [String])>(([], [], []))

  var port: UInt16 { listener.port }
  var requests: [String] { log.withLock { $0.requests } }
  var heads: [String] { log.withLock { $0.heads } }
  var faults: [String] { log.withLock { $0.faults } }
  /// Accepted so far.
  var connections: Int { connectionCounts.withLock { $0.all } }
  var openConnections: Int { connectionCounts.withLock { $0.open } }

  init(answer: @escaping Answer = { head, _ in head.hasPrefix("HEAD ") ? okHead : ok }) throws {
    self.answer = answer
    listener = try Listener()
    listener.accept { [weak self] client in
      self?.connectionCounts.withLock { $0 = ($0.all + 1, $0.open + 1) }
      var number = 1
      while let self, Reader.next(client, self, number) { number += 1 }
      self?.connectionCounts.withLock { $0.open -= 1 }
    }
  }

  deinit { listener.close() }

  fileprivate func answer(_ head: String, _ body: [UInt8], _ number: Int) -> String? {
    note(head, body)
    return answer(head, number)
  }

  private func note(_ head: String, _ body: [UInt8]) {
    let lines = head.components(separatedBy: "\r\n")
    let names = lines.dropFirst().map { $0.prefix { $0 != ":" }.lowercased() }
    var found: [String] = []
    for name in ["host", "content-length", "transfer-encoding"] where names.count(where: { $0 == name }) > 1 {
      found.append("\(name) twice")
    }
    if names.contains("content-length"), names.contains("transfer-encoding") { found.append("two framings") }
    if !names.contains("host") { found.append("no host") }
    for line in lines {
      if line.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) {
        found.append("control character")
      }
      if line.first?.isWhitespace == true || names.contains(where: { $0.last?.isWhitespace == true }) {
        found.append("white space before or in a name")
      }
    }
    let target = lines[0].split(separator: " ").prefix(2).joined(separator: " ")
    let text = String(decoding: body, as: UTF8.self)
    log.withLock {
      $0.requests.append(text.isEmpty ? target : "\(target) \(text)")
      $0.heads.append(head)
      $0.faults += found.map { "\(target): \($0)" }
    }
  }

  /// One request after another, octet by octet where the framing says nothing better.
  private enum Reader {
    /// False at the end of the connection.
    static func next(_ client: Int32, _ origin: RecordingOrigin, _ number: Int) -> Bool {
      guard let head = line(client, until: "\r\n\r\n") else { return false }
      let lower = head.lowercased()
      var body: [UInt8] = []
      if lower.contains("\r\ntransfer-encoding:") {
        while true {
          guard let size = line(client, until: "\r\n").flatMap({ Int($0, radix: 16) }) else { return false }
          guard let data = octets(client, size + 2) else { return false }
          body += data.dropLast(2)
          if size == 0 { break }
        }
      } else if let field = lower.range(of: "\r\ncontent-length:") {
        let digits = lower[field.upperBound...].drop { $0 == " " }.prefix(while: \.isWholeNumber)
        guard let data = octets(client, Int(digits) ?? 0) else { return false }
        body = data
      }
      guard let answer = origin.answer(head, body, number).map({ Array($0.utf8) }) else { return false }
      return send(client, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count
    }

    private static func octets(_ client: Int32, _ count: Int) -> [UInt8]? {
      var all = [UInt8](repeating: 0, count: count)
      return count == 0 || recv(client, &all, count, Int32(MSG_WAITALL)) == count ? all : nil
    }

    private static func line(_ client: Int32, until end: String) -> String? {
      var all: [UInt8] = []
      while !all.suffix(end.utf8.count).elementsEqual(end.utf8) {
        guard let octet = octets(client, 1) else { return nil }
        all += octet
      }
      return String(decoding: all.dropLast(end.utf8.count), as: UTF8.self)
    }
  }
}
