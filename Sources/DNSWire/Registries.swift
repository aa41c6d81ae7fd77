/// An RR type or QTYPE (RFC 1035 section 3.2.2, IANA "Resource Record (RR) TYPEs"); any 16-bit number is a value.
public struct RecordType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var a: RecordType { RecordType(rawValue: 1) }
  public static var ns: RecordType { RecordType(rawValue: 2) }
  public static var cname: RecordType { RecordType(rawValue: 5) }
  public static var soa: RecordType { RecordType(rawValue: 6) }
  public static var ptr: RecordType { RecordType(rawValue: 12) }
  public static var mx: RecordType { RecordType(rawValue: 15) }
  public static var txt: RecordType { RecordType(rawValue: 16) }
  public static var aaaa: RecordType { RecordType(rawValue: 28) }
  public static var srv: RecordType { RecordType(rawValue: 33) }
  public static var dname: RecordType { RecordType(rawValue: 39) }
  public static var opt: RecordType { RecordType(rawValue: 41) }
  public static var ds: RecordType { RecordType(rawValue: 43) }
  public static var rrsig: RecordType { RecordType(rawValue: 46) }
  public static var nsec: RecordType { RecordType(rawValue: 47) }
  public static var dnskey: RecordType { RecordType(rawValue: 48) }
  public static var nsec3: RecordType { RecordType(rawValue: 50) }
  public static var nsec3param: RecordType { RecordType(rawValue: 51) }
  public static var svcb: RecordType { RecordType(rawValue: 64) }
  public static var https: RecordType { RecordType(rawValue: 65) }
  public static var tsig: RecordType { RecordType(rawValue: 250) }
  public static var ixfr: RecordType { RecordType(rawValue: 251) }
  public static var axfr: RecordType { RecordType(rawValue: 252) }
  public static var mailb: RecordType { RecordType(rawValue: 253) }
  public static var maila: RecordType { RecordType(rawValue: 254) }
  public static var any: RecordType { RecordType(rawValue: 255) }
  public static var caa: RecordType { RecordType(rawValue: 257) }

  /// OPT and the types 128...255 (RFC 6895 section 3.1): they stand in queries or messages, never in a zone.
  public var isMeta: Bool { self == .opt || (128...255).contains(rawValue) || rawValue == 0 }
}

/// A CLASS or QCLASS (RFC 1035 section 3.2.4).
public struct RecordClass: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var internet: RecordClass { RecordClass(rawValue: 1) }
  public static var chaos: RecordClass { RecordClass(rawValue: 3) }
  public static var hesiod: RecordClass { RecordClass(rawValue: 4) }
  public static var none: RecordClass { RecordClass(rawValue: 254) }
  public static var any: RecordClass { RecordClass(rawValue: 255) }
}

/// The kind of a query (RFC 1035 section 4.1.1): 4 bits.
public struct Opcode: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

  public static var query: Opcode { Opcode(rawValue: 0) }
  public static var status: Opcode { Opcode(rawValue: 2) }
  public static var notify: Opcode { Opcode(rawValue: 4) }
  public static var update: Opcode { Opcode(rawValue: 5) }
}

/// The outcome of a query: RCODE, extended by EDNS to 12 bits (RFC 6891 section 6.1.3).
public struct ResponseCode: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static var noError: ResponseCode { ResponseCode(rawValue: 0) }
  public static var formatError: ResponseCode { ResponseCode(rawValue: 1) }
  public static var serverFailure: ResponseCode { ResponseCode(rawValue: 2) }
  public static var noSuchName: ResponseCode { ResponseCode(rawValue: 3) }
  public static var notImplemented: ResponseCode { ResponseCode(rawValue: 4) }
  public static var refused: ResponseCode { ResponseCode(rawValue: 5) }
  public static var yxDomain: ResponseCode { ResponseCode(rawValue: 6) }
  public static var notAuthoritative: ResponseCode { ResponseCode(rawValue: 9) }
  public static var badVersion: ResponseCode { ResponseCode(rawValue: 16) }
  public static var badCookie: ResponseCode { ResponseCode(rawValue: 23) }
}

extension RecordType: CustomStringConvertible {
  /// The mnemonic, or `TYPEnnn` (RFC 3597 section 5).
  public var description: String {
    if let row = RecordTypeTable[self] { return row.name }
    switch self {
    case .any: return "ANY"
    case .axfr: return "AXFR"
    case .ixfr: return "IXFR"
    case .opt: return "OPT"
    case .tsig: return "TSIG"
    default: return "TYPE\(rawValue)"
    }
  }

  /// Reads a mnemonic in any case, or `TYPEnnn`.
  public init?(_ text: some StringProtocol) {
    if let type = RecordTypeTable.type(named: Array(text.utf8).span) {
      self = type
      return
    }
    switch text.uppercased() {
    case "ANY": self = .any
    case "AXFR": self = .axfr
    case "IXFR": self = .ixfr
    default: return nil
    }
  }
}

extension RecordClass: CustomStringConvertible {
  /// The mnemonic, or `CLASSnnn` (RFC 3597 section 5).
  public var description: String {
    switch self {
    case .internet: "IN"
    case .chaos: "CH"
    case .hesiod: "HS"
    case .none: "NONE"
    case .any: "ANY"
    default: "CLASS\(rawValue)"
    }
  }
}

extension Opcode: CustomStringConvertible {
  public var description: String {
    switch self {
    case .query: "QUERY"
    case .status: "STATUS"
    case .notify: "NOTIFY"
    case .update: "UPDATE"
    default: "OPCODE\(rawValue)"
    }
  }
}

extension ResponseCode: CustomStringConvertible {
  /// As `dig` prints it.
  public var description: String {
    switch self {
    case .noError: "NOERROR"
    case .formatError: "FORMERR"
    case .serverFailure: "SERVFAIL"
    case .noSuchName: "NXDOMAIN"
    case .notImplemented: "NOTIMP"
    case .refused: "REFUSED"
    case .yxDomain: "YXDOMAIN"
    case .notAuthoritative: "NOTAUTH"
    case .badVersion: "BADVERS"
    case .badCookie: "BADCOOKIE"
    default: "RCODE\(rawValue)"
    }
  }
}

extension UInt16 {
  /// Digits only: `UInt16(_:)` would take a sign as well.
  init?(decimal text: some StringProtocol) {
    guard text.utf8.allSatisfy({ $0 &- 48 < 10 }) else { return nil }
    self.init(text)
  }
}
