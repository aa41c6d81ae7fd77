import Primitives

/// What is to be known of a record type. A new type is a new row of `rows`.
package struct RecordTypeTable: Sendable {
  package let name: String
  package let type: RecordType
  package let fields: [RecordField]
  /// The addresses of the record's name are useful to who asked (RFC 1034 section 4.3.2 step 6).
  package let wantsAddresses: Bool
  /// A CNAME, a DNAME or a SOA stands alone in its RRset.
  package let isSingleton: Bool
  /// What the fields alone do not say of the octets of RDATA.
  package let rule: RecordRule?

  package static let rows: [RecordTypeTable] = [
    .init("A", 1, [.ipv4]),
    .init("AAAA", 28, [.ipv6]),
    .init("NS", 2, [.compressibleName], wantsAddresses: true),
    .init("CNAME", 5, [.compressibleName], isSingleton: true),
    .init(
      "SOA", 6, [.compressibleName, .compressibleName, .uint32, .seconds, .seconds, .seconds, .seconds],
      isSingleton: true),
    .init("PTR", 12, [.compressibleName]),
    .init("MX", 15, [.uint16, .compressibleName], wantsAddresses: true),
    .init("TXT", 16, [.characterStrings]),
    .init("SRV", 33, [.uint16, .uint16, .uint16, .name], wantsAddresses: true),
    .init("CAA", 257, [.uint8, .tag, .text]),
    // DNSSEC: RFC 4034, 5155, 7344, 7477, 8976.
    .init(
      "RRSIG", 46,
      [.recordType, .algorithm, .uint8, .uint32, .signatureTime, .signatureTime, .uint16, .name, .base64]),
    .init("NSEC", 47, [.name, .typeBitmap]),
    .init("NSEC3", 50, [.uint8, .uint8, .uint16, .salt, .hashedName, .typeBitmap]),
    .init("NSEC3PARAM", 51, [.uint8, .uint8, .uint16, .salt]),
    .init("DNSKEY", 48, [.uint16, .uint8, .algorithm, .base64]),
    .init("DS", 43, [.uint16, .algorithm, .uint8, .hexadecimal], rule: .delegationDigest),
    .init("CDS", 59, [.uint16, .algorithm, .uint8, .hexadecimal], rule: .delegationDigest),
    .init("CDNSKEY", 60, [.uint16, .uint8, .algorithm, .base64]),
    .init("CSYNC", 62, [.uint32, .uint16, .typeBitmap]),
    .init("ZONEMD", 63, [.uint32, .uint8, .uint8, .hexadecimal], rule: .zoneDigest),
    // The rest in the order of their numbers.
    .init("MB", 7, [.compressibleName]),
    .init("MG", 8, [.compressibleName]),
    .init("MR", 9, [.compressibleName]),
    .init("HINFO", 13, [.characterString, .characterString]),
    .init("MINFO", 14, [.compressibleName, .compressibleName]),
    .init("RP", 17, [.name, .name]),
    .init("AFSDB", 18, [.uint16, .name], wantsAddresses: true),
    .init("X25", 19, [.characterString]),
    .init("ISDN", 20, [.characterStrings], rule: .oneOrTwoStrings),
    .init("RT", 21, [.uint16, .name], wantsAddresses: true),
    .init("NSAP", 22, [.nsap]),
    .init("PX", 26, [.uint16, .name, .name]),
    .init("LOC", 29, [.location]),
    .init("NAPTR", 35, [.uint16, .uint16, .characterString, .characterString, .characterString, .name]),
    .init("KX", 36, [.uint16, .name], wantsAddresses: true),
    .init("CERT", 37, [.certificateType, .uint16, .algorithm, .base64]),
    .init("DNAME", 39, [.name], isSingleton: true),
    .init("APL", 42, [.addressPrefixes]),
    .init("SSHFP", 44, [.uint8, .uint8, .hexadecimal]),
    .init("IPSECKEY", 45, [.uint8, .uint8, .algorithm, .gateway, .optionalBase64]),
    .init("DHCID", 49, [.base64]),
    .init("TLSA", 52, [.uint8, .uint8, .uint8, .hexadecimal]),
    .init("SMIMEA", 53, [.uint8, .uint8, .uint8, .hexadecimal]),
    .init("NINFO", 56, [.characterStrings]),
    .init("RKEY", 57, [.uint16, .uint8, .algorithm, .base64]),
    .init("TALINK", 58, [.name, .name]),
    .init("OPENPGPKEY", 61, [.base64]),
    .init("SVCB", 64, [.uint16, .name, .serviceParameters], wantsAddresses: true),
    .init("HTTPS", 65, [.uint16, .name, .serviceParameters], wantsAddresses: true),
    .init("SPF", 99, [.characterStrings]),
    .init("NID", 104, [.uint16, .locator64]),
    .init("L32", 105, [.uint16, .ipv4]),
    .init("L64", 106, [.uint16, .locator64]),
    .init("LP", 107, [.uint16, .name]),
    .init("EUI48", 108, [.eui48]),
    .init("EUI64", 109, [.eui64]),
    .init("URI", 256, [.uint16, .uint16, .text]),
    .init("AVC", 258, [.characterStrings]),
    .init("AMTRELAY", 260, [.uint8, .discoveryBit, .relayType, .relay]),
    .init("RESINFO", 261, [.characterStrings]),
    .init("TA", 32768, [.uint16, .algorithm, .uint8, .hexadecimal], rule: .delegationDigest),
    .init("DLV", 32769, [.uint16, .algorithm, .uint8, .hexadecimal], rule: .delegationDigest),
  ]

  /// The row of a type by its place; 0 for none, else one more than its index.
  private static let index: [UInt8] = {
    var index = [UInt8](repeating: 0, count: 264)
    for (number, row) in rows.enumerated() { index[place(of: row.type)] = UInt8(number + 1) }
    return index
  }()

  /// The number of a type; those of TA and DLV, which begin the upper half, stand behind the others.
  private static func place(of type: RecordType) -> Int {
    let number = Int(type.rawValue)
    return number & ~1 == 0x8000 ? 262 + (number & 1) : number
  }

  /// The mnemonics, packed as `pack` does, in the order of `rows`.
  private static let packedNames: [UInt128] = rows.map { pack(Array($0.name.utf8).span) }

  package static subscript(type: RecordType) -> RecordTypeTable? {
    let number = place(of: type)
    guard number < index.count, index[number] > 0, rows[Int(index[number]) - 1].type == type else {
      return nil
    }
    return rows[Int(index[number]) - 1]
  }

  /// The type with this mnemonic, in any case, or `TYPEnnn` (RFC 3597 section 5); allocates nothing.
  package static func type(named word: Span<UInt8>) -> RecordType? {
    guard word.count <= 16 else { return nil }
    let packed = pack(word)
    if let row = packedNames.firstIndex(of: packed) { return rows[row].type }
    guard word.count > 4, word.extracting(0..<4).equalsIgnoringCase(Self.generic.span),
      let number = word.extracting(4...).decimal
    else { return nil }
    return UInt16(exactly: number).map(RecordType.init(rawValue:))
  }

  private static let generic = Array("TYPE".utf8)

  /// Up to 16 letters, upper case, as one number.
  private static func pack(_ word: Span<UInt8>) -> UInt128 {
    var packed: UInt128 = 0
    for index in word.indices {
      let octet = word[index]
      packed = packed << 8 | UInt128(octet &- 97 < 26 ? octet &- 32 : octet)
    }
    return packed
  }

  private init(
    _ name: String, _ number: UInt16, _ fields: [RecordField], wantsAddresses: Bool = false,
    isSingleton: Bool = false, rule: RecordRule? = nil
  ) {
    (self.name, type, self.fields) = (name, RecordType(rawValue: number), fields)
    (self.wantsAddresses, self.isSingleton, self.rule) = (wantsAddresses, isSingleton, rule)
  }
}
