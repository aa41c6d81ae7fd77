import DNSWire
import Primitives

/// The TSIG record at the end of a message (RFC 8945 section 4.2).
package struct TSIGRecord: Sendable, Equatable {
  package var keyName: Name
  package var algorithm: Name
  /// Seconds since the epoch, 48 bits.
  package var timeSigned: UInt64
  package var fudge: UInt16
  package var mac: [UInt8]
  package var originalID: UInt16
  /// An extended RCODE: 0, or one of `TSIGError`.
  package var error: UInt16 = 0
  package var other: [UInt8] = []

  /// Reads the last record of `message` if it is TSIG; also where it begins. Throws if the message is malformed.
  package static func last(of message: Span<UInt8>) throws(WireError) -> (record: TSIGRecord, start: Int)? {
    var offset = 4
    let questions = try message.readUInt16(at: &offset)
    var records = 0
    for _ in 0..<3 { records += Int(try message.readUInt16(at: &offset)) }
    for _ in 0..<questions {
      _ = try Name(message, at: &offset)
      _ = try message.readUInt32(at: &offset)
    }
    guard records > 0 else { return nil }
    for index in 1...records {
      let start = offset
      let name = try Name(message, at: &offset)
      let type = RecordType(rawValue: try message.readUInt16(at: &offset))
      offset += 6
      let octets = Int(try message.readUInt16(at: &offset))
      guard offset + octets <= message.count else { throw WireError(.truncated, offset: offset) }
      if index == records, type == .tsig {
        let record = try TSIGRecord(keyName: name, message, offset..<offset + octets)
        guard offset + octets == message.count else {
          throw WireError(.trailingOctets, offset: offset + octets)
        }
        return (record, start)
      }
      offset += octets
    }
    return nil
  }

  private init(keyName: Name, _ message: Span<UInt8>, _ range: Range<Int>) throws(WireError) {
    self.keyName = keyName
    var offset = range.lowerBound
    algorithm = try Name(message, at: &offset)
    timeSigned = UInt64(try message.readUInt16(at: &offset)) << 32
    timeSigned |= UInt64(try message.readUInt32(at: &offset))
    fudge = try message.readUInt16(at: &offset)
    mac = try Self.octets(message, at: &offset)
    originalID = try message.readUInt16(at: &offset)
    error = try message.readUInt16(at: &offset)
    other = try Self.octets(message, at: &offset)
    guard offset == range.upperBound else { throw WireError(.badRecordData, offset: offset) }
  }

  private static func octets(_ message: Span<UInt8>, at offset: inout Int) throws(WireError) -> [UInt8] {
    let count = Int(try message.readUInt16(at: &offset))
    guard offset + count <= message.count else { throw WireError(.truncated, offset: offset) }
    defer { offset += count }
    return (offset..<offset + count).map { message[$0] }
  }

  init(
    key: TSIGKey, timeSigned: UInt64, fudge: UInt16 = TransferLimits.fudgeSeconds, originalID: UInt16,
    error: UInt16 = 0, other: [UInt8] = []
  ) {
    (keyName, algorithm, mac) = (key.name, key.algorithm.name, [])
    (self.timeSigned, self.fudge, self.originalID) = (timeSigned, fudge, originalID)
    (self.error, self.other) = (error, other)
  }

  /// Appends the record to `message` and counts it there.
  package func append(to message: inout [UInt8]) {
    message += keyName.wire
    message.append(RecordType.tsig.rawValue)
    message.append(RecordClass.any.rawValue)
    message += [0, 0, 0, 0]
    let data = algorithm.wire + timers + Self.counted(mac)
    let rest = Self.counted(other)
    message.append(UInt16(data.count + 4 + rest.count))
    message += data
    message.append(originalID)
    message.append(error)
    message += rest
    let count = (UInt16(message[10]) << 8 | UInt16(message[11])) &+ 1
    (message[10], message[11]) = (UInt8(count >> 8), UInt8(truncatingIfNeeded: count))
  }

  /// What a MAC covers beside the message (RFC 8945 section 4.3.3).
  var variables: [UInt8] {
    var octets = keyName.wire.map(\.asciiLowercased)
    octets.append(RecordClass.any.rawValue)
    octets += [0, 0, 0, 0] + algorithm.wire.map(\.asciiLowercased) + timers
    octets.append(error)
    return octets + Self.counted(other)
  }

  /// Time signed and fudge: all that later messages of a stream cover (section 5.3.1).
  var timers: [UInt8] {
    var octets: [UInt8] = []
    octets.append(UInt16(truncatingIfNeeded: timeSigned >> 32))
    octets.append(UInt16(truncatingIfNeeded: timeSigned >> 16))
    octets.append(UInt16(truncatingIfNeeded: timeSigned))
    octets.append(fudge)
    return octets
  }

  static func counted(_ octets: [UInt8]) -> [UInt8] {
    [UInt8(truncatingIfNeeded: octets.count >> 8), UInt8(truncatingIfNeeded: octets.count)] + octets
  }
}

extension [UInt8] {
  /// Appends a big-endian number.
  mutating func append(_ value: UInt16) { self += [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
}
