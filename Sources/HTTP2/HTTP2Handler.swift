import HTTPWire
import Primitives

/// What an HTTP/2 session tells and asks. The session may be called from within all but `bodyAvailable` and `sendBody`.
package protocol HTTP2Handler: AnyObject {
  /// A request; `head.bodyFraming` says whether a body follows. It may be swapped for another, whose memory is used again.
  func received(_ head: inout RequestHead, on stream: Int32)
  /// What came is no acceptable request: answer it with that status.
  func refused(_ fault: HTTPError, on stream: Int32)
  /// Octets of a request body; they count against the windows until `consume`.
  func received(body: Span<UInt8>, on stream: Int32)
  func bodyEnded(on stream: Int32)
  /// The stream is over, answered or not; nothing more is told or asked about it.
  func closed(_ stream: Int32)
  /// How much of the response body can be sent now, `limit` at most.
  func bodyAvailable(on stream: Int32, limit: Int) -> HTTP2Body
  /// Send `frameHeader` and then `count` octets of the body, which were said to be available.
  func sendBody(on stream: Int32, frameHeader: Span<UInt8>, count: Int)
}

/// The next part of a response body.
package enum HTTP2Body: Sendable {
  case octets(Int, isLast: Bool)
  /// None yet: `HTTP2Session.resume` when there is.
  case later
}
