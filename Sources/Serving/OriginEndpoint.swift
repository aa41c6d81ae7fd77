import EdgeCache
import EventLoop
import Primitives
import TLS

/// Where a fetch goes. Connections to equal endpoints may carry each other's requests.
struct OriginEndpoint: Hashable {
  enum Place: Hashable {
    case address(SocketAddress)
    /// The regional cache of a region, in this process.
    case regionalCache(String)
  }

  var place: Place
  /// Nil: plain HTTP.
  var tls: TLS?

  struct TLS: Hashable {
    /// Those the certificate may be for; the server is told the first.
    var names: [String]
    var trust: Trust
  }

  /// What the connections of one `TLSClientContext` have in common.
  struct Trust: Hashable {
    var protocols: [Origin.SSLProtocol]
    var trustedCertificates: String?
  }
}

extension OriginEndpoint.TLS {
  /// The certificate must be for the origin's domain name, or for the Host that the behaviour forwards (developer guide,
  /// "Require HTTPS for communication between CloudFront and your custom origin").
  init(_ fetch: Fetch) {
    let origin = fetch.origin
    let head = fetch.requestHead
    let forwarded = head.span.headerValue("host").map { String(decoding: head[$0], as: UTF8.self) }
    let host = forwarded.map { $0.prefix { $0 != ":" }.lowercased() }
    names = [host, origin.domainName].compactMap { $0 }
    if names.count == 2, names[0] == names[1] { names.removeLast() }
    trust = .init(protocols: origin.sslProtocols, trustedCertificates: origin.trustedCertificates)
  }
}

extension OriginEndpoint.Trust {
  func context() throws(TLSError) -> TLSClientContext {
    let versions = protocols.map { $0.version }
    let (lowest, highest) = (versions.min() ?? .tls12, versions.max() ?? .tls12)
    return try TLSClientContext(
      trusted: trustedCertificates, versions: lowest...(highest == .tls12 ? .tls13 : highest))
  }
}

extension Origin.SSLProtocol {
  /// SSLv3 is none of OpenSSL's any more; who lists it gets the oldest there is.
  fileprivate var version: TLSClientContext.Version {
    switch self {
    case .ssl3, .tls1: .tls1
    case .tls11: .tls11
    case .tls12: .tls12
    }
  }
}

extension Span where Element == UInt8 {
  /// Where the value of the first field called `name` (lower case) is, in a request head that the edge wrote.
  func headerValue(_ name: StaticString) -> Range<Int>? {
    headerValue(nameOf: name.utf8CodeUnitCount) { $0.equalsIgnoringCase(name) }
  }

  func headerValue(_ name: [UInt8]) -> Range<Int>? {
    headerValue(nameOf: name.count) { $0.equalsIgnoringCase(name.span) }
  }

  private func headerValue(nameOf length: Int, isName: (Span<UInt8>) -> Bool) -> Range<Int>? {
    var start = 0
    while let end = firstIndex(of: UInt8(ascii: "\n"), in: start..<count) {
      let colon = start + length
      if colon < end, self[colon] == UInt8(ascii: ":"), isName(extracting(start..<colon)) {
        return trimmed(colon + 1..<end - 1)
      }
      start = end + 1
    }
    return nil
  }
}
