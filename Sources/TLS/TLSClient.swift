import CLibssl

/// The client's side of TLS between two buffers: what arrives goes in, what is to be sent comes out.
///
/// Certificates are not validated: Route 53's checkers take expired and self-signed ones.
package final class TLSClient {
  /// What the sessions of one thread have in common.
  package final class Context {
    fileprivate let pointer: OpaquePointer

    /// Nil if there is no memory.
    package init?() {
      guard let pointer = SSL_CTX_new(TLS_client_method()) else { return nil }
      self.pointer = pointer
      SSL_CTX_set_verify(pointer, SSL_VERIFY_NONE, nil)
      SSL_CTX_set_options(pointer, clibssl_options)
      // TLS 1.0 is enough for a checker; OpenSSL has it below its default level only.
      SSL_CTX_set_security_level(pointer, 0)
      SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_VERSION), nil)
    }

    deinit { SSL_CTX_free(pointer) }
  }

  package enum Progress { case done, needsMore, failed }

  private let session: OpaquePointer
  // Owned by the session.
  private let input: OpaquePointer
  private let output: OpaquePointer
  private let serverName: String?
  /// The peer has said that it sends no more, or made a mistake.
  package private(set) var hasEnded = false

  /// `serverName` goes into the client hello (RFC 6066 section 3), and the certificate must match it.
  package init?(_ context: Context, serverName: String?) {
    guard let session = SSL_new(context.pointer) else { return nil }
    guard let input = BIO_new(BIO_s_mem()) else {
      SSL_free(session)
      return nil
    }
    guard let output = BIO_new(BIO_s_mem()) else {
      BIO_free(input)
      SSL_free(session)
      return nil
    }
    (self.session, self.input, self.output, self.serverName) = (session, input, output, serverName)
    SSL_set_bio(session, input, output)
    SSL_set_connect_state(session)
    guard let serverName else { return }
    serverName.withCString { name in
      _ = SSL_ctrl(
        session, SSL_CTRL_SET_TLSEXT_HOSTNAME, Int(TLSEXT_NAMETYPE_host_name),
        UnsafeMutableRawPointer(mutating: name))
    }
  }

  deinit { SSL_free(session) }

  /// Takes in what has arrived.
  package func receive(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBytes { _ = BIO_write(input, $0.baseAddress, Int32($0.count)) }
  }

  /// Carries the handshake on with what has arrived.
  package func handshake() -> Progress {
    let result = SSL_do_handshake(session)
    if result == 1 { return matchesName ? .done : .failed }
    let error = SSL_get_error(session, result)
    ERR_clear_error()
    return error == SSL_ERROR_WANT_READ ? .needsMore : .failed
  }

  private var matchesName: Bool {
    guard let serverName else { return true }
    guard let certificate = SSL_get1_peer_certificate(session) else { return false }
    defer { X509_free(certificate) }
    return X509_check_host(certificate, serverName, serverName.utf8.count, 0, nil) == 1
  }

  /// What is to be sent for `bytes`.
  package func seal(_ bytes: Span<UInt8>) -> [UInt8] {
    bytes.withUnsafeBytes { _ = SSL_write(session, $0.baseAddress, Int32($0.count)) }
    ERR_clear_error()
    return takeOutput()
  }

  /// What the handshake has to send.
  package func takeOutput() -> [UInt8] {
    let count = BIO_ctrl_pending(output)
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = count == 0 ? 0 : Int(max(0, BIO_read(output, buffer.baseAddress, Int32(count))))
    }
  }

  /// The content that has arrived and not been read.
  package func open() -> [UInt8] {
    var all: [UInt8] = []
    while true {
      let piece = [UInt8](unsafeUninitializedCapacity: Self.recordBytes) { buffer, used in
        let count = SSL_read(session, buffer.baseAddress, Int32(buffer.count))
        used = Int(max(0, count))
        if count <= 0, SSL_get_error(session, count) != SSL_ERROR_WANT_READ { hasEnded = true }
      }
      ERR_clear_error()
      if piece.isEmpty { return all }
      all += piece
    }
  }

  /// The content of one record (RFC 8446 section 5.1).
  private static let recordBytes = 1 << 14
}
