import Configuration
import EdgeCache
import EventLoop
import HTTPCaching
import HTTPWire
import Primitives

/// Answers one connection's requests from a built-in origin.
final class BuiltInOriginResponder: HTTPResponder {
  private let server: BuiltInOriginServer
  private var latency: Timer?
  private var content = Content.none
  private var offset = 0
  private var size = 0
  private var isChunked = false
  private var isSending = false

  private enum Content {
    case none
    case bytes(ByteBlock)
    /// The server's pattern, repeated.
    case generated
    case file(OriginFile)
  }

  init(server: BuiltInOriginServer) { self.server = server }

  // MARK: The request

  /// A request body is read to its end before the answer, as an application would.
  func respond(on connection: HTTPServerConnection) {
    connection.request.bodyFraming == .none ? answer(connection) : connection.acceptBody()
  }

  func received(body: Span<UInt8>, on connection: HTTPServerConnection) {}
  func bodyEnded(on connection: HTTPServerConnection) { answer(connection) }

  private func answer(_ connection: HTTPServerConnection) {
    let fault = server.fault
    if server.drops() { return connection.abort() }
    // The client ends the connection when it has waited enough.
    if fault.hangs { return }
    guard fault.delay > .zero else { return answerNow(connection) }
    latency = Timer(on: server.loop, after: fault.delay) { [weak self, weak connection] in
      guard let self, let connection else { return }
      answerNow(connection)
      connection.connection.flush()
    }
  }

  private func answerNow(_ connection: HTTPServerConnection) {
    if let status = server.fault.status {
      return send(
        ByteBlock("\(status): a fault set on purpose\n".utf8), status: status, "text/plain", on: connection)
    }
    let target = connection.request.target
    let path = target.firstIndex(of: UInt8(ascii: "?")).map { Array(target[..<$0]) } ?? target
    if let route = server.routes.first(where: { $0.pattern.matches(path.span) }) {
      let object = route.object
      guard object.latency > .zero else { return send(object, path, on: connection) }
      latency = Timer(on: server.loop, after: object.latency) { [weak self, weak connection] in
        guard let self, let connection else { return }
        send(object, path, on: connection)
        connection.connection.flush()
      }
    } else if let directory = server.origin.directory,
      let relative = BuiltInOrigin.relativeFilePath(of: path.span),
      let file = OriginFile(path: "\(directory)/\(relative)")
    {
      send(file, relative, on: connection)
    } else {
      send(ByteBlock("404: there is nothing here\n".utf8), status: 404, "text/plain", on: connection)
    }
  }

  // MARK: The response head

  private func send(_ object: BuiltInOrigin.Object, _ path: [UInt8], on connection: HTTPServerConnection) {
    var head = ResponseHead(status: object.status)
    head.fields.append("Content-Type", object.contentType)
    for header in object.headers { head.fields.append(header.name, header.value) }
    switch object.body {
    case .generated(let octets): (content, size) = (.generated, octets)
    case .literal(let bytes): (content, size) = (.bytes(ByteBlock(bytes)), bytes.count)
    }
    isChunked = object.isChunked && connection.request.minorVersion > 0
    var tag: String?
    if object.sendsETag {
      tag = "\"\(String(KeyedHash(seed: UInt64(size))(path.span), radix: 16))\""
    }
    begin(
      &head, entityTag: tag,
      lastModified: object.sendsLastModified ? server.startedAt.secondsSinceEpoch : nil,
      on: connection)
  }

  private func send(_ file: OriginFile, _ path: String, on connection: HTTPServerConnection) {
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Type", "\(OriginFile.contentType(of: path))")
    (content, size, isChunked) = (.file(file), file.size, false)
    let seconds = file.modifiedAt.secondsSinceEpoch
    begin(
      &head, entityTag: "\"\(String(seconds, radix: 16))-\(String(file.size, radix: 16))\"",
      lastModified: seconds,
      on: connection)
  }

  private func send(_ block: ByteBlock, status: UInt16, _ type: String, on connection: HTTPServerConnection) {
    var head = ResponseHead(status: status)
    head.fields.append("Content-Type", type)
    (content, size, isChunked) = (.bytes(block), block.count, false)
    begin(&head, entityTag: nil, lastModified: nil, on: connection)
  }

  /// Finishes the head, decides on 304 and HEAD, and begins to send.
  private func begin(
    _ head: inout ResponseHead, entityTag: String?, lastModified: Int64?, on connection: HTTPServerConnection
  ) {
    let now = server.loop.now
    offset = 0
    head.fields.append("Date", Self.date(now.secondsSinceEpoch))
    if let entityTag { head.fields.append("ETag", entityTag) }
    if let lastModified { head.fields.append("Last-Modified", Self.date(lastModified)) }
    let method = connection.request.method
    let tag = Array((entityTag ?? "").utf8)
    if head.status == 200, method == .get || method == .head,
      Preconditions.isNotModified(
        connection.request.fields, entityTag: tag.span, lastModified: lastModified, now: now)
    {
      head.status = 304
      (content, size) = (.none, 0)
    } else if head.status == 204 || head.status == 304 || head.status < 200 {
      (content, size) = (.none, 0)
    } else if isChunked {
      head.fields.append("Transfer-Encoding", "chunked")
    } else {
      head.fields.append("Content-Length", String(size))
    }
    if method == .head { content = .none }
    if case .none = content { (size, isChunked) = (0, false) }
    var bytes: [UInt8] = []
    head.encode(into: &bytes)
    connection.connection.send(bytes.span)
    sendContent(on: connection)
  }

  private static func date(_ seconds: Int64) -> String {
    var bytes: [UInt8] = []
    HTTPDate.append(seconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: The content

  func drained(on connection: HTTPServerConnection) { if isSending { sendContent(on: connection) } }

  private func sendContent(on connection: HTTPServerConnection) {
    isSending = true
    while offset < size {
      guard connection.wantsOutput else { return }
      guard let (block, range) = nextPiece() else {
        isSending = false
        return connection.abort()
      }
      if isChunked {
        connection.connection.sendChunk(block, range)
      } else {
        connection.connection.send(block, range)
      }
      offset += range.count
    }
    if isChunked { connection.connection.sendLastChunk() }
    (isSending, content) = (false, .none)
    connection.finishResponse(keepAlive: connection.request.isKeepAlive)
  }

  private func nextPiece() -> (ByteBlock, Range<Int>)? {
    switch content {
    case .none: return nil
    case .bytes(let block): return (block, offset..<size)
    case .generated:
      let start = offset % server.pattern.count
      return (server.pattern, start..<min(server.pattern.count, start + size - offset))
    case .file(let file):
      guard let block = file.read(at: offset) else { return nil }
      return (block, 0..<block.count)
    }
  }

  func refused(on connection: HTTPServerConnection, bytesSent: Int) {}
  func aborted(on connection: HTTPServerConnection) { (latency, content, isSending) = (nil, .none, false) }

}
