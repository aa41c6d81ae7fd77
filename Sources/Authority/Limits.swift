/// Limits of one answer.
enum AnswerLimits {
  /// CNAME and DNAME records followed: real chains have two or three.
  static let aliasChain = 16
  /// Names whose addresses are added.
  static let additionalNames = 16
  /// Text of an extended error: a line or two of a terminal.
  static let explanationOctets = 400
  /// NSID and CH TXT data: one character-string.
  static let identifierOctets = 255
}
