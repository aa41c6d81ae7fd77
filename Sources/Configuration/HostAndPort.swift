import Primitives

/// `192.0.2.10`, `192.0.2.10:80`, `[2001:db8::1]`, `[2001:db8::1]:80`, `www.example.com:80`.
package struct HostAndPort: Hashable, Sendable {
  package var host: String
  package var port: UInt16?

  package init(host: String, port: UInt16? = nil) { (self.host, self.port) = (host, port) }

  static func parse(_ text: String) -> HostAndPort? {
    if let address = IPAddress(text) { return HostAndPort(host: "\(address)", port: nil) }
    if let host = HostText.parse(text) { return HostAndPort(host: host, port: nil) }
    if text.hasPrefix("["), text.hasSuffix("]"), let address = IPAddress(String(text.dropFirst().dropLast()))
    {
      return HostAndPort(host: "\(address)", port: nil)
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0
    else { return nil }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    if let address = IPAddress(host) { return HostAndPort(host: "\(address)", port: port) }
    return HostText.parse(host).map { HostAndPort(host: $0, port: port) }
  }
}

extension HostAndPort: CustomStringConvertible {
  package var description: String {
    guard let port else { return host }
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
