import EdgeCache
import Primitives

/// Reads `Logging` of a `DistributionConfig`; nil where it is off.
enum LoggingReader {
  static func read(_ node: ConfigurationNode) -> LoggingConfig? {
    guard let map = node.map(keys: ["Enabled", "IncludeCookies", "Bucket", "Prefix"]) else { return nil }
    let isEnabled = map.required("Enabled")?.boolean()
    let includesCookies = map["IncludeCookies"]?.boolean()
    let prefix = map["Prefix"]?.parsed(
      as: "at most 256 characters of a path that does not begin with '/'", parsePrefix)
    guard isEnabled == true else { return nil }
    let bucket = map.required("Bucket")?.parsed(as: "a bucket such as logs.s3.amazonaws.com", parseBucket)
    return bucket.map {
      LoggingConfig(includesCookies: includesCookies ?? false, bucket: $0, prefix: prefix ?? "")
    }
  }

  private static func parseBucket(_ text: String) -> String? {
    guard let name = HostText.parse(text), name.hasSuffix(".amazonaws.com"),
      let suffix = name.firstRange(of: ".s3.")
    else { return nil }
    return suffix.lowerBound == name.startIndex ? nil : name
  }

  /// Files of the prefix stay below their bucket's directory: no part of it is empty, `.` or `..`.
  private static func parsePrefix(_ text: String) -> String? {
    guard text.utf8.count <= Limits.logPrefixLength else { return nil }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let names = parts.last == "" ? parts.dropLast() : parts[...]
    return names.contains { ["", ".", ".."].contains($0) } ? nil : text
  }
}
