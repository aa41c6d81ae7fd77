import EdgeCache
import HTTPCaching
import HTTPWire
import Primitives
import Traces

/// An origin of which no more is known than what the log says was answered.
package struct LoggedOrigin: Sendable {
  /// What every answer has beside its length.
  package var headers: [Origin.Header] = []
  /// Nil: no validators, so that what has expired is fetched again.
  package var changes: ObjectChanges?

  package init() {}

  /// What is known of the object asked for.
  package struct Object: Sendable {
    package var id: UInt64
    package var status: UInt16
    package var size: Int
    /// Seconds that it may be kept; 0: not said.
    package var ttl: UInt32 = 0
  }

  /// The viewer's request that a fetch was begun for.
  package struct Cause: Sendable {
    package var object: Object
    /// What the viewer asked for; another target is an error page's.
    package var target: [UInt8]

    package init(_ object: Object, target: [UInt8]) { (self.object, self.target) = (object, target) }
  }

  /// The answer of `origin` to `request`, and the octets of content that follow its head.
  package func answer(
    _ request: borrowing RequestHead, of origin: Origin, for cause: Cause, now: Instant
  ) -> (ResponseHead, size: Int) {
    var object = cause.object
    // The status is that of what the viewer asked for, which a page that stands for an error is not.
    if object.status >= 400, cause.target.path != [UInt8(ascii: "/")],
      request.target.path != origin.originPath.utf8 + cause.target.path
    {
      object.status = 200
    }
    return answer(request, object, now: now)
  }

  private func answer(_ request: borrowing RequestHead, _ object: Object, now: Instant) -> (
    ResponseHead, size: Int
  ) {
    var head = ResponseHead(status: object.status)
    for header in headers { head.fields.append(header.name, header.value) }
    if object.ttl > 0, head.fields["Cache-Control"] == nil {
      head.fields.append("Cache-Control", "max-age=\(object.ttl)")
    }
    if let changes, object.status == 200 {
      let tag = "\"\(object.size)-\(changes.version(of: object.id, at: Int(now.secondsSinceEpoch)))\""
      head.fields.append("ETag", tag)
      let octets = Array(tag.utf8)
      if request.method == .get || request.method == .head,
        Preconditions.isNotModified(request.fields, entityTag: octets.span, lastModified: nil, now: now)
      {
        head.status = 304
        return (head, 0)
      }
    }
    if object.status != 204, object.status != 304 {
      head.fields.append("Content-Length", String(object.size))
    }
    return (head, request.method == .head || object.status == 204 ? 0 : object.size)
  }
}

extension [UInt8] {
  /// Of a target: what comes before its query string.
  fileprivate var path: ArraySlice<UInt8> { prefix { $0 != UInt8(ascii: "?") } }
}
