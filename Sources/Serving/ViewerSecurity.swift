import EdgeCache
import Primitives
import TLS

/// What a viewer's TLS handshake says about the requests of its connection.
struct ViewerSecurity {
  let session: Exchange.TLSSession
  /// Nil: the viewer named no host, and any may be asked for.
  let coversHost: ((Span<UInt8>) -> Bool)?

  /// `context`: the one that hands were shaken with, which a reload may have replaced since.
  init(_ agreement: TLSAgreement, _ context: TLSContext) {
    session = Exchange.TLSSession(version: agreement.version, cipher: agreement.cipher)
    coversHost = agreement.serverName.map { name in
      let octets = name.utf8.map(\.asciiLowercased)
      return { host in
        host.equals(octets.span) || context.covers(host.text, forWhoAskedFor: name)
      }
    }
  }
}
