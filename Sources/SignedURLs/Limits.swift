/// Every bound of this target, with its reason.
enum Limits {
  /// Octets of a policy: a request head may have 20,480 octets, of which base64 leaves three in four.
  static let policyOctets = 16_384
  /// Objects in objects of a policy: statement, condition, operator make three.
  static let policyDepth = 8
}
