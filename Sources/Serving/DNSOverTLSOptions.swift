import EventLoop
import Primitives
import TLS

/// DNS over TLS (RFC 7858): where it listens and who it says it is.
package struct DNSOverTLSOptions: Sendable {
  /// A certificate with its chain, and its key, in PEM; read again at each reload.
  package struct Files: Sendable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }
  }

  package var addresses: [SocketAddress]
  /// Nil: a certificate is made, for this run of the lab.
  package var files: Files?

  package init(addresses: [SocketAddress], files: Files?) {
    (self.addresses, self.files) = (addresses, files)
  }

  /// The files as they are now; else `current`, or a certificate made for `localhost` and where it listens.
  func context(current: TLSContext? = nil) throws(Diagnostic) -> TLSContext {
    do throws(TLSError) {
      guard let files else {
        if let current { return current }
        return try TLSContext(selfSignedFor: hosts, protocols: Self.protocols)
      }
      return try TLSContext(certificate: files.certificate, key: files.key, protocols: Self.protocols)
    } catch {
      throw Diagnostic(file: error.file ?? "--dot", error.message)
    }
  }

  /// RFC 7858 has no name for ALPN; RFC 9103 section 8.1 has this one.
  private static let protocols = ["dot"]

  private var hosts: [CertificateHost] {
    let loopback = [IPAddress(v4: 0x7F00_0001), IPAddress(v6: 1)]
    // Who listens everywhere is asked at some address; on the lab's machine it is this one.
    let listening = addresses.flatMap { $0.address.bits == 0 ? loopback : [$0.address] }
    return [.name("localhost")] + listening.map(CertificateHost.address)
  }
}
