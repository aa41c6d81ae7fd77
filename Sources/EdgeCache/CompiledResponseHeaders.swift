import HTTPWire
import Primitives

/// A `ResponseHeadersPolicy` ready for use. Belongs to one cache; its identity says whether a rewritten head is its own.
final class CompiledResponseHeaders {
  private let removed: [[UInt8]]
  private let added: [(name: [UInt8], line: [UInt8], overridesOrigin: Bool)]
  let cors: CompiledCORS?
  /// Per cent; nil: no `Server-Timing`.
  let serverTimingSamplingRate: Double?

  init(_ policy: ResponseHeadersPolicy) {
    removed = policy.removeHeaders.map { Array($0.utf8) }
    added = (policy.securityHeaders + policy.customHeaders).map { header in
      (
        Array(header.name.utf8), Array("\(header.name): \(header.value)\r\n".utf8), header.overridesOrigin
      )
    }
    cors = policy.cors.map(CompiledCORS.init)
    serverTimingSamplingRate = policy.serverTimingSamplingRate
  }

  /// A head without what the policy removes or goes over, and with what it adds: first removed, then added
  /// ("Understand response headers policies" of the developer guide).
  func rewrite(_ head: [UInt8]) -> [UInt8] {
    guard !head.isEmpty else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(head.count + 256)
    var present = [Bool](repeating: false, count: added.count)
    var removesServer = false
    HeadLines.forEach(in: head) { name, line in
      if Self.contains(name, removed) {
        // The edge's own is there in place of the origin's.
        if name.equalsIgnoringCase("server") { removesServer = true }
        if !name.equalsIgnoringCase("date") { return }
      }
      for index in added.indices {
        let own = added[index].name
        guard own.span.equalsIgnoringCase(name) else { continue }
        if added[index].overridesOrigin { return }
        present[index] = true
      }
      result.append(span: line)
    }
    if removesServer { result.append("Server: CloudFront\r\n") }
    for index in added.indices where !present[index] { result.append(contentsOf: added[index].line) }
    return result
  }

  private static func contains(_ name: Span<UInt8>, _ names: [[UInt8]]) -> Bool {
    for listed in names where listed.span.equalsIgnoringCase(name) { return true }
    return false
  }
}

/// The lines of a head that the edge keeps: a status line and field lines, each ended by CRLF, without the blank line.
enum HeadLines {
  /// The status line has an empty name.
  static func forEach(in head: [UInt8], _ body: (_ name: Span<UInt8>, _ line: Span<UInt8>) -> Void) {
    let bytes = head.span
    var start = 0
    while start < bytes.count {
      let end =
        bytes.firstIndex(of: 13, in: start..<bytes.count).map { min($0 + 2, bytes.count) } ?? bytes.count
      let colon = start == 0 ? start : bytes.firstIndex(of: UInt8(ascii: ":"), in: start..<end) ?? start
      body(bytes.extracting(start..<colon), bytes.extracting(start..<end))
      start = end
    }
  }
}

/// Heads of a stored response as a policy leaves them.
struct RewrittenHeads {
  let policy: CompiledResponseHeaders
  let head: [UInt8]
  let notModifiedHead: [UInt8]
  /// The same for requests that have `Origin`, without what the policy goes over.
  let corsHead: [UInt8]
  let corsNotModifiedHead: [UInt8]
  /// The origin answers CORS requests itself, and the policy lets it.
  let leavesCORSToOrigin: Bool

  var byteCount: Int { head.count + notModifiedHead.count }

  init(_ response: StoredResponse, _ policy: CompiledResponseHeaders) {
    self.policy = policy
    head = policy.rewrite(response.head)
    notModifiedHead = policy.rewrite(response.notModifiedHead)
    guard let cors = policy.cors, CompiledCORS.isAnswered(by: head) else {
      (corsHead, corsNotModifiedHead, leavesCORSToOrigin) = (head, notModifiedHead, false)
      return
    }
    leavesCORSToOrigin = !cors.overridesOrigin
    corsHead = cors.overridesOrigin ? CompiledCORS.removed(from: head) : head
    corsNotModifiedHead = cors.overridesOrigin ? CompiledCORS.removed(from: notModifiedHead) : notModifiedHead
  }
}
