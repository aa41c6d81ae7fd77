import Primitives

/// A status line and its field lines (RFC 9112 section 4).
package struct ResponseHead: Sendable {
  package var status: UInt16 = 200
  package var reason: [UInt8] = []
  /// 0 or 1, of HTTP/1.x.
  package var minorVersion: UInt8 = 1
  package var fields = Fields()

  package init() {}

  /// For built-in origins, tests and the simulator.
  package init(status: UInt16, _ fields: KeyValuePairs<String, String> = [:]) {
    self.status = status
    for (name, value) in fields { self.fields.append(name, value) }
  }

  /// Empties the head and keeps its memory.
  package mutating func reset() {
    reason.removeAll(keepingCapacity: true)
    fields.removeAll()
    (status, minorVersion) = (200, 1)
  }
}
