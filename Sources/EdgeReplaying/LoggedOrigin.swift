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
  struct Object {
    var id: UInt64
    var status: UInt16
    var size: Int
  }

  /// The answer to `request`, and the octets of content that follow its head.
  ///
  /// - Parameter second: of the log's clock.
  func answer(_ request: borrowing RequestHead, _ object: Object, at second: Int, now: Instant)
    -> (ResponseHead, size: Int)
  {
    var head = ResponseHead(status: object.status)
    for header in headers { head.fields.append(header.name, header.value) }
    if let changes, object.status == 200 {
      let tag = "\"\(object.size)-\(changes.version(of: object.id, at: second))\""
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
