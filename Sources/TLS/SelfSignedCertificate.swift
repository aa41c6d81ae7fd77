import CLibssl
import Primitives

/// Whom a certificate names.
package enum CertificateHost: Sendable, Hashable {
  case name(String)
  case address(IPAddress)

  var subjectAlternativeName: String {
    switch self {
    case .name(let name): "DNS:\(name)"
    case .address(let address): "IP:\(address)"
    }
  }
}

/// A fresh ECDSA P-256 key and its certificate, for a lab that has none (RFC 5280).
final class SelfSignedCertificate {
  let key: OpaquePointer
  let certificate: OpaquePointer

  /// Clocks that are late accept it too.
  private static let backdatedSeconds = -3600
  /// The longest run of a lab, generously.
  private static let lifetimeSeconds = 365 * 86_400

  init(_ hosts: [CertificateHost]) throws(TLSError) {
    guard let key = clibssl_new_p256_key() else { throw .openSSL("no key can be made") }
    guard let certificate = X509_new() else {
      EVP_PKEY_free(key)
      throw .openSSL("no certificate can be made")
    }
    (self.key, self.certificate) = (key, certificate)
    X509_set_version(certificate, 2)  // version 3
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), .random(in: 1...UInt64(Int64.max)))
    X509_gmtime_adj(X509_getm_notBefore(certificate), Self.backdatedSeconds)
    X509_gmtime_adj(X509_getm_notAfter(certificate), Self.lifetimeSeconds)
    let name = X509_get_subject_name(certificate)
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, "edgesim", -1, -1, 0)
    X509_set_issuer_name(certificate, name)
    X509_set_pubkey(certificate, key)
    let extensions: [(Int32, String)] = [
      (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
      (NID_ext_key_usage, "serverAuth"),
      (NID_subject_alt_name, hosts.map(\.subjectAlternativeName).joined(separator: ",")),
    ]
    for (kind, value) in extensions {
      guard let made = X509V3_EXT_conf_nid(nil, nil, kind, value) else {
        throw .openSSL("no certificate can be made for \(value)")
      }
      X509_add_ext(certificate, made, -1)
      X509_EXTENSION_free(made)
    }
    guard X509_sign(certificate, key, EVP_sha256()) > 0 else {
      throw .openSSL("the certificate cannot be signed")
    }
  }

  deinit {
    X509_free(certificate)
    EVP_PKEY_free(key)
  }
}
