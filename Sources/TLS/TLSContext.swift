import CLibssl

/// What the TLS connections of one service have in common: certificate, key, protocol names and ticket keys. The only
/// owner of an `SSL_CTX`.
///
/// TLS 1.2 and later with forward secrecy (RFC 9325); tickets resume sessions on any thread (RFC 8446 section 2.2,
/// RFC 5077), so nothing is kept for a client that went. A new context has new ticket keys.
package final class TLSContext: Sendable {
  /// The SHA-256 digest of the certificate's public key (SubjectPublicKeyInfo) in base64, as clients pin it (RFC 7858
  /// appendix A, RFC 7469 section 2.4).
  package let pin: String
  // OpenSSL counts references to it and locks what connections share; it is not changed after `init`.
  nonisolated(unsafe) private let context: OpaquePointer
  /// Names for ALPN in order of preference, each behind its length (RFC 7301 section 3.1).
  private let protocols: [UInt8]
  /// Whose certificate a client gets that asks for a name (RFC 6066 section 3), in lower case; `*.` covers one label.
  private let names: [String: TLSContext]
  private let minimum: TLSVersion

  /// Reads a certificate, with those of its issuers behind it, and its key, both in PEM.
  ///
  /// `protocols`: those the service speaks. A client that names others only is refused; one that names none is served.
  package convenience init(
    certificate: String, key: String, protocols: [String], minimum: TLSVersion = .tls12
  ) throws(TLSError) {
    try self.init(protocols: protocols, minimum: minimum, names: [:]) { context throws(TLSError) in
      guard SSL_CTX_use_certificate_chain_file(context, certificate) == 1 else {
        throw .openSSL(file: certificate, "no certificate in PEM can be read from it")
      }
      guard SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1 else {
        let isOther = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH
        throw isOther
          ? .init(file: key, "it is not the key of the certificate in \(certificate)")
          : .openSSL(file: key, "no key in PEM without a passphrase can be read from it")
      }
    }
  }

  /// Makes a key and a certificate for `hosts`, signed by itself; both are gone with the process. Clients that ask for one
  /// of `names` get that context's certificate in its place; theirs are the protocols and the versions, too.
  package convenience init(
    selfSignedFor hosts: [CertificateHost], protocols: [String], minimum: TLSVersion = .tls12,
    names: [String: TLSContext] = [:]
  ) throws(TLSError) {
    try self.init(protocols: protocols, minimum: minimum, names: names) { context throws(TLSError) in
      let made = try SelfSignedCertificate(hosts)
      guard SSL_CTX_use_certificate(context, made.certificate) == 1,
        SSL_CTX_use_PrivateKey(context, made.key) == 1
      else { throw .openSSL("the certificate that was made cannot be used") }
    }
  }

  private init(
    protocols: [String], minimum: TLSVersion, names: [String: TLSContext],
    identify: (OpaquePointer) throws(TLSError) -> Void
  ) throws(TLSError) {
    guard let context = SSL_CTX_new(TLS_server_method()) else { throw .openSSL("no TLS context") }
    do throws(TLSError) {
      SSL_CTX_set_options(context, clibssl_options)
      SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, minimum.number, nil)
      SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20")
      // An idle connection keeps no buffers; a session lives in the client's ticket, not here.
      SSL_CTX_ctrl(context, SSL_CTRL_MODE, Int(clibssl_modes), nil)
      // A record and its header with one read.
      SSL_CTX_ctrl(context, SSL_CTRL_SET_READ_AHEAD, 1, nil)
      SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
      // Or OpenSSL would ask the terminal.
      SSL_CTX_set_default_passwd_cb(context) { _, _, _, _ in 0 }
      try identify(context)
      pin = Self.pin(context)
    } catch {
      SSL_CTX_free(context)
      throw error
    }
    self.context = context
    (self.names, self.minimum) = (names, minimum)
    self.protocols = protocols.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
    chooseProtocol()
    if !names.isEmpty { chooseCertificate() }
  }

  deinit { SSL_CTX_free(context) }

  /// The TLS state (`SSL`) of a connection that was accepted; it is the caller's, who keeps the context as long.
  package func session() -> OpaquePointer? { SSL_new(context) }

  private func chooseProtocol() {
    guard !protocols.isEmpty else { return }
    SSL_CTX_set_alpn_select_cb(
      context,
      { _, chosen, chosenCount, offered, offeredCount, owner in
        let owner = Unmanaged<TLSContext>.fromOpaque(owner!).takeUnretainedValue()
        return owner.protocols.withUnsafeBufferPointer { mine in
          var choice: UnsafeMutablePointer<UInt8>?
          guard
            SSL_select_next_proto(
              &choice, chosenCount, mine.baseAddress, UInt32(mine.count), offered, offeredCount)
              == OPENSSL_NPN_NEGOTIATED
          else { return SSL_TLSEXT_ERR_ALERT_FATAL }
          // It points into the array, which lives as long as the context and does not move.
          chosen?.pointee = UnsafePointer(choice)
          return SSL_TLSEXT_ERR_OK
        }
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// Whether the certificate is good for `host`, which may begin with `*.`.
  package func covers(_ host: String) -> Bool {
    guard let certificate = SSL_CTX_get0_certificate(context) else { return false }
    // What matches any one label matches this one.
    let name = host.hasPrefix("*.") ? "any-label" + host.dropFirst() : host
    return X509_check_host(certificate, name, name.utf8.count, 0, nil) == 1
  }

  /// Whether who asked for `serverName` was shown a certificate that is good for `host`, too. True where nobody serves that
  /// name: then the certificate shown says nothing about hosts.
  package func covers(_ host: String, forWhoAskedFor serverName: String) -> Bool {
    context(for: serverName.lowercased())?.covers(host) ?? true
  }

  private func chooseCertificate() {
    SSL_CTX_set_client_hello_cb(
      context,
      { session, _, owner in
        let owner = Unmanaged<TLSContext>.fromOpaque(owner!).takeUnretainedValue()
        var content: UnsafePointer<UInt8>?
        var count = 0
        guard let session,
          SSL_client_hello_get0_ext(session, UInt32(TLSEXT_TYPE_server_name), &content, &count) == 1,
          let name = ServerName.read(UnsafeBufferPointer(start: content, count: count)),
          let named = owner.context(for: name)
        else { return SSL_CLIENT_HELLO_SUCCESS }
        SSL_set_SSL_CTX(session, named.context)
        // That leaves the versions of the first context.
        SSL_ctrl(session, SSL_CTRL_SET_MIN_PROTO_VERSION, named.minimum.number, nil)
        return SSL_CLIENT_HELLO_SUCCESS
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private func context(for name: String) -> TLSContext? {
    if let exact = names[name] { return exact }
    return name.firstIndex(of: ".").flatMap { names["*" + name[$0...]] }
  }

  private static func pin(_ context: OpaquePointer) -> String {
    guard let certificate = SSL_CTX_get0_certificate(context) else { return "" }
    var encoded: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
    guard count > 0, let encoded else { return "" }
    defer { CRYPTO_free(encoded, nil, 0) }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256(encoded, Int(count), &digest)
    var text = [UInt8](repeating: 0, count: 45)
    let length = EVP_EncodeBlock(&text, digest, Int32(digest.count))
    return String(decoding: text[..<Int(length)], as: UTF8.self)
  }
}
