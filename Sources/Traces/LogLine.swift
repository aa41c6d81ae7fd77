/// One line of an access log: who asked for what, and what was answered. Ranges are places in the line; nil where the log
/// does not say.
package struct LogLine: Sendable {
  /// Seconds since 1970.
  package var time: Int
  package var client: Range<Int>?
  package var method: Range<Int>?
  /// Of the target, without its query string; of traces with names of objects the slash may be missing.
  package var path: Range<Int>
  /// Without the question mark.
  package var query: Range<Int>?
  /// Which the log is of; of CloudFront the distribution's own.
  package var host: Range<Int>?
  /// The host that the viewer named, where that is told apart.
  package var viewerHost: Range<Int>?
  package var isHTTPS = false
  /// The texts of the line were encoded once more than they came.
  package var isPercentEncoded = false
  package var referrer: Range<Int>?
  package var userAgent: Range<Int>?
  package var cookies: Range<Int>?
  /// The point of presence that answered.
  package var edgeLocation: Range<Int>?
  /// 0: the viewer went away before there was one.
  package var status: Int
  /// Octets sent: of the content, or with the head where the log knows no better.
  package var octets: Int
  /// Seconds that the object may be kept; 0: not said.
  package var ttl: UInt32 = 0
  /// How often it was asked for.
  package var count = 1

  init(time: Int, method: Range<Int>?, path: Range<Int>, status: Int, octets: Int) {
    (self.time, self.method, self.path, self.status, self.octets) = (time, method, path, status, octets)
  }

  /// `GET` or `HEAD`, or not said.
  package func isRead(in text: Span<UInt8>) -> Bool {
    guard let method else { return true }
    let word = text.extracting(method)
    return word.isEqual(to: "GET") || word.isEqual(to: "HEAD")
  }
}

/// Reads the lines of one kind of access log.
protocol LogFormat: Sendable {
  /// nil: a line that is no request.
  mutating func line(in text: Span<UInt8>) throws(BadRecord) -> LogLine?
}
