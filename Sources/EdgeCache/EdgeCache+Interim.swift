import HTTPCaching
import HTTPWire

extension EdgeCache {
  /// An interim response (100...199, RFC 9110 section 15.2) has come. It is handed to all who wait for the final one
  /// and know HTTP/1.1 (section 15.2), and is never stored.
  ///
  /// `100 Continue` goes no further: viewers who wait for it have it from the edge, and no origin is asked for it.
  ///
  /// - Returns: false if the origin must not have sent it: `101`, for nothing is upgraded, and with CloudFront's rules
  ///   a second `100`.
  package func receive(interim head: ResponseHead, for fetch: Fetch) -> Bool {
    if head.status == 101 { return false }
    if head.status == 100 {
      fetch.continues += 1
      return fetch.continues == 1 || fetch.context.behavior.semantics.isTransparent
    }
    let bytes = Self.serialized(interim: head)
    for exchange in fetch.exchanges where exchange.phase == .waiting && exchange.request.minorVersion > 0 {
      exchange.onInterim?(bytes)
    }
    return true
  }

  private static func serialized(interim head: ResponseHead) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(statusLine: head.status, reason: head.reason.span)
    for index in head.fields.indices
    where !HopByHop.contains(head.fields, index) && head.fields.known(index) != .contentLength {
      bytes.append(fieldLine: head.fields.name(index), head.fields.value(index))
    }
    bytes.append("\r\n")
    return bytes
  }
}
