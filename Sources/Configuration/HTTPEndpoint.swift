import Primitives

/// Where the lab sends a request of its own: a URL with an address for its host, so that no name is looked up.
package struct HTTPEndpoint: Hashable, Sendable {
  package enum Scheme: String, Hashable, Sendable { case http, https }

  package var scheme: Scheme
  package var address: IPAddress
  package var port: UInt16
  /// For the Host field: as the URL has it.
  package var host: String
  /// Begins with a slash; with the query.
  package var path: String

  package init(scheme: Scheme, address: IPAddress, port: UInt16, host: String, path: String) {
    (self.scheme, self.address, self.port, self.host, self.path) = (scheme, address, port, host, path)
  }

  /// `http://127.0.0.1:9000/x?y`, `https://[::1]/`, `http://localhost`; nil for all else.
  package init?(_ text: String) {
    guard let separator = text.firstRange(of: "://"),
      let scheme = Scheme(rawValue: String(text[..<separator.lowerBound]))
    else { return nil }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    let path = String(rest.dropFirst(authority.count))
    guard let place = HostAndPort.parse(String(authority)),
      let address = IPAddress(place.host == "localhost" ? "127.0.0.1" : place.host),
      path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
    else { return nil }
    self.init(
      scheme: scheme, address: address, port: place.port ?? (scheme == .http ? 80 : 443),
      host: String(authority), path: path.hasPrefix("/") ? path : "/" + path)
  }
}

extension HTTPEndpoint: CustomStringConvertible {
  package var description: String { "\(scheme.rawValue)://\(host)\(path)" }
}
