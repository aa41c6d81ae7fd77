import Primitives

/// A request line and its field lines (RFC 9112 section 3). Reused for request after request on a connection.
public struct RequestHead: Sendable {
  public enum Method: UInt8, Sendable, CaseIterable {
    case get, head, options, put, post, patch, delete, other
  }

  package var method = Method.get
  /// The method as sent, for `.other` and for logs.
  package var methodBytes: [UInt8] = []
  /// The request target in origin-form, or `*` (RFC 9112 section 3.2). The parser reads absolute-form into this and Host.
  package var target: [UInt8] = []
  /// 0 or 1, of HTTP/1.x.
  package var minorVersion: UInt8 = 1
  package var fields = Fields()
  /// How the body ends: set by the parser.
  package var bodyFraming = BodyFraming.none

  package init() {}

  /// For tests, built-in clients and the simulator.
  package init(_ method: String, _ target: String, _ fields: KeyValuePairs<String, String> = [:]) {
    self.methodBytes = Array(method.utf8)
    self.method = Method(methodBytes.span)
    self.target = Array(target.utf8)
    for (name, value) in fields { self.fields.append(name, value) }
  }

  /// Empties the head and keeps its memory.
  package mutating func reset() {
    methodBytes.removeAll(keepingCapacity: true)
    target.removeAll(keepingCapacity: true)
    fields.removeAll()
    (method, minorVersion, bodyFraming) = (.get, 1, .none)
  }
}

extension RequestHead.Method {
  /// Methods are case-sensitive (RFC 9110 section 9.1).
  package init(_ bytes: Span<UInt8>) {
    self =
      switch bytes.count {
      case 3 where bytes.equals("GET"): .get
      case 3 where bytes.equals("PUT"): .put
      case 4 where bytes.equals("HEAD"): .head
      case 4 where bytes.equals("POST"): .post
      case 5 where bytes.equals("PATCH"): .patch
      case 6 where bytes.equals("DELETE"): .delete
      case 7 where bytes.equals("OPTIONS"): .options
      default: .other
      }
  }

  /// The method as it stands in a request line; empty for `.other`.
  package var token: String {
    switch self {
    case .get: "GET"
    case .head: "HEAD"
    case .options: "OPTIONS"
    case .put: "PUT"
    case .post: "POST"
    case .patch: "PATCH"
    case .delete: "DELETE"
    case .other: ""
    }
  }
}
