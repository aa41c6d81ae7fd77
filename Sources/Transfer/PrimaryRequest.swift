import DNSWire
import Primitives

/// A request to a primary, signed if it shares a key with us, and what an answer must have to be one.
package struct PrimaryRequest: Sendable {
  package let zone: Name
  /// SOA, or AXFR.
  package let type: RecordType
  package let id: UInt16
  package let octets: [UInt8]
  let key: TSIGKey?
  let mac: [UInt8]

  /// `id` is one that nobody can guess.
  package init(zone: Name, type: RecordType, id: UInt16, key: TSIGKey?, now: Instant) {
    (self.zone, self.type, self.id, self.key) = (zone, type, id, key)
    var message = Message.query(zone, type, id: id)
    guard let key else {
      (octets, mac) = (message, [])
      return
    }
    var signer = TSIGSigner(key: key)
    signer.sign(&message, now: now)
    (octets, mac) = (message, signer.mac)
  }

  var verifier: TSIGVerifier? { key.map { TSIGVerifier(key: $0, requestMAC: mac) } }

  /// Checks the header and the question; returns where the answer section begins. Only the messages of a transfer behind
  /// the first may have no question.
  func checkHead(_ message: Span<UInt8>, isFirst: Bool = true) throws(PrimaryFault) -> Int {
    guard message.count >= WireLimits.headerOctets else {
      throw .malformed(WireError(.truncated, offset: message.count))
    }
    guard message[2] & 0xF8 == 0x80 else { throw .notAnAnswer }
    guard message.bigEndianUInt16(at: 0) == id else { throw .otherID }
    // A server that is unhappy with our signature says so in TSIG; that is the better reason.
    let code = ResponseCode(rawValue: UInt16(message[3] & 15))
    if code != .noError {
      if key != nil, let record = (try? TSIGRecord.last(of: message))??.record, record.error != 0 {
        throw .signature(.refused(record.error))
      }
      throw .refused(code)
    }
    guard message[2] & 2 == 0 else { throw .truncated }
    let questions = message.bigEndianUInt16(at: 4)
    if questions == 0, !isFirst { return WireLimits.headerOctets }
    guard questions == 1 else { throw .otherQuestion }
    var offset = WireLimits.headerOctets
    let (name, asked): (Name, UInt32)
    do throws(WireError) {
      (name, asked) = (try Name(message, at: &offset), try message.readUInt32(at: &offset))
    } catch { throw .malformed(error) }
    let wanted = UInt32(type.rawValue) << 16 | UInt32(RecordClass.internet.rawValue)
    guard name == zone, asked == wanted else { throw .otherQuestion }
    return offset
  }

  /// The serial that the answer to a SOA query tells.
  package func serial(in message: Span<UInt8>, now: Instant) throws(PrimaryFault) -> UInt32 {
    var offset = try checkHead(message)
    if var verifier {
      do throws(TSIGVerifier.Fault) { try verifier.verify(message, now: now) } catch {
        throw .signature(error)
      }
      guard verifier.isComplete else { throw .signature(.unsigned) }
    }
    guard message[2] & 4 != 0 else { throw .notAuthoritative }
    for _ in 0..<message.bigEndianUInt16(at: 6) {
      let record = try ReceivedRecord(message, at: &offset)
      guard record.type == .soa, record.owner == zone else { continue }
      return try ZoneTimers(authority: record.data(in: message)).serial
    }
    throw .noStartOfAuthority
  }
}
