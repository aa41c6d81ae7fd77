/// TLS handshakes of a PoP's viewers.
struct TLSTally: Hashable, Sendable {
  /// By the version that was agreed on: `TLSv1.3`.
  var handshakes: [String: Int] = [:]
  /// Connections that ended, or were ended, before hands were shaken.
  var failures = 0
}
