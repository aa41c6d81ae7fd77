import EventLoop
import HTTPWire
import Logs
import Primitives

/// Where a request body comes from: it can be told to wait.
protocol UploadSource: AnyObject {
  func pauseBody()
  func resumeBody()
}

/// Where one request came from and its response goes: a connection of HTTP/1.1 or a stream of HTTP/2.
protocol ViewerChannel: UploadSource {
  /// The request being answered. It may be swapped out.
  var request: RequestHead { get set }
  var peer: SocketAddress { get }
  var httpVersion: AccessLogEntry.HTTPVersion { get }
  /// Octets of the request so far, the body included; `head` is its head.
  func requestOctets(of head: borrowing RequestHead) -> Int
  /// Octets sent for it so far.
  var responseBytes: Int { get }
  /// Whether more output is welcome; else wait until it is drained.
  var wantsOutput: Bool { get }
  /// Lets the request body come.
  func acceptBody()
  /// An interim response before the head: `103 Early Hints`, say. As HTTP/1.1 has it.
  func sendInterim(_ head: Span<UInt8>)
  /// The head as HTTP/1.1 has it.
  func sendHead(_ head: Span<UInt8>, hasBody: Bool)
  func sendBody(_ bytes: SharedBytes, isChunked: Bool)
  /// Octets of a file that are welcome at a time.
  var filePieceBytes: Int { get }
  /// The same of octets in a file; the body's length is known, so it is never chunked. False: they cannot be read.
  func sendBody(_ range: Range<Int>, of file: OpenFile) -> Bool
  func endBody(isChunked: Bool)
  /// The response is complete.
  func finishResponse(keepAlive: Bool)
  /// The response ends here, incomplete.
  func abort()
  /// The request ends without an answer: the connection is reset, or the stream.
  func reset()
  /// Sends what was queued from outside a call of the channel's own.
  func flush()
}
