/// `PathPattern` of a cache behaviour, checked as the API does.
enum PathPattern {
  static let expected = "at most 255 of A-Z a-z 0-9 and _-.*$/~\"'@:+&?"

  static func parse(_ text: String) -> String? {
    let length = text.utf8.count
    guard (1...Limits.pathPatternLength).contains(length), text.utf8.allSatisfy(allowed.contains) else {
      return nil
    }
    return text
  }

  /// The leading slash is optional and implied.
  static func canonical(_ pattern: String) -> String { pattern.hasPrefix("/") ? pattern : "/\(pattern)" }

  private static let allowed = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.*$/~\"'@:+&?".utf8)
}
