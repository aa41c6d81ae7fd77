import HTTPWire
import Primitives

/// Fields meant for one connection only, which an intermediary does not forward (RFC 9110 section 7.6.1).
package enum HopByHop {
  /// Whether line `index` of `fields` is such a field, by its name or because a `Connection` line names it.
  ///
  /// `Transfer-Encoding` and `Trailer` are among them: framing is made anew for each connection. Fields the message
  /// cannot do without (`Host`, `Content-Length`, `Cache-Control` ...) stay even if `Connection` names them, or a
  /// viewer could strip them from the request behind our back.
  package static func contains(_ fields: borrowing Fields, _ index: Int) -> Bool {
    switch fields.known(index) {
    case .connection, .keepAlive, .proxyConnection, .te, .trailer, .transferEncoding, .upgrade: true
    case .host, .contentLength, .contentType, .contentEncoding, .cacheControl, .expires, .date, .age, .etag,
      .lastModified, .vary, .via, .authorization, .cookie, .setCookie, .xForwardedFor:
      false
    default: isNominated(fields.name(index), in: fields)
    }
  }

  private static func isNominated(_ name: Span<UInt8>, in fields: borrowing Fields) -> Bool {
    var line = fields.first(.connection)
    while let index = line {
      let value = fields.value(index)
      var cursor = ListCursor()
      while let member = cursor.next(in: value) {
        if value.extracting(member).equalsIgnoringCase(name) { return true }
      }
      line = fields.first(.connection, from: index + 1)
    }
    return false
  }
}
