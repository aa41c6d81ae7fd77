import DNSWire
import Primitives
import Zones

/// Receives one zone, message by message, and makes it (RFC 5936 section 2.2): the SOA record, all others, the SOA record
/// again.
///
/// A record outside the zone is left out and counted. Every other fault ends the transfer; what was served before goes on.
package struct ZoneReception {
  private let request: PrimaryRequest
  /// The serial that the zone must follow; nil: any will do.
  private let held: UInt32?
  private var verifier: TSIGVerifier?
  private var builder: ZoneBuilder
  /// RDATA of the first record.
  private var authority: [UInt8] = []
  package private(set) var messageCount = 0
  /// Octets of all messages.
  package private(set) var octetCount = 0
  /// Records that came, the last SOA record not counted.
  package private(set) var recordCount = 0
  /// Records left out: they are not in the zone.
  package private(set) var outsideCount = 0
  /// All has come.
  package private(set) var isComplete = false

  /// Receives the answer to `request`; `seed` keys the zone's hash table.
  package init(_ request: PrimaryRequest, after held: UInt32? = nil, seed: UInt64 = 0) {
    (self.request, self.held, verifier) = (request, held, request.verifier)
    builder = ZoneBuilder(file: "the transfer of \(request.zone)", seed: seed)
  }

  /// Takes the next message. After a fault nothing more is to be given.
  package mutating func receive(_ message: Span<UInt8>, now: Instant) throws(PrimaryFault) {
    guard !isComplete else { throw .recordsAfterEnd }
    var offset = try request.checkHead(message, isFirst: messageCount == 0)
    do throws(TSIGVerifier.Fault) { try verifier?.verify(message, now: now) } catch {
      throw .signature(error)
    }
    messageCount += 1
    octetCount += message.count
    let count = message.bigEndianUInt16(at: 6)
    guard count > 0 else { throw .noRecords }
    guard message.bigEndianUInt16(at: 8) == 0 else { throw .hasAuthoritySection }
    for _ in 0..<count {
      guard !isComplete else { throw .recordsAfterEnd }
      try add(ReceivedRecord(message, at: &offset), of: message)
    }
    if isComplete, let verifier, !verifier.isComplete { throw .signature(.unsigned) }
  }

  private mutating func add(_ record: ReceivedRecord, of message: Span<UInt8>) throws(PrimaryFault) {
    guard record.recordClass == .internet else { throw .otherClass }
    guard !record.type.isMeta else { throw .metaType(record.type) }
    let data = try record.data(in: message)
    guard data.count <= ZoneLimits.dataOctets else { throw .recordTooLarge }
    let isAuthority = record.type == .soa && record.owner == request.zone
    if authority.isEmpty {
      guard isAuthority else { throw .noStartOfAuthority }
      let serial = ZoneTimers(authority: data).serial
      if let held, !SerialNumber(serial).isAfter(SerialNumber(held)) { throw .notNewer(serial) }
      authority = data
    } else if isAuthority {
      guard Self.areSame(data, authority) else { throw .otherEnd }
      return isComplete = true
    }
    recordCount += 1
    guard record.owner.isSubdomain(of: request.zone) else { return outsideCount += 1 }
    guard builder.octets < TransferLimits.zoneOctets else { throw .zoneTooLarge }
    builder.add(record.owner, record.type, ttlSeconds: record.ttlSeconds, data: data)
  }

  /// SOA records are the same if only the case of their names differs: a name may have been compressed to another's.
  private static func areSame(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    let (first, second) = (a.span, b.span)
    let numbers = a.count - 20
    return first.extracting(..<numbers).equalsIgnoringCase(second.extracting(..<numbers))
      && a[numbers...] == b[numbers...]
  }

  /// The zone of a complete transfer.
  package mutating func zone() throws(PrimaryFault) -> Zone {
    precondition(isComplete, "the zone has not come to its end")
    guard let zone = builder.build() else {
      let fault = builder.diagnostics.first { $0.severity == .error }
      throw .noZone(fault?.message ?? "no reason is known")
    }
    return zone
  }
}
