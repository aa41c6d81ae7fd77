/// What a policy is hashed with before it is signed.
package enum SignatureHash: String, Hashable, Sendable, CaseIterable {
  /// Where nothing is said.
  case sha1 = "SHA1"
  case sha256 = "SHA256"
}
