import CLibssl
import CSystem
import Glibc
import TLS

/// TLS over a socket: to `Connection` a socket that it reads and writes, once hands are shaken.
final class TLSChannel {
  enum Progress { case done, needsInput, needsRoom, failed }

  private let session: OpaquePointer
  /// Lives as long as the sessions that came of it: OpenSSL calls back into it.
  private let context: AnyObject
  /// Where short runs of output are joined, so that head and body go out as one record.
  private let joint: UnsafeMutableRawBufferPointer
  /// After a fatal error nothing more can be said, not even goodbye.
  private var mayClose = false

  /// Nil if there is no memory. The descriptor stays the caller's.
  convenience init?(on loop: EventLoop, descriptor: Int32, context: TLSContext) {
    guard let session = context.session() else { return nil }
    SSL_set_accept_state(session)
    self.init(on: loop, descriptor: descriptor, session, of: context)
  }

  /// The client's side, to a server that goes by one of `names`.
  convenience init?(on loop: EventLoop, descriptor: Int32, context: TLSClientContext, names: [String]) {
    guard let session = context.session(names: names) else { return nil }
    self.init(on: loop, descriptor: descriptor, session, of: context)
  }

  /// Takes over `session`.
  private init?(on loop: EventLoop, descriptor: Int32, _ session: OpaquePointer, of context: AnyObject) {
    guard SSL_set_fd(session, descriptor) == 1 else {
      SSL_free(session)
      return nil
    }
    (self.session, self.context, joint) = (session, context, loop.recordBuffer)
  }

  deinit { SSL_free(session) }

  /// Carries the handshake on as far as what has arrived allows.
  func handshake() -> Progress {
    let result = SSL_do_handshake(session)
    if result == 1 {
      mayClose = true
      return .done
    }
    let error = SSL_get_error(session, result)
    ERR_clear_error()
    return switch error {
    case SSL_ERROR_WANT_READ: .needsInput
    case SSL_ERROR_WANT_WRITE: .needsRoom
    default: .failed
    }
  }

  /// Why the peer's certificate is not taken; nil if that is not what the handshake failed of.
  var certificateFault: String? {
    let result = SSL_get_verify_result(session)
    return result == Int(X509_V_OK) ? nil : String(cString: X509_verify_cert_error_string(result))
  }

  /// What the handshake agreed on.
  var agreement: TLSAgreement { TLSAgreement(session) }

  /// Something was read from the socket and not handed on: the socket will not tell of it.
  var hasPending: Bool { SSL_has_pending(session) == 1 }

  /// As `read(2)`: 0 at the end, -EAGAIN if there is nothing yet.
  func read(into bytes: UnsafeMutableRawBufferPointer) -> Int64 {
    var filled = 0
    repeat {
      let count = SSL_read(session, bytes.baseAddress! + filled, Int32(bytes.count - filled))
      if count <= 0 { return filled > 0 ? pass(filled, on: count) : outcome(of: count) }
      filled += Int(count)
    } while filled < bytes.count && hasPending
    return Int64(filled)
  }

  /// As `writev(2)`: what the socket had no room for must come first the next time.
  func write(_ parts: UnsafeBufferPointer<iovec>) -> Int64 {
    var (index, offset, written) = (0, 0, 0)
    while index < parts.count {
      let (part, left) = (parts[index], parts[index].iov_len - offset)
      let result: Int32
      if left >= Limits.recordBytes || index == parts.count - 1 {
        result = SSL_write(session, part.iov_base + offset, Int32(min(left, Limits.recordBytes)))
      } else {
        result = SSL_write(session, joint.baseAddress, join(parts, from: index, offset))
      }
      if result <= 0 { return written > 0 ? pass(written, on: result) : outcome(of: result) }
      written += Int(result)
      offset += Int(result)
      while index < parts.count, offset >= parts[index].iov_len {
        offset -= parts[index].iov_len
        index += 1
      }
    }
    return Int64(written)
  }

  /// The octets of one record.
  private func join(_ parts: UnsafeBufferPointer<iovec>, from first: Int, _ offset: Int) -> Int32 {
    var (count, skipped) = (0, offset)
    for part in parts[first...] where count < joint.count {
      let taken = min(part.iov_len - skipped, joint.count - count)
      memcpy(joint.baseAddress! + count, part.iov_base + skipped, taken)
      (count, skipped) = (count + taken, 0)
    }
    return Int32(count)
  }

  /// What came before a failure counts; a fatal one comes again with the next call.
  private func pass(_ count: Int, on result: Int32) -> Int64 {
    _ = outcome(of: result)
    return Int64(count)
  }

  private func outcome(of result: Int32) -> Int64 {
    let error = SSL_get_error(session, result)
    let code = errno
    ERR_clear_error()
    switch error {
    case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE: return -Int64(EAGAIN)
    case SSL_ERROR_ZERO_RETURN: return 0
    case SSL_ERROR_SYSCALL:
      mayClose = false
      return -Int64(code == 0 ? ECONNRESET : code)
    default:
      mayClose = false
      return -Int64(EPROTO)
    }
  }

  /// Says that nothing more will be sent (close_notify, RFC 8446 section 6.1).
  func shutDownSending() {
    guard mayClose else { return }
    mayClose = false
    SSL_shutdown(session)
    ERR_clear_error()
  }
}
