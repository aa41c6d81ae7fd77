/// An RR type or QTYPE (RFC 1035 section 3.2.2, IANA "Resource Record (RR) TYPEs"); any 16-bit number is a value.
package struct RecordType: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let a = RecordType(rawValue: 1)
  package static let ns = RecordType(rawValue: 2)
  package static let cname = RecordType(rawValue: 5)
  package static let soa = RecordType(rawValue: 6)
  package static let ptr = RecordType(rawValue: 12)
  package static let mx = RecordType(rawValue: 15)
  package static let txt = RecordType(rawValue: 16)
  package static let aaaa = RecordType(rawValue: 28)
  package static let srv = RecordType(rawValue: 33)
  package static let dname = RecordType(rawValue: 39)
  package static let opt = RecordType(rawValue: 41)
  package static let ds = RecordType(rawValue: 43)
  package static let rrsig = RecordType(rawValue: 46)
  package static let nsec = RecordType(rawValue: 47)
  package static let dnskey = RecordType(rawValue: 48)
  package static let nsec3 = RecordType(rawValue: 50)
  package static let nsec3param = RecordType(rawValue: 51)
  package static let svcb = RecordType(rawValue: 64)
  package static let https = RecordType(rawValue: 65)
  package static let tsig = RecordType(rawValue: 250)
  package static let ixfr = RecordType(rawValue: 251)
  package static let axfr = RecordType(rawValue: 252)
  package static let mailb = RecordType(rawValue: 253)
  package static let maila = RecordType(rawValue: 254)
  package static let any = RecordType(rawValue: 255)
  package static let caa = RecordType(rawValue: 257)

  /// OPT and the types 128...255 (RFC 6895 section 3.1): they stand in queries or messages, never in a zone.
  package var isMeta: Bool { self == .opt || (128...255).contains(rawValue) || rawValue == 0 }
}

/// A CLASS or QCLASS (RFC 1035 section 3.2.4).
package struct RecordClass: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let internet = RecordClass(rawValue: 1)
  package static let chaos = RecordClass(rawValue: 3)
  package static let hesiod = RecordClass(rawValue: 4)
  package static let none = RecordClass(rawValue: 254)
  package static let any = RecordClass(rawValue: 255)
}

/// The kind of a query (RFC 1035 section 4.1.1): 4 bits.
package struct Opcode: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue & 15 }

  package static let query = Opcode(rawValue: 0)
  package static let status = Opcode(rawValue: 2)
  package static let notify = Opcode(rawValue: 4)
  package static let update = Opcode(rawValue: 5)
}

/// The outcome of a query: RCODE, extended by EDNS to 12 bits (RFC 6891 section 6.1.3).
package struct ResponseCode: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
  package let rawValue: UInt16
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let noError = ResponseCode(rawValue: 0)
  package static let formatError = ResponseCode(rawValue: 1)
  package static let serverFailure = ResponseCode(rawValue: 2)
  package static let noSuchName = ResponseCode(rawValue: 3)
  package static let notImplemented = ResponseCode(rawValue: 4)
  package static let refused = ResponseCode(rawValue: 5)
  package static let yxDomain = ResponseCode(rawValue: 6)
  package static let notAuthoritative = ResponseCode(rawValue: 9)
  package static let badVersion = ResponseCode(rawValue: 16)
  package static let badCookie = ResponseCode(rawValue: 23)
}

extension RecordType: CustomStringConvertible {
  /// The mnemonic, or `TYPEnnn` (RFC 3597 section 5).
  package var description: String {
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
  package init?(_ text: some StringProtocol) {
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
  package var description: String {
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
  package var description: String {
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
  package var description: String {
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
