import CLibssl

/// What a TLS handshake agreed on.
package struct TLSAgreement: Sendable, Hashable {
  /// As OpenSSL and CloudFront's logs call it: `TLSv1.3`.
  package let version: String
  /// OpenSSL's name: `TLS_AES_128_GCM_SHA256`, `ECDHE-ECDSA-AES128-GCM-SHA256`.
  package let cipher: String
  /// The name chosen with ALPN (RFC 7301); empty if the client offered none.
  package let protocolName: String
  /// The host the client asked for (RFC 6066 section 3), as it wrote it; nil if it named none.
  package let serverName: String?

  /// Of a session (`SSL`) whose handshake is done.
  package init(_ session: OpaquePointer) {
    version = String(cString: SSL_get_version(session))
    cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(session)).map { String(cString: $0) } ?? ""
    serverName = SSL_get_servername(session, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    var name: UnsafePointer<UInt8>?
    var count: UInt32 = 0
    SSL_get0_alpn_selected(session, &name, &count)
    protocolName = String(decoding: UnsafeBufferPointer(start: name, count: Int(count)), as: UTF8.self)
  }
}
