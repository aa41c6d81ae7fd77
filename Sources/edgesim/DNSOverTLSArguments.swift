import ArgumentParser
import EventLoop
import Serving

/// Where `edgesim serve` speaks DNS over TLS (RFC 7858).
struct DNSOverTLSArguments: ParsableArguments {
  @Option(
    name: .customLong("dot"),
    help: ArgumentHelp(
      "Where DNS over TLS listens, 127.0.0.1:8853 say; may be given again (default: nowhere).",
      valueName: "address:port"))
  var addresses: [SocketAddress] = []

  @Option(
    name: .customLong("tls-cert"),
    help: ArgumentHelp(
      "The certificate and its chain in PEM, read again at each reload (default: one is made and its pin logged).",
      valueName: "file"))
  var certificate: String?

  @Option(name: .customLong("tls-key"), help: ArgumentHelp("Its key in PEM.", valueName: "file"))
  var key: String?

  func validate() throws {
    if (certificate == nil) != (key == nil) {
      throw ValidationError("--tls-cert and --tls-key go together.")
    }
    if addresses.isEmpty, certificate != nil {
      throw ValidationError("--tls-cert is of no use without --dot.")
    }
  }

  var options: DNSOverTLSOptions? {
    guard !addresses.isEmpty else { return nil }
    var files: DNSOverTLSOptions.Files?
    if let certificate, let key { files = .init(certificate: certificate, key: key) }
    return DNSOverTLSOptions(addresses: addresses, files: files)
  }
}
