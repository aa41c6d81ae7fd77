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
      && former.map { hosts($0) } == hosts(configuration)
    contexts.viewers =
      isSame ? current.viewers : try viewers(configuration, listening: https.address)
    return contexts
  }

  private static func hosts(_ configuration: LabConfiguration) -> [[String]] {
    configuration.distributions.map { ([$0.domainName] + $0.aliases).map { $0.lowercased() } }
  }

  /// For each name of a distribution the first certificate that covers it, or one made for the distribution. Who names no
  /// host, or one that nobody serves, is shown one that says where it is.
  private static func viewers(
    _ configuration: LabConfiguration, listening address: IPAddress
  ) throws(Diagnostic) -> TLSContext {
    do throws(TLSError) {
      var given: [TLSContext] = []
      for files in configuration.certificates {
        given.append(try TLSContext(certificate: files.certificate, key: files.key, protocols: protocols))
      }
      var names: [String: TLSContext] = [:]
      for hosts in hosts(configuration) {
        let uncovered = hosts.filter { host in !given.contains { $0.covers(host) } }
        for host in hosts { names[host] = given.first { $0.covers(host) } }
        guard !uncovered.isEmpty else { continue }
        let made = try TLSContext(selfSignedFor: uncovered.map(CertificateHost.name), protocols: protocols)
        for host in uncovered { names[host] = made }
      }
      return try TLSContext(
        selfSignedFor: [.name("localhost"), .address(address)], protocols: protocols, names: names)
    } catch {
      throw Diagnostic(file: error.file ?? "--https", error.message)
    }
  }

  private static let protocols = ["h2", "http/1.1"]
}
