import EventLoop

/// Whether, where and how queries are logged.
package struct QueryLogOptions: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    /// The line of Route 53's public DNS query log.
    case route53
    /// One JSON object a line.
    case json
  }

  /// A file that is appended to and opened again at each reload; `-` is standard output.
  package var path: String
  package var format: Format
  /// One query in so many of each worker is logged; 1: all.
  package var sample: Int

  package init(path: String, format: Format = .route53, sample: Int = 1) {
    (self.path, self.format, self.sample) = (path, format, max(1, sample))
  }
}
