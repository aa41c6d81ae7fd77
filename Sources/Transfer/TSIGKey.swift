import CLibcrypto
import DNSWire

/// A secret that two servers share (RFC 8945).
///
/// The MACs come from libcrypto: it is on every system that serves TLS, is kept safe by the system's updates, and
/// HMAC is a pure function of its arguments. Nothing else of it is used here.
package struct TSIGKey: Sendable, Equatable {
  /// The algorithms of RFC 8945 section 6 that are fit for use.
  package enum Algorithm: String, Sendable, CaseIterable {
    case hmacSHA256 = "hmac-sha256"
    case hmacSHA384 = "hmac-sha384"
    case hmacSHA512 = "hmac-sha512"

    package var octets: Int {
      switch self {
      case .hmacSHA256: 32
      case .hmacSHA384: 48
      case .hmacSHA512: 64
      }
    }

    /// Its domain name.
    package var name: Name {
      guard let name = Name(rawValue + ".") else { preconditionFailure("an algorithm's name is a name") }
      return name
    }
  }

  package let name: Name
  package let algorithm: Algorithm
  private let secret: [UInt8]

  package init(name: Name, algorithm: Algorithm, secret: [UInt8]) {
    (self.name, self.algorithm, self.secret) = (name, algorithm, secret)
  }

  /// HMAC of `octets` (RFC 2104).
  package func mac(of octets: [UInt8]) -> [UInt8] {
    let digest =
      switch algorithm {
      case .hmacSHA256: EVP_sha256()
      case .hmacSHA384: EVP_sha384()
      case .hmacSHA512: EVP_sha512()
      }
    return [UInt8](unsafeUninitializedCapacity: algorithm.octets) { buffer, count in
      var length: UInt32 = 0
      let result = HMAC(
        digest, secret, Int32(clamping: secret.count), octets, octets.count, buffer.baseAddress, &length)
      precondition(result != nil, "HMAC fails only without memory")
      count = Int(length)
    }
  }

  /// Compares in a time that does not tell where two MACs differ.
  static func areEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
  }
}
