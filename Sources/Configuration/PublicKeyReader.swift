import DNSWire
import EdgeCache

/// Reads `PublicKeyConfig`.
enum PublicKeyReader {
  /// `id`, by which signatures name the key, is the file's `Id`, else the key's name.
  static func read(_ node: ConfigurationNode, alsoKnown: [String], id: String?) -> PublicKey? {
    guard let map = node.map(keys: ["CallerReference", "Name", "EncodedKey", "Comment"] + alsoKnown) else {
      return nil
    }
    let name = map.required("Name")?.nonEmptyString()
    guard let encoded = map.required("EncodedKey") else { return nil }
    let key = encoded.parsed(
      as: "an RSA key of 2048 bits or an ECDSA key on P-256, between '-----BEGIN PUBLIC KEY-----' and "
        + "'-----END PUBLIC KEY-----'", parse)
    guard let name, let key else { return nil }
    return PublicKey(id: id ?? name, name: name, algorithm: key.algorithm, der: key.der)
  }

  /// PEM (RFC 7468 section 13).
  private static func parse(_ text: String) -> (algorithm: PublicKey.Algorithm, der: [UInt8])? {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.filter { !$0.isWhitespace } }
    guard lines.count > 2, lines.first == "-----BEGINPUBLICKEY-----", lines.last == "-----ENDPUBLICKEY-----"
    else { return nil }
    let digits = Array(lines.dropFirst().dropLast().joined().utf8)
    var der: [UInt8] = []
    guard BaseEncoding.base64.decode(digits.span, to: &der) else { return nil }
    if der.count == 294, der.starts(with: rsa2048) { return (.rsa2048, der) }
    if der.count == 91, der.starts(with: p256) { return (.ecdsaP256, der) }
    return nil
  }

  /// SubjectPublicKeyInfo as far as it is the same for all keys of a kind: rsaEncryption, a modulus of 2048 bits, and
  /// an exponent of three octets (RFC 8017 appendix A.1).
  private static let rsa2048: [UInt8] = [
    0x30, 0x82, 0x01, 0x22, 0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01,
    0x05,
    0x00, 0x03, 0x82, 0x01, 0x0F, 0x00, 0x30, 0x82, 0x01, 0x0A, 0x02, 0x82, 0x01, 0x01, 0x00,
  ]

  /// id-ecPublicKey, prime256v1, an uncompressed point (RFC 5480 section 2).
  private static let p256: [UInt8] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86,
    0x48,
    0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
  ]
}
