import CNghttp2
import HTTPWire
import Primitives

/// The server's side of an HTTP/2 connection (RFC 9113) as a state machine on libnghttp2: bytes in, requests out;
/// responses in, bytes out. No socket and no clock.
///
/// nghttp2 keeps frames, HPACK, windows and states; what makes a request of a list of fields is `RequestFields`.
package final class HTTP2Session {
  package enum Fault: Error { case memory }

  weak var handler: (any HTTP2Handler)?
  private var session: OpaquePointer?
  /// The fields of the one request that is being received; frames of others may not come between.
  @exclusivity(unchecked) var fields = RequestFields()
  var fieldsStream: Int32 = 0
  /// The first part of a request has come and not the rest.
  package internal(set) var isInsideHead = false
  var head = RequestHead()
  /// Streams that were answered in full.
  var answered = 0
  var resets = 0
  var idleFrames = 0

  /// `handler` is not kept.
  package init(handler: any HTTP2Handler) throws(Fault) {
    self.handler = handler
    var callbacks: OpaquePointer?
    guard nghttp2_session_callbacks_new(&callbacks) == 0 else { throw .memory }
    defer { nghttp2_session_callbacks_del(callbacks) }
    Self.set(callbacks)
    var option: OpaquePointer?
    guard nghttp2_option_new(&option) == 0 else { throw .memory }
    defer { nghttp2_option_del(option) }
    nghttp2_option_set_no_auto_window_update(option, 1)
    nghttp2_option_set_max_outbound_ack(option, Limits.waitingAcknowledgements)
    nghttp2_option_set_max_settings(option, Limits.settings)
    // A closed stream is only of use to trees of priorities (RFC 7540), which are no more.
    nghttp2_option_set_no_closed_streams(option, 1)
    let this = Unmanaged.passUnretained(self).toOpaque()
    guard nghttp2_session_server_new2(&session, callbacks, this, option) == 0 else { throw .memory }
    var settings = [
      setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, Limits.concurrentStreams),
      setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, Limits.streamWindow),
      setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, UInt32(HTTPWire.Limits.headBytes)),
      setting(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 0),
    ]
    nghttp2_submit_settings(session, 0, &settings, settings.count)
    nghttp2_session_set_local_window_size(session, 0, 0, Limits.connectionWindow)
  }

  deinit { nghttp2_session_del(session) }

  private func setting(_ name: nghttp2_settings_id, _ value: UInt32) -> nghttp2_settings_entry {
    nghttp2_settings_entry(settings_id: Int32(name.rawValue), value: value)
  }

  // MARK: Bytes

  /// Takes in what has arrived. False: the peer does not keep to the protocol; what `nextOutput` gives tells it so.
  package func receive(_ input: Span<UInt8>) -> Bool {
    input.withUnsafeBufferPointer { nghttp2_session_mem_recv(session, $0.baseAddress, $0.count) >= 0 }
  }

  /// What is to be sent next; nil when there is nothing. Response bodies go through `HTTP2Handler.sendBody`, in their
  /// place. To be copied before the next call.
  package func nextOutput() -> UnsafeBufferPointer<UInt8>? {
    var bytes: UnsafePointer<UInt8>?
    let count = nghttp2_session_mem_send(session, &bytes)
    return count > 0 ? UnsafeBufferPointer(start: bytes, count: count) : nil
  }

  /// Nothing is to be received or sent any more: the connection can be closed.
  package var hasEnded: Bool {
    nghttp2_session_want_read(session) == 0 && nghttp2_session_want_write(session) == 0
  }

  // MARK: Streams

  /// Begins the response: `head` as HTTP/1.1 has it, framing fields left out. With `hasBody`, `bodyAvailable` is asked.
  package func respond(_ head: Span<UInt8>, hasBody: Bool, on stream: Int32) {
    ResponseFields.with(head) { fields in
      guard hasBody else {
        nghttp2_submit_response(session, stream, fields.baseAddress, fields.count, nil)
        return
      }
      var provider = nghttp2_data_provider()
      provider.read_callback = Self.readBody
      nghttp2_submit_response(session, stream, fields.baseAddress, fields.count, &provider)
    }
  }

  /// An interim response (RFC 9113 section 8.1): its head as HTTP/1.1 has it.
  package func sendInterim(_ head: Span<UInt8>, on stream: Int32) {
    ResponseFields.with(head) { fields in
      _ = nghttp2_submit_headers(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream, nil, fields.baseAddress, fields.count, nil)
    }
  }

  /// There is more of a body that had none.
  package func resume(_ stream: Int32) { nghttp2_session_resume_data(session, stream) }

  /// Opens the windows again: so many octets of request body have been used.
  package func consume(_ count: Int, on stream: Int32) {
    guard count > 0 else { return }
    nghttp2_session_consume(session, stream, count)
  }

  /// The same where the stream is over: others of the connection may use its share.
  package func consume(_ count: Int) {
    guard count > 0 else { return }
    nghttp2_session_consume_connection(session, count)
  }

  /// Ends a stream half-way: its response is incomplete.
  package func reset(_ stream: Int32) {
    nghttp2_submit_rst_stream(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), stream, NGHTTP2_INTERNAL_ERROR.rawValue)
  }

  // MARK: The end

  /// Takes no further streams; those that are open go on (RFC 9113 section 6.8).
  package func drain() {
    let last = nghttp2_session_get_last_proc_stream_id(session)
    nghttp2_submit_goaway(
      session, UInt8(NGHTTP2_FLAG_NONE.rawValue), last, NGHTTP2_NO_ERROR.rawValue, nil, 0)
  }

  /// Ends all streams and the session, with GOAWAY.
  package func terminate(isCalming: Bool = false) {
    nghttp2_session_terminate_session(
      session, (isCalming ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_NO_ERROR).rawValue)
  }

  /// A client that makes work and takes no answers is sent away.
  func checkTemper() {
    if resets > Limits.resets + answered || idleFrames / Limits.idleFrames > 1 + answered {
      terminate(isCalming: true)
    }
  }
}
