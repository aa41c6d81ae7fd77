import Configuration
import EdgeCache
import EventLoop
import HTTPCaching
import HTTPWire
import Primitives

/// Answers one connection's requests from a built-in origin.
final class BuiltInOriginResponder: HTTPResponder {
  let server: BuiltInOriginServer
  private var latency: Timer?
  private var content = Content.none
  /// What is sent next, and where the part that was asked for ends.
  private var offset = 0
  private var end = 0
  private var size = 0
  /// The body of a PUT; nil: it is larger than the object store.
  private var upload: [UInt8]? = []
  private var isChunked = false
  private var isSending = false

  private enum Content {
    case none
    case bytes(ByteBlock)
    /// A block of the server's, repeated.
    case generated(ByteBlock)
    case file(OriginFile)
  }

  init(server: BuiltInOriginServer) { self.server = server }

  // MARK: The request

  /// A request body is read to its end before the answer, as an application would.
  func respond(on connection: HTTPServerConnection) {
    upload = []
    connection.request.bodyFraming == .none ? answer(connection) : connection.acceptBody()
  }

  func received(body: Span<UInt8>, on connection: HTTPServerConnection) {
    guard let bucket = server.bucket, connection.request.method == .put, let held = upload?.count else {
      return
    }
    if held + body.count > bucket.capacity { upload = nil } else { upload?.append(span: body) }
  }

  /// The body of a PUT; nil where it was too large.
  func takeUpload() -> [UInt8]? {
    defer { upload = [] }
    return upload
  }

  func bodyEnded(on connection: HTTPServerConnection) { answer(connection) }

  private func answer(_ connection: HTTPServerConnection) {
    switch server.faulty.fate() {
    case nil: answer(connection, failing: nil)
    case .reset: connection.reset()
    // The client ends the connection when it has waited enough.
    case .silence: break
    case .answer(.zero, let status): answer(connection, failing: status)
    case .answer(let delay, let status):
      latency = Timer(on: server.loop, after: delay) { [weak self, weak connection] in
        guard let self, let connection else { return }
        answer(connection, failing: status)
        connection.connection.flush()
      }
    }
  }

  /// `failing`: the status that it has for a fault's sake.
  private func answer(_ connection: HTTPServerConnection, failing: UInt16?) {
    if let status = failing {
      return send(
        ByteBlock("\(status): a fault set on purpose\n".utf8), status: status, "text/plain", on: connection)
    }
    let target = connection.request.target
    let path = target.firstIndex(of: UInt8(ascii: "?")).map { Array(target[..<$0]) } ?? target
    if let route = server.routes.first(where: { $0.pattern.matches(path.span) }) {
      let object = route.object
      let wait = server.latency(of: object)
      guard wait > .zero else { return send(object, path, on: connection) }
      latency = Timer(on: server.loop, after: wait) { [weak self, weak connection] in
        guard let self, let connection else { return }
        send(object, path, on: connection)
        connection.connection.flush()
      }
      return
    }
    let text = String(decoding: path, as: UTF8.self)
    let query = QueryParameters(String(decoding: target, as: UTF8.self).dropFirst(text.count + 1))
    if let video = server.origin.video, let content = video.content(at: text) {
      send(content, of: video, on: connection)
    } else if answerFromBucket(text, query, on: connection) {
      return
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
    case .generated(let octets): (content, size) = (.generated(server.pattern), octets)
    case .literal(let bytes): (content, size) = (.bytes(ByteBlock(bytes)), bytes.count)
    case .page(let page):
      let bytes = page.filled(for: connection.request, at: server.loop.now)
      (content, size) = (.bytes(ByteBlock(bytes)), bytes.count)
      let tag = object.sendsETag ? Self.entityTag(bytes.span) : nil
      return begin(&head, entityTag: tag, lastModified: nil, on: connection, isChunked: object.isChunked)
    }
    begin(
      &head, entityTag: object.sendsETag ? Self.entityTag(path.span, UInt64(size)) : nil,
      lastModified: object.sendsLastModified ? server.startedAt.secondsSinceEpoch : nil,
      on: connection, isChunked: object.isChunked)
  }

  private func send(
    _ film: VideoOnDemand.Content, of video: VideoOnDemand, on connection: HTTPServerConnection
  ) {
    var head = ResponseHead(status: 200)
    for header in video.headers { head.fields.append(header.name, header.value) }
    switch film {
    case .playlist(let text):
      head.fields.append("Content-Type", "application/vnd.apple.mpegurl")
      send(
        ByteBlock(text.utf8), &head, entityTag: Self.entityTag(Array(text.utf8).span),
        lastModified: server.startedAt.secondsSinceEpoch, on: connection)
    case .segment(let octets):
      head.fields.append("Content-Type", "video/mp2t")
      (content, size) = (.generated(server.packets), octets)
      begin(
        &head, entityTag: Self.entityTag(connection.request.target.span, UInt64(size)),
        lastModified: server.startedAt.secondsSinceEpoch, on: connection)
    }
  }

  private static func entityTag(_ octets: Span<UInt8>, _ seed: UInt64 = 0) -> String {
    "\"\(String(KeyedHash(seed: seed)(octets), radix: 16))\""
  }

  private func send(_ file: OriginFile, _ path: String, on connection: HTTPServerConnection) {
    var head = ResponseHead(status: 200)
    head.fields.append("Content-Type", "\(OriginFile.contentType(of: path))")
    (content, size) = (.file(file), file.size)
    let seconds = file.modifiedAt.secondsSinceEpoch
    begin(
      &head, entityTag: "\"\(String(seconds, radix: 16))-\(String(file.size, radix: 16))\"",
      lastModified: seconds,
      on: connection)
  }

  private func send(_ block: ByteBlock, status: UInt16, _ type: String, on connection: HTTPServerConnection) {
    var head = ResponseHead(status: status)
    head.fields.append("Content-Type", type)
    send(block, &head, entityTag: nil, lastModified: nil, on: connection)
  }

  func send(
    _ block: ByteBlock, _ head: inout ResponseHead, entityTag: String?, lastModified: Int64?,
    on connection: HTTPServerConnection
  ) {
    (content, size) = (.bytes(block), block.count)
    begin(&head, entityTag: entityTag, lastModified: lastModified, on: connection)
  }

  /// Finishes the head, decides on 206, 304, 416 and HEAD, and begins to send.
  private func begin(
    _ head: inout ResponseHead, entityTag: String?, lastModified: Int64?, on connection: HTTPServerConnection,
    isChunked mayChunk: Bool = false
  ) {
    let now = server.loop.now
    isChunked = mayChunk && connection.request.minorVersion > 0
    (offset, end) = (0, size)
    let clock = now.advanced(bySeconds: server.faulty.fault?.clockOffset.components.seconds ?? 0)
    head.fields.append("Date", Self.date(clock.secondsSinceEpoch))
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
      if head.status == 200 {
        select(&head, tag.span, lastModified, connection.request, now)
        head.fields.append("Accept-Ranges", "bytes")
      }
      head.fields.append("Content-Length", String(end - offset))
    }
    if method == .head { content = .none }
    if case .none = content { (offset, end, isChunked) = (0, 0, false) }
    var bytes: [UInt8] = []
    head.encode(into: &bytes)
    connection.connection.send(bytes.span)
    sendContent(on: connection)
  }

  /// One range is given; of several the whole, as RFC 9110 section 14.2 allows. A range means something with GET only.
  private func select(
    _ head: inout ResponseHead, _ entityTag: Span<UInt8>, _ lastModified: Int64?,
    _ request: borrowing RequestHead, _ now: Instant
  ) {
    guard request.method == .get, let ranges = ByteRangeSet(request.fields), ranges.others.isEmpty,
      IfRange.holds(
        request.fields, entityTag: entityTag, lastModified: lastModified, date: now.secondsSinceEpoch,
        now: now)
    else { return }
    guard let range = ranges.first.resolved(in: size) else {
      head.status = 416
      head.fields.append("Content-Range", "bytes */\(size)")
      (content, offset, end) = (.none, 0, 0)
      return
    }
    guard !range.isEmpty else { return }
    head.status = 206
    head.fields.append("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)")
    (offset, end) = (range.lowerBound, range.upperBound)
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
    while offset < end {
      guard connection.wantsOutput else { return }
      guard let piece = nextPiece() else {
        isSending = false
        return connection.abort()
      }
      if isChunked {
        connection.connection.sendChunk(piece)
      } else {
        connection.connection.send(piece)
      }
      offset += piece.count
    }
    if isChunked { connection.connection.sendLastChunk() }
    (isSending, content) = (false, .none)
    connection.finishResponse(keepAlive: connection.request.isKeepAlive)
  }

  private func nextPiece() -> SharedBytes? {
    switch content {
    case .none: return nil
    case .bytes(let block): return block.shared(offset..<end)
    case .generated(let pattern):
      let start = offset % pattern.count
      return pattern.shared(start..<min(pattern.count, start + end - offset))
    case .file(let file):
      guard let block = file.read(at: offset) else { return nil }
      return block.shared(0..<min(block.count, end - offset))
    }
  }

  func refused(on connection: HTTPServerConnection, bytesSent: Int) {}
  func aborted(on connection: HTTPServerConnection) { (latency, content, isSending) = (nil, .none, false) }

}
