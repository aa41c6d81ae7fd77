import EdgeCache
import Geo
import HTTPCaching
import HTTPWire
import Primitives
import Simulation

/// What a built-in origin answers, without its octets.
package struct VirtualOrigin: Sendable {
  package struct Object: Sendable {
    let pattern: PathPattern
    package var status: UInt16
    package var contentType: String
    package var headers: [Origin.Header]
    /// Octets of its content.
    package var size: Int
    package var latency: Latency
    package var sendsETag: Bool
    package var sendsLastModified: Bool

    package init(
      pathPattern: String, status: UInt16, contentType: String, headers: [Origin.Header], size: Int,
      latency: Latency, sendsETag: Bool, sendsLastModified: Bool
    ) {
      pattern = PathPattern(pathPattern)
      (self.status, self.contentType, self.headers, self.size) = (status, contentType, headers, size)
      (self.latency, self.sendsETag, self.sendsLastModified) = (latency, sendsETag, sendsLastModified)
    }
  }

  package struct File: Hashable, Sendable {
    package var contentType: String
    package var size: Int
    /// Seconds since the epoch.
    package var modifiedAt: Int64

    package init(contentType: String, size: Int, modifiedAt: Int64) {
      (self.contentType, self.size, self.modifiedAt) = (contentType, size, modifiedAt)
    }
  }

  package var name: String
  /// The AWS region it stands in; nil: nobody says where it stands.
  package var region: AWSRegion?
  /// The first whose pattern matches answers.
  package var objects: [Object]
  /// By path.
  package var files: [String: File]

  package init(name: String, region: AWSRegion? = nil, objects: [Object], files: [String: File]) {
    (self.name, self.region, self.objects, self.files) = (name, region, objects, files)
  }

  /// Before the first octet of the answer to a request for `target`, a path and perhaps a query.
  package func latency(of target: Span<UInt8>) -> Latency {
    var end = 0
    while end < target.count, target[end] != UInt8(ascii: "?") { end += 1 }
    return object(of: target.extracting(..<end))?.latency ?? .none
  }

  private func object(of path: Span<UInt8>) -> Object? { objectIndex(of: path).map { objects[$0] } }

  /// The number of the object that answers for `path`; nil: a file does, or nothing.
  package func objectIndex(of path: Span<UInt8>) -> Int? {
    for index in objects.indices where objects[index].pattern.matches(path) { return index }
    return nil
  }

  /// The answer to `request`, and the octets of content that follow its head.
  ///
  /// `startedAt`: when the origin was started, the Last-Modified of what has no date of its own.
  package func answer(_ request: borrowing RequestHead, now: Instant, startedAt: Instant) -> (
    ResponseHead, size: Int
  ) {
    let target = request.target
    let path = target.firstIndex(of: UInt8(ascii: "?")).map { Array(target[..<$0]) } ?? target
    var head = ResponseHead(status: 200)
    var (size, tag, modified) = (0, String?.none, Int64?.none)
    if let object = object(of: path.span) {
      head.status = object.status
      head.fields.append("Content-Type", object.contentType)
      for header in object.headers { head.fields.append(header.name, header.value) }
      size = object.size
      if object.sendsETag { tag = "\"\(String(KeyedHash(seed: UInt64(size))(path.span), radix: 16))\"" }
      if object.sendsLastModified { modified = startedAt.secondsSinceEpoch }
    } else if let file = files[String(decoding: path, as: UTF8.self)] {
      head.fields.append("Content-Type", file.contentType)
      (size, modified) = (file.size, file.modifiedAt)
      tag = "\"\(String(file.modifiedAt, radix: 16))-\(String(file.size, radix: 16))\""
    } else {
      head.status = 404
      head.fields.append("Content-Type", "text/plain")
      size = 27
    }
    head.fields.append("Date", Self.date(now.secondsSinceEpoch))
    if let tag { head.fields.append("ETag", tag) }
    if let modified { head.fields.append("Last-Modified", Self.date(modified)) }
    let octets = Array((tag ?? "").utf8)
    if head.status == 200, request.method == .get || request.method == .head,
      Preconditions.isNotModified(request.fields, entityTag: octets.span, lastModified: modified, now: now)
    {
      head.status = 304
      return (head, 0)
    }
    if head.status == 200 { head.fields.append("Accept-Ranges", "bytes") }
    head.fields.append("Content-Length", String(size))
    return (head, request.method == .head ? 0 : size)
  }

  /// An answer that a fault brings about.
  static func failure(_ status: UInt16, now: Instant) -> (ResponseHead, size: Int) {
    var head = ResponseHead(status: status)
    head.fields.append("Content-Type", "text/plain")
    head.fields.append("Date", date(now.secondsSinceEpoch))
    head.fields.append("Content-Length", "0")
    return (head, 0)
  }

  static func date(_ seconds: Int64) -> String {
    var bytes: [UInt8] = []
    HTTPDate.append(seconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
