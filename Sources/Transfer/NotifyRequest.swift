import DNSWire
import Primitives

/// NOTIFY: a primary says that a zone has changed (RFC 1996 section 3.7).
package struct NotifyRequest: Sendable, Equatable {
  package let zone: Name
  /// What the primary has now; a hint.
  package let serial: UInt32?

  /// Whether the header is that of a NOTIFY request.
  package static func isOne(_ message: Span<UInt8>) -> Bool {
    message.count >= WireLimits.headerOctets && message[2] & 0xF8 == 0x20
  }

  /// Reads a request; nil: FORMERR, for NOTIFY asks one question of type SOA (BIND and Knot see it so).
  package init?(_ message: Span<UInt8>) {
    guard Self.isOne(message), message.bigEndianUInt16(at: 4) == 1 else { return nil }
    var offset = WireLimits.headerOctets
    guard let name = try? Name(message, at: &offset), let question = try? message.readUInt32(at: &offset),
      question == UInt32(RecordType.soa.rawValue) << 16 | UInt32(RecordClass.internet.rawValue)
    else { return nil }
    zone = name
    serial = message.bigEndianUInt16(at: 6) > 0 ? message.serial(at: offset) : nil
  }
}
