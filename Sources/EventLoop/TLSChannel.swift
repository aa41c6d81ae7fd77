import CLibevent
import CLibssl
import CSystem
import Glibc
import TLS

/// TLS over an accepted socket, on libevent's OpenSSL bufferevent. To `Connection` it is a socket: it reads, and writes
/// as much as it has room for.
final class TLSChannel {
  enum Signal { case opened, readable, writable, failed }

  private let buffers: OpaquePointer
  /// Lives as long as the sessions that came of it: OpenSSL calls back into it.
  private let context: TLSContext
  private let signal: (Signal) -> Void
  private var isOpen = false
  private var hasReadAll = false
  private var isClosed = false

  /// Takes over `descriptor` and begins the handshake; nil, and nothing taken, if there is no memory.
  init?(
    on loop: EventLoop, descriptor: Int32, context: TLSContext, signal: @escaping (Signal) -> Void
  ) {
    guard let session = context.session() else { return nil }
    // Callbacks are put off to the end of the event: what was read is then told before the end of input.
    guard
      let buffers = bufferevent_openssl_socket_new(
        loop.base, descriptor, session, BUFFEREVENT_SSL_ACCEPTING,
        Int32(BEV_OPT_CLOSE_ON_FREE.rawValue | BEV_OPT_DEFER_CALLBACKS.rawValue))
    else { return nil }  // it has freed the session
    (self.buffers, self.context, self.signal) = (buffers, context, signal)
    bufferevent_setwatermark(buffers, Int16(EV_WRITE), Limits.tlsOutputLowWater, 0)
    bufferevent_setcb(
      buffers, { _, owner in TLSChannel.of(owner).signal(.readable) },
      { _, owner in TLSChannel.of(owner).signal(.writable) },
      { _, events, owner in TLSChannel.of(owner).happened(Int32(events)) },
      Unmanaged.passUnretained(self).toOpaque())
    bufferevent_enable(buffers, Int16(EV_READ))
  }

  deinit { close() }

  /// Retained for the call: the connection may let go of its channel.
  private static func of(_ owner: UnsafeMutableRawPointer?) -> TLSChannel {
    Unmanaged<TLSChannel>.fromOpaque(owner!).takeUnretainedValue()
  }

  private func happened(_ events: Int32) {
    if events & BEV_EVENT_CONNECTED != 0 {
      isOpen = true
      signal(.opened)
    } else if events & (BEV_EVENT_EOF | BEV_EVENT_ERROR) == BEV_EVENT_EOF, isOpen {
      hasReadAll = true
      // libevent stops both ways; the client may still be reading (RFC 8446 section 6.1).
      bufferevent_enable(buffers, Int16(EV_WRITE))
      signal(.readable)
    } else {
      // After a fatal error nothing more can be said, not even goodbye.
      isOpen = false
      signal(.failed)
    }
  }

  func setReading(_ wanted: Bool) {
    if wanted {
      bufferevent_enable(buffers, Int16(EV_READ))
    } else {
      bufferevent_disable(buffers, Int16(EV_READ))
    }
  }

  /// As `read(2)`: 0 at the end, -EAGAIN if there is nothing yet.
  func read(into bytes: UnsafeMutableRawBufferPointer) -> Int64 {
    let count = bufferevent_read(buffers, bytes.baseAddress, bytes.count)
    return count > 0 ? Int64(count) : hasReadAll ? 0 : -Int64(EAGAIN)
  }

  /// Takes what there is room for; -EAGAIN if there is none: `writable` follows.
  func write(_ parts: UnsafeBufferPointer<iovec>) -> Int64 {
    let output = bufferevent_get_output(buffers)
    var room = Limits.tlsOutputBytes - evbuffer_get_length(output)
    guard room > 0 else { return -Int64(EAGAIN) }
    var taken = 0
    for part in parts where room > 0 {
      let count = min(part.iov_len, room)
      guard evbuffer_add(output, part.iov_base, count) == 0 else { return -Int64(ENOMEM) }
      (taken, room) = (taken + count, room - count)
    }
    return Int64(taken)
  }

  /// Something that was taken has not been written.
  var hasOutput: Bool { evbuffer_get_length(bufferevent_get_output(buffers)) > 0 }

  /// Says that nothing more will be sent (close_notify), and says so in TCP too.
  func shutDownSending() {
    guard isOpen else { return }
    isOpen = false
    SSL_shutdown(bufferevent_openssl_get_ssl(buffers))
    ERR_clear_error()
    _ = csystem_shutdown_send(bufferevent_getfd(buffers))
  }

  /// Closes the socket, at the next turn of the loop; nothing is signalled after this.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    if isOpen {
      SSL_shutdown(bufferevent_openssl_get_ssl(buffers))
      ERR_clear_error()
    }
    bufferevent_disable(buffers, Int16(EV_READ | EV_WRITE))
    bufferevent_free(buffers)
  }
}
