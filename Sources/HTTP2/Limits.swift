/// Every bound on what an HTTP/2 client may do, with its reason (RFC 9113 section 10.5).
package enum Limits {
  /// Streams a client may have open at once: what CloudFront and nginx allow.
  package static let concurrentStreams: UInt32 = 128
  /// Octets of request body a stream may send ahead of who reads it: the protocol's own first window.
  package static let streamWindow: UInt32 = 65_535
  /// The same for all streams of a connection together: what one connection can make us keep.
  package static let connectionWindow: Int32 = 1 << 20
  /// SETTINGS entries of one frame: there are six (RFC 9113 section 6.5.2), some extensions, and GREASE.
  package static let settings = 32
  /// Acknowledgements of SETTINGS and PING that wait for a client that does not read them (CVE-2019-9512, 9515).
  package static let waitingAcknowledgements = 128
  /// Streams that a client may reset beyond those that were answered (CVE-2023-44487): a page that is left has some
  /// dozens under way.
  package static let resets = 256
  /// Frames that ask for nothing - PING, SETTINGS, PRIORITY, empty DATA - for each request, beside as many at the start
  /// (CVE-2019-9512, 9513, 9515, 9518).
  package static let idleFrames = 1_000
  /// Octets of a response body that wait in a stream for the connection.
  package static let streamOutput = 64 * 1024
}
