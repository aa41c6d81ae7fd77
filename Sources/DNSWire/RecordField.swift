/// How one field of RDATA looks on the wire and in a zone file.
package enum RecordField: Sendable, Equatable {
  case uint8, uint16, uint32
  /// 32 bits; zone files also write it as `1h30m`.
  case seconds
  case ipv4, ipv6
  /// A domain name that may be compressed on output: only in the types of RFC 1035 (RFC 3597 section 4).
  case compressibleName
  case name
  /// One `<character-string>`.
  case characterString
  /// One or more `<character-string>`s up to the end of RDATA.
  case characterStrings
  /// A length octet and letters and digits (the tag of CAA, RFC 8659 section 4.1).
  case tag
  /// The rest of RDATA, written as one string without a length octet (the value of CAA).
  case text
  /// The 8-bit algorithm of DNSSEC, as a number or a mnemonic (RFC 4034 appendix A.1).
  case algorithm
  /// The 16-bit type of a certificate, as a number or a mnemonic (RFC 4398 section 2.1).
  case certificateType
  /// A record type by mnemonic (RRSIG, RFC 4034 section 3.2).
  case recordType
  /// 32 bits, written YYYYMMDDHHmmSS or as seconds (RRSIG, RFC 4034 section 3.2).
  case signatureTime
  /// A length octet and octets in hexadecimal, `-` for none (the salt of NSEC3, RFC 5155 section 3.3).
  case salt
  /// A length octet and octets in base32hex (NSEC3's next hashed owner name).
  case hashedName
  /// Six and eight octets in hexadecimal with hyphens (RFC 7043).
  case eui48, eui64
  /// The rest of RDATA in hexadecimal, over several words if need be; at least one octet.
  case hexadecimal
  /// The rest of RDATA in base64, over several words if need be; at least one octet.
  case base64
  /// The same, or nothing (the key of IPSECKEY, RFC 4025 section 2.6).
  case optionalBase64
  /// Four groups of hexadecimal digits with colons (NID and L64, RFC 6742 section 2.1.2).
  case locator64
  /// Octets in hexadecimal behind `0x`, dots anywhere (NSAP, RFC 1706 section 5).
  case nsap
  /// What the second octet of RDATA says it is: nothing (written as a dot), an address or a name (IPSECKEY, RFC 4025
  /// section 2.3; AMTRELAY, RFC 8777 section 4.2.3).
  case gateway, relay
  /// The highest bit of an octet, and its other seven bits (AMTRELAY, RFC 8777 section 4.2).
  case discoveryBit, relayType
  /// The rest of RDATA as a list of record types (RFC 4034 section 4.1.2).
  case typeBitmap
  /// The rest of RDATA: latitude, longitude, altitude and three sizes (RFC 1876).
  case location
  /// The rest of RDATA: parameters of a service (RFC 9460 section 2).
  case serviceParameters
  /// The rest of RDATA: address prefixes (APL, RFC 3123).
  case addressPrefixes

  /// True if the field takes all words up to the end of the line.
  package var takesRest: Bool {
    switch self {
    case .characterStrings, .hexadecimal, .base64, .optionalBase64, .typeBitmap, .location,
      .serviceParameters,
      .addressPrefixes:
      true
    default: false
    }
  }
}
