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
  func rewrite(_ head: Span<UInt8>) -> [UInt8] {
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
    var notModified: [UInt8] = []
    if response.hasValidator { response.appendNotModifiedHead(to: &notModified) }
    notModifiedHead = notModified.isEmpty ? [] : policy.rewrite(notModified.span)
    guard let cors = policy.cors, CompiledCORS.isAnswered(by: head) else {
      (corsHead, corsNotModifiedHead, leavesCORSToOrigin) = (head, notModifiedHead, false)
      return
    }
    leavesCORSToOrigin = !cors.overridesOrigin
    corsHead = cors.overridesOrigin ? CompiledCORS.removed(from: head) : head
    corsNotModifiedHead = cors.overridesOrigin ? CompiledCORS.removed(from: notModifiedHead) : notModifiedHead
  }
}
