/// What `http://host:port/path` says.
package struct URLParts: Hashable, Sendable, CustomStringConvertible {
  /// A host name.
  package var host: String
  package var port: UInt16
  /// With its query; begins with `/`.
  package var path: String

  package init(host: String, port: UInt16 = 80, path: String = "/") {
    (self.host, self.port, self.path) = (host, port, path)
  }

  package var description: String { "http://\(authority)\(path)" }

  /// The Host field.
  package var authority: String { port == 80 ? host : "\(host):\(port)" }
}
