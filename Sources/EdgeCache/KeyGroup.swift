/// Public keys, any of which a signed URL or cookie may be signed for: `KeyGroup` of the CloudFront API.
package struct KeyGroup: Hashable, Sendable {
  package var id: String
  package var name: String
  package var keys: [PublicKey]

  package init(id: String, name: String, keys: [PublicKey]) {
    (self.id, self.name, self.keys) = (id, name, keys)
  }
}

/// `PublicKey` of the CloudFront API; its id is the `Key-Pair-Id` of what is signed for it.
package struct PublicKey: Hashable, Sendable {
  package enum Algorithm: Hashable, Sendable { case rsa2048, ecdsaP256 }

  package var id: String
  package var name: String
  package var algorithm: Algorithm
  /// SubjectPublicKeyInfo in DER (RFC 5280 section 4.1.2.7).
  package var der: [UInt8]

  package init(id: String, name: String, algorithm: Algorithm, der: [UInt8]) {
    (self.id, self.name, self.algorithm, self.der) = (id, name, algorithm, der)
  }
}
