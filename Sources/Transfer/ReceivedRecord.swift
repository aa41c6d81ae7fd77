import DNSWire
import Primitives

/// A record of a message that came in: its owner, and where the rest stands.
struct ReceivedRecord {
  let owner: Name
  let type: RecordType
  let recordClass: RecordClass
  let ttlSeconds: UInt32
  private let range: Range<Int>

  /// Reads the record at `offset` and moves behind it.
  init(_ message: Span<UInt8>, at offset: inout Int) throws(PrimaryFault) {
    do throws(WireError) {
      owner = try Name(message, at: &offset)
      type = RecordType(rawValue: try message.readUInt16(at: &offset))
      recordClass = RecordClass(rawValue: try message.readUInt16(at: &offset))
      let ttl = try message.readUInt32(at: &offset)
      // The highest bit makes it 0 (RFC 2181 section 8).
      ttlSeconds = ttl >> 31 == 0 ? ttl : 0
      let count = Int(try message.readUInt16(at: &offset))
      guard offset + count <= message.count else { throw WireError(.truncated, offset: offset) }
      range = offset..<offset + count
      offset += count
    } catch { throw .malformed(error) }
  }

  /// RDATA, names expanded.
  func data(in message: Span<UInt8>) throws(PrimaryFault) -> [UInt8] {
    do throws(WireError) { return try type.data(in: message, range) } catch { throw .malformed(error) }
  }
}
