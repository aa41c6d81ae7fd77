import CNghttp2
import HTTPWire
import Primitives

/// What nghttp2 calls back. `user` is the session, which nghttp2 does not keep.
extension HTTP2Session {
  static func set(_ callbacks: OpaquePointer?) {
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks) { _, frame, user in
      let session = HTTP2Session.of(user)
      if let frame, cnghttp2_category(frame) == NGHTTP2_HCAT_REQUEST {
        session.fields.reset()
        (session.isInsideHead, session.fieldsStream) = (true, frame.pointee.hd.stream_id)
      }
      return 0
    }
    nghttp2_session_callbacks_set_on_header_callback(callbacks) {
      _, frame, name, nameCount, value, valueCount, _, user in
      // Trailers are dropped.
      guard let frame, cnghttp2_category(frame) == NGHTTP2_HCAT_REQUEST else { return 0 }
      let name = UnsafeBufferPointer(start: name, count: nameCount)
      let value = UnsafeBufferPointer(start: value, count: valueCount)
      HTTP2Session.of(user).fields.append(Span(_unsafeElements: name), Span(_unsafeElements: value))
      return 0
    }
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks) { _, frame, user in
      if let frame { HTTP2Session.of(user).received(frame) }
      return 0
    }
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks) { _, _, stream, bytes, count, user in
      let content = UnsafeBufferPointer(start: bytes, count: count)
      HTTP2Session.of(user).handler?.received(body: Span(_unsafeElements: content), on: stream)
      return 0
    }
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks) { _, stream, code, user in
      let session = HTTP2Session.of(user)
      if code == NGHTTP2_NO_ERROR.rawValue { session.answered += 1 }
      if session.fieldsStream == stream { session.isInsideHead = false }
      session.handler?.closed(stream)
      return 0
    }
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks) { session, frame, _ in
      guard let header = frame?.pointee.hd, header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0,
        nghttp2_session_get_stream_remote_close(session, header.stream_id) == 0
      else { return 0 }
      // Answered before the request came to its end: no more of it is wanted (RFC 9113 section 8.1).
      nghttp2_submit_rst_stream(
        session, UInt8(NGHTTP2_FLAG_NONE.rawValue), header.stream_id, NGHTTP2_NO_ERROR.rawValue)
      return 0
    }
    nghttp2_session_callbacks_set_send_data_callback(callbacks) { _, frame, header, count, _, user in
      guard let frame else { return 0 }
      let frameHeader = UnsafeBufferPointer(start: header, count: 9)  // RFC 9113 section 4.1
      HTTP2Session.of(user).handler?.sendBody(
        on: frame.pointee.hd.stream_id, frameHeader: Span(_unsafeElements: frameHeader), count: count)
      return 0
    }
  }

  static let readBody: nghttp2_data_source_read_callback = { _, stream, _, limit, flags, _, user in
    switch HTTP2Session.of(user).handler?.bodyAvailable(on: stream, limit: limit) {
    case .octets(let count, let isLast):
      flags?.pointee |= NGHTTP2_DATA_FLAG_NO_COPY.rawValue
      if isLast { flags?.pointee |= NGHTTP2_DATA_FLAG_EOF.rawValue }
      return count
    case .later: return Int(NGHTTP2_ERR_DEFERRED.rawValue)
    case nil: return Int(NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE.rawValue)
    }
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> HTTP2Session {
    Unmanaged<HTTP2Session>.fromOpaque(user!).takeUnretainedValue()
  }

  private func received(_ frame: UnsafePointer<nghttp2_frame>) {
    let header = frame.pointee.hd
    let endsStream = header.flags & UInt8(NGHTTP2_FLAG_END_STREAM.rawValue) != 0
    switch nghttp2_frame_type(UInt32(header.type)) {
    case NGHTTP2_HEADERS where cnghttp2_category(frame) == NGHTTP2_HCAT_REQUEST:
      finishHead(on: header.stream_id, hasBody: !endsStream)
    case NGHTTP2_HEADERS: if endsStream { handler?.bodyEnded(on: header.stream_id) }
    case NGHTTP2_DATA where endsStream: handler?.bodyEnded(on: header.stream_id)
    case NGHTTP2_DATA: if header.length == 0 { idleFrames += 1 }
    case NGHTTP2_RST_STREAM: resets += 1
    case NGHTTP2_PING, NGHTTP2_SETTINGS, NGHTTP2_PRIORITY: idleFrames += 1
    default: break
    }
    checkTemper()
  }

  private func finishHead(on stream: Int32, hasBody: Bool) {
    guard isInsideHead else { return }
    isInsideHead = false
    // The handler may call the session again.
    var head = RequestHead()
    swap(&head, &self.head)
    do throws(HTTPError) {
      try fields.finish(into: &head, hasBody: hasBody)
      handler?.received(&head, on: stream)
    } catch {
      handler?.refused(error, on: stream)
    }
    swap(&head, &self.head)
  }
}
