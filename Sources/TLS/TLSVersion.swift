import CLibssl

/// The versions of TLS that are spoken (RFC 9325 section 3.1.1).
package enum TLSVersion: Hashable, Sendable {
  case tls12, tls13

  var number: Int { Int(self == .tls12 ? TLS1_2_VERSION : TLS1_3_VERSION) }
}
