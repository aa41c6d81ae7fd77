/// Every bound of this target, with its reason.
enum Limits {
  /// Ranges in one request; with more, the field is ignored as RFC 9110 section 14.2 allows. Players and PDF readers
  /// ask for a few; hundreds of small ones are an attack ("Apache Killer", CVE-2011-3192).
  static let rangesOfRequest = 64
}
