/// Why a signed URL or cookie, or its absence, is answered 403. The raw value is the word in logs.
package enum AccessRefusal: String, Error, Hashable, Sendable, CaseIterable {
  /// Neither URL nor cookies are signed.
  case unsigned
  /// One of policy (or expiry), signature and key pair id is missing.
  case incomplete
  /// The key pair id is none of the behaviour's key groups.
  case unknownKey = "unknown-key"
  /// The hash algorithm is neither SHA1 nor SHA256.
  case unknownHash = "unknown-hash"
  /// The signature or the policy is no base64 as CloudFront writes it, or the expiry no number.
  case malformedEncoding = "malformed-encoding"
  /// The policy is not JSON of the form that is asked for.
  case malformedPolicy = "malformed-policy"
  /// The signature is not that key's for that policy.
  case signatureMismatch = "signature-mismatch"
  /// The policy is for another URL.
  case otherResource = "other-resource"
  /// `DateLessThan` has passed.
  case expired
  /// `DateGreaterThan` has not passed yet.
  case notYetValid = "not-yet-valid"
  /// The viewer's address is outside `IpAddress`.
  case otherAddress = "other-address"
}
