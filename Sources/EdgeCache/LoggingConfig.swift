/// `Logging` of a `DistributionConfig`, where it is enabled: where the standard log goes, and whether it has cookies.
package struct LoggingConfig: Hashable, Sendable {
  package var includesCookies: Bool
  /// `logs.s3.amazonaws.com`
  package var bucket: String
  /// Before the names of files: empty, or a path that ends with a slash.
  package var prefix: String

  package init(includesCookies: Bool, bucket: String, prefix: String = "") {
    self.includesCookies = includesCookies
    self.bucket = bucket
    // CloudFront puts the slash there where it is missing.
    self.prefix = prefix.isEmpty || prefix.hasSuffix("/") ? prefix : prefix + "/"
  }

  /// The name of the bucket and the prefix, as a path that ends with a slash.
  package var folder: String {
    let name = bucket.firstRange(of: ".s3.").map { bucket[..<$0.lowerBound] } ?? bucket[...]
    return "\(name)/\(prefix)"
  }
}
