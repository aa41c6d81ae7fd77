import DNSWire

/// Why what a primary sent is of no use.
package enum PrimaryFault: Error, Hashable, Sendable {
  case malformed(WireError)
  /// QR or opcode are not those of an answer.
  case notAnAnswer
  case otherID
  case refused(ResponseCode)
  /// TC: over UDP the rest is missing, over TCP it is nonsense (RFC 5936 section 2.2.1).
  case truncated
  /// The question is not ours, or the first message has none (RFC 5936 section 2.2.2).
  case otherQuestion
  /// AA is not set: this server does not have the zone.
  case notAuthoritative
  case noRecords
  /// The authority section has records (RFC 5936 section 2.2.4).
  case hasAuthoritySection
  /// The first record is not the zone's SOA record (RFC 5936 section 2.2).
  case noStartOfAuthority
  /// The zone has the serial we have, or an older one.
  case notNewer(UInt32)
  /// The SOA record at the end is not that of the beginning: the zone changed on its way (RFC 5936 section 2.2).
  case otherEnd
  case recordsAfterEnd
  case otherClass
  /// A type that stands in no zone (RFC 6895 section 3.1).
  case metaType(RecordType)
  case recordTooLarge
  case zoneTooLarge
  case signature(TSIGVerifier.Fault)
  /// All records came, and they make no zone.
  case noZone(String)
  /// The connection ended before the zone did.
  case ended
}

extension PrimaryFault: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let error): "a malformed message: \(error)"
    case .notAnAnswer: "a message that is no answer"
    case .otherID: "an answer with another id"
    case .refused(let code): "answered \(code)"
    case .truncated: "a truncated answer"
    case .otherQuestion: "an answer to another question, or without one"
    case .notAuthoritative: "the server is not authoritative for the zone"
    case .noRecords: "an answer without records"
    case .hasAuthoritySection: "records in the authority section of a transfer"
    case .noStartOfAuthority: "the first record is not the SOA record of the zone"
    case .notNewer(let serial): "its serial \(serial) is not newer than ours"
    case .otherEnd: "the SOA record at the end is not that of the beginning"
    case .recordsAfterEnd: "records behind the last SOA record"
    case .otherClass: "a record of a class other than IN"
    case .metaType(let type): "a record of type \(type), which stands in no zone"
    case .recordTooLarge: "a record that is too large"
    case .zoneTooLarge: "the zone is larger than \(TransferLimits.zoneOctets) octets"
    case .signature(let fault): "TSIG: \(fault)"
    case .noZone(let reason): "the records make no zone: \(reason)"
    case .ended: "the connection ended before the zone did"
    }
  }
}
