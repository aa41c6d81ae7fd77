import CLibcrypto

/// A public key that signatures are checked with: RSA (PKCS #1 v1.5) or ECDSA.
package final class SignatureKey {
  private let key: OpaquePointer

  /// Nil unless `der` is the SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7) of a key that OpenSSL knows.
  package init?(der: [UInt8]) {
    let key = der.withUnsafeBufferPointer { octets in
      var start = octets.baseAddress
      return d2i_PUBKEY(nil, &start, octets.count)
    }
    guard let key else { return nil }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  package func verifies(_ signature: [UInt8], of text: [UInt8], _ hash: SignatureHash) -> Bool {
    guard let context = EVP_MD_CTX_new() else { return false }
    defer { EVP_MD_CTX_free(context) }
    let isReady = EVP_DigestVerifyInit(context, nil, hash.digest, nil, key) == 1
    let isGenuine =
      isReady && EVP_DigestVerify(context, signature, signature.count, text, text.count) == 1
    // What was wrong is not asked for, and must not wait in the thread's queue for who asks about TLS.
    if !isGenuine { ERR_clear_error() }
    return isGenuine
  }
}

extension SignatureHash {
  var digest: OpaquePointer? { self == .sha1 ? EVP_sha1() : EVP_sha256() }
}
