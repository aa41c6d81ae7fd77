import DNSWire
import Primitives

/// A request for a zone: AXFR (RFC 5936 section 2.1) or IXFR (RFC 1995 section 3).
package struct TransferRequest: Sendable, Equatable {
  package let zone: Name
  /// Where the question ends.
  package let questionEnd: Int
  /// What the secondary has; IXFR only.
  package let serial: UInt32?

  /// Whether `message` asks for a whole zone: looked at before anything else is parsed, so it must be cheap.
  package static func isOne(_ message: Span<UInt8>) -> Bool {
    guard message.count > WireLimits.headerOctets, message[2] & 0xF8 == 0, message[4] == 0, message[5] == 1,
      let length = Name.length(of: message, at: WireLimits.headerOctets),
      message.count >= WireLimits.headerOctets + length + 4
    else { return false }
    let type = RecordType(rawValue: message.bigEndianUInt16(at: WireLimits.headerOctets + length))
    return type == .axfr || type == .ixfr
  }

  /// Reads `message`; the code to refuse it with if that fails.
  package static func read(_ message: Span<UInt8>) -> Result<TransferRequest, Refusal> {
    guard isOne(message) else { return .failure(Refusal(code: .formatError)) }
    var offset = WireLimits.headerOctets
    guard let zone = try? Name(message, at: &offset) else { return .failure(Refusal(code: .formatError)) }
    let type = RecordType(rawValue: message.bigEndianUInt16(at: offset))
    guard message.bigEndianUInt16(at: offset + 2) == RecordClass.internet.rawValue else {
      return .failure(Refusal(code: .notAuthoritative))
    }
    let end = offset + 4
    guard type == .ixfr else {
      return .success(TransferRequest(zone: zone, questionEnd: end, serial: nil))
    }
    // The secondary's SOA stands in the authority section.
    guard message.bigEndianUInt16(at: 8) > 0, let serial = message.serial(at: end) else {
      return .failure(Refusal(code: .formatError))
    }
    return .success(TransferRequest(zone: zone, questionEnd: end, serial: serial))
  }

  package struct Refusal: Error, Sendable, Equatable {
    package let code: ResponseCode
    package init(code: ResponseCode) { self.code = code }
  }
}

extension Span where Element == UInt8 {
  /// SERIAL of the SOA record that stands at `start`; nil if something else does.
  func serial(at start: Int) -> UInt32? {
    var offset = start
    do throws(WireError) {
      _ = try Name(self, at: &offset)
      guard RecordType(rawValue: try readUInt16(at: &offset)) == .soa else { return nil }
      offset += 8
      _ = try Name(self, at: &offset)
      _ = try Name(self, at: &offset)
      return try readUInt32(at: &offset)
    } catch { return nil }
  }
}
