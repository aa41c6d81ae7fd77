/// Limits of one answer.
enum AnswerLimits {
  /// CNAME and DNAME records followed: real chains have two or three.
  static let aliasChain = 16
  /// Names whose addresses are added: more servers of a cut, with their addresses, than a datagram has room for.
  static let additionalNames = 64
  /// NSEC or NSEC3 records of one answer: one for each wildcard that a chain of CNAME records passes, three for its end.
  static let proofs = aliasChain + 3
  /// Text of an extended error: a line or two of a terminal.
  static let explanationOctets = 400
  /// NSID and CH TXT data: one character-string.
  static let identifierOctets = 255
  /// Padded answers are a multiple of this (RFC 8467 section 4.1).
  static let paddingOctets = 468
}
