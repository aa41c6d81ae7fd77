import CLibssl
import Primitives

/// What the TLS connections to servers of one trust have in common. A server must show a certificate that one of the
/// trusted signed, directly or through others, for one of the names it is asked by (RFC 9525).
package final class TLSClientContext {
  package enum Version: Int, Hashable, Sendable, Comparable {
    case tls1, tls11, tls12, tls13

    package static func < (a: Version, b: Version) -> Bool { a.rawValue < b.rawValue }

    fileprivate var number: Int {
      switch self {
      case .tls1: Int(TLS1_VERSION)
      case .tls11: Int(TLS1_1_VERSION)
      case .tls12: Int(TLS1_2_VERSION)
      case .tls13: Int(TLS1_3_VERSION)
      }
    }
  }

  private let context: OpaquePointer

  /// `trusted`: a file of certificates in PEM; nil: those the system trusts.
  package init(trusted: String?, versions: ClosedRange<Version>) throws(TLSError) {
    guard let context = SSL_CTX_new(TLS_client_method()) else { throw .openSSL("no TLS context") }
    self.context = context
    SSL_CTX_set_options(context, clibssl_options)
    SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(clibssl_modes), nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, versions.lowerBound.number, nil)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, versions.upperBound.number, nil)
    // OpenSSL has the older ones below its default level only.
    if versions.lowerBound < .tls12 { SSL_CTX_set_security_level(context, 0) }
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nil)
    guard let trusted else {
      SSL_CTX_set_default_verify_paths(context)
      return
    }
    guard SSL_CTX_load_verify_locations(context, trusted, nil) == 1 else {
      throw .openSSL(file: trusted, "no certificate in PEM can be read from it")
    }
  }

  deinit { SSL_CTX_free(context) }

  /// The TLS state (`SSL`) of a connection to a server that goes by one of `names`, the first of which it is told
  /// (SNI, RFC 6066 section 3). It is the caller's, who keeps the context as long.
  package func session(names: [String]) -> OpaquePointer? {
    guard let session = SSL_new(context) else { return nil }
    SSL_set_connect_state(session)
    SSL_set_hostflags(session, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
    for name in names {
      if IPAddress(name) == nil {
        SSL_add1_host(session, name)
      } else {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), name)
      }
    }
    guard let first = names.first, IPAddress(first) == nil else { return session }
    first.withCString { name in
      _ = SSL_ctrl(
        session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
        UnsafeMutableRawPointer(mutating: name))
    }
    return session
  }
}
