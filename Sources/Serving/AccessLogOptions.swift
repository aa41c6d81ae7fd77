import Logs

/// Where and how requests of viewers are logged.
package struct AccessLogOptions: Sendable {
  /// A file that is appended to and opened again at each reload, or `-`, standard output; a directory that is there gets
  /// gzip files, a new one each hour for each distribution.
  package var path: String
  package var format: AccessLogEntry.Format

  package init(path: String, format: AccessLogEntry.Format = .cloudfront) {
    (self.path, self.format) = (path, format)
  }
}
