import CLibcrypto

/// A private key that URLs and cookies are signed with.
package final class SigningKey {
  private let key: OpaquePointer

  /// Nil unless `pem` holds a private key without a passphrase.
  package init?(pem: [UInt8]) {
    guard let memory = BIO_new_mem_buf(pem, Int32(clamping: pem.count)) else { return nil }
    defer { BIO_free(memory) }
    // The passphrase is this empty text: asked for on a terminal, it would keep a script waiting.
    var passphrase: CChar = 0
    guard let key = PEM_read_bio_PrivateKey(memory, nil, nil, &passphrase) else {
      ERR_clear_error()
      return nil
    }
    self.key = key
  }

  deinit { EVP_PKEY_free(key) }

  /// The signature of `text`; nil if the key is of a kind that signs nothing.
  package func signature(of text: [UInt8], _ hash: SignatureHash) -> [UInt8]? {
    guard let context = EVP_MD_CTX_new() else { return nil }
    defer { EVP_MD_CTX_free(context) }
    var count = 0
    guard EVP_DigestSignInit(context, nil, hash.digest, nil, key) == 1,
      EVP_DigestSign(context, nil, &count, text, text.count) == 1
    else {
      ERR_clear_error()
      return nil
    }
    var signature = [UInt8](repeating: 0, count: count)
    guard EVP_DigestSign(context, &signature, &count, text, text.count) == 1 else { return nil }
    return Array(signature.prefix(count))
  }
}
