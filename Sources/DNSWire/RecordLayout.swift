/// Where the names stand in RDATA, in one octet: what the writer of an answer needs, without a look at the table.
public struct RecordLayout: Sendable, BitwiseCopyable, Equatable {
  /// Bits 0-3: octets before the first name. Bits 4-5: compressible names. Bit 6: addresses wanted.
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Octets of RDATA before the first name.
  public var prefixOctets: Int { Int(rawValue & 15) }
  /// Names from there on that may be compressed; what follows them is copied.
  public var compressibleNames: Int { Int(rawValue >> 4 & 3) }
  /// The name after the prefix is a host whose addresses belong into the additional section.
  public var wantsAddresses: Bool { rawValue & 0x40 != 0 }

  /// The layout the table gives; nothing but octets for a type it does not know.
  public init(_ type: RecordType) {
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
