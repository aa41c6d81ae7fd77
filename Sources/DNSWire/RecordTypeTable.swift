/// How one field of RDATA looks on the wire and in a zone file.
package enum RecordField: Sendable {
  case uint8, uint16, uint32
  /// 32 bits; zone files also write it as `1h30m`.
  case seconds
  case ipv4, ipv6
  /// A domain name that may be compressed on output: only in the types of RFC 1035 (RFC 3597 section 4).
  case compressibleName
  case name
  /// One or more `<character-string>`s up to the end of RDATA.
  case characterStrings
  /// A length octet and letters and digits (the tag of CAA, RFC 8659 section 4.1).
  case tag
  /// The rest of RDATA, written as one string without a length octet (the value of CAA).
  case text
}

/// What is to be known of a record type. A new type is a new row of `rows`.
package struct RecordTypeTable: Sendable {
  package let name: String
  package let type: RecordType
  package let fields: [RecordField]
  /// The addresses of the record's name are useful to who asked (RFC 1034 section 4.3.2 step 6).
  package let wantsAddresses: Bool
  /// A CNAME or a SOA stands alone in its RRset.
  package let isSingleton: Bool

  package static let rows: [RecordTypeTable] = [
    .init("A", .a, [.ipv4]),
    .init("NS", .ns, [.compressibleName], wantsAddresses: true),
    .init("CNAME", .cname, [.compressibleName], isSingleton: true),
    .init(
      "SOA", .soa, [.compressibleName, .compressibleName, .uint32, .seconds, .seconds, .seconds, .seconds],
      isSingleton: true),
    .init("PTR", .ptr, [.compressibleName]),
    .init("MX", .mx, [.uint16, .compressibleName], wantsAddresses: true),
    .init("TXT", .txt, [.characterStrings]),
    .init("AAAA", .aaaa, [.ipv6]),
    .init("SRV", .srv, [.uint16, .uint16, .uint16, .name], wantsAddresses: true),
    .init("CAA", .caa, [.uint8, .tag, .text]),
  ]

  package static subscript(type: RecordType) -> RecordTypeTable? { rows.first { $0.type == type } }

  private init(
    _ name: String, _ type: RecordType, _ fields: [RecordField], wantsAddresses: Bool = false,
    isSingleton: Bool = false
  ) {
    (self.name, self.type, self.fields) = (name, type, fields)
    (self.wantsAddresses, self.isSingleton) = (wantsAddresses, isSingleton)
  }
}

/// Where the names stand in RDATA, in one octet: what the writer of an answer needs, without a look at the table.
package struct RecordLayout: Sendable, BitwiseCopyable, Equatable {
  /// Bits 0-3: octets before the first name. Bits 4-5: compressible names. Bit 6: addresses wanted.
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Octets of RDATA before the first name.
  package var prefixOctets: Int { Int(rawValue & 15) }
  /// Names from there on that may be compressed; what follows them is copied.
  package var compressibleNames: Int { Int(rawValue >> 4 & 3) }
  /// The name after the prefix is a host whose addresses belong into the additional section.
  package var wantsAddresses: Bool { rawValue & 0x40 != 0 }

  /// The layout the table gives; nothing but octets for a type it does not know.
  package init(_ type: RecordType) {
    guard let row = RecordTypeTable[type] else {
      self.init(rawValue: 0)
      return
    }
    var prefix: UInt8 = 0
    var names: UInt8 = 0
    scan: for field in row.fields {
      switch field {
      case .uint8: prefix += 1
      case .uint16: prefix += 2
      case .compressibleName: names += 1
      default: break scan
      }
    }
    self.init(rawValue: prefix | names << 4 | (row.wantsAddresses ? 0x40 : 0))
  }
}
