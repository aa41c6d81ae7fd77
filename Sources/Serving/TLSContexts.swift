import Configuration
import EdgeCache
import EventLoop
import Primitives
import TLS

/// The certificates of the lab as its workers use them; nil where there is no such service.
struct TLSContexts: Sendable {
  var dns: TLSContext?
  var viewers: TLSContext?

  /// The files as they are now; what was made for this run stays, as far as it fits.
  static func make(
    _ options: Lab.Options, _ configuration: LabConfiguration, replacing current: TLSContexts = TLSContexts(),
    _ former: LabConfiguration? = nil
  ) throws(Diagnostic) -> TLSContexts {
    var contexts = TLSContexts()
    contexts.dns = try options.dnsOptions.tls?.context(current: current.dns)
    guard let https = options.https, options.http != nil else { return contexts }
    let isSame =
      configuration.certificates.isEmpty && former?.certificates == []
      && former.map { services($0) } == services(configuration)
    contexts.viewers =
      isSame ? current.viewers : try viewers(configuration, listening: https.address)
    return contexts
  }

  /// What one distribution is over TLS.
  private struct Service: Hashable {
    var hosts: [String]
    var protocols: [String]
    var minimum: TLSVersion

    init(_ distribution: Distribution) {
      hosts = ([distribution.domainName] + distribution.aliases).map { $0.lowercased() }
      let speaksHTTP2 = distribution.httpVersion == .http2 || distribution.httpVersion == .http2and3
      protocols = speaksHTTP2 ? TLSContexts.protocols : ["http/1.1"]
      minimum = distribution.minimumTLSVersion == .tls13 ? .tls13 : .tls12
    }
  }

  private static func services(_ configuration: LabConfiguration) -> [Service] {
    configuration.distributions.map(Service.init)
  }

  /// For each name of a distribution the first certificate that covers it, or one made for the distribution. Who names no
  /// host, or one that nobody serves, is shown one that says where it is.
  private static func viewers(
    _ configuration: LabConfiguration, listening address: IPAddress
  ) throws(Diagnostic) -> TLSContext {
    do throws(TLSError) {
      var names: [String: TLSContext] = [:]
      for service in services(configuration) {
        for (host, context) in try contexts(of: service, configuration.certificates) { names[host] = context }
      }
      return try TLSContext(
        selfSignedFor: [.name("localhost"), .address(address)], protocols: protocols, names: names)
    } catch {
      throw Diagnostic(file: error.file ?? "--https", error.message)
    }
  }

  private static func contexts(
    of service: Service, _ certificates: [CertificateFiles]
  ) throws(TLSError) -> [String: TLSContext] {
    var (names, left): ([String: TLSContext], [String]) = ([:], service.hosts)
    for files in certificates {
      let context = try TLSContext(
        certificate: files.certificate, key: files.key, protocols: service.protocols, minimum: service.minimum
      )
      for host in left where context.covers(host) { names[host] = context }
      left.removeAll { names[$0] != nil }
    }
    guard !left.isEmpty else { return names }
    let made = try TLSContext(
      selfSignedFor: left.map(CertificateHost.name), protocols: service.protocols, minimum: service.minimum)
    for host in left { names[host] = made }
    return names
  }

  private static let protocols = ["h2", "http/1.1"]
}
