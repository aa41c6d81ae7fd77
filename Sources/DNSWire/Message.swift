import Primitives

/// A whole DNS message as values: for tests, `explain` and tools. A query is answered without it.
package struct Message: Sendable, Equatable {
  package struct Question: Sendable, Hashable, CustomStringConvertible {
    package var name: Name
    package var type: RecordType
    package var recordClass: RecordClass

    package init(name: Name, type: RecordType, recordClass: RecordClass = .internet) {
      (self.name, self.type, self.recordClass) = (name, type, recordClass)
    }

    package var description: String { "\(name) \(recordClass) \(type)" }
  }

  package struct Record: Sendable, Hashable, CustomStringConvertible {
    package var name: Name
    package var type: RecordType
    package var recordClass: RecordClass
    package var ttlSeconds: UInt32
    /// Names inside are uncompressed.
    package var data: [UInt8]

    /// A line of a zone file.
    package var description: String {
      "\(name) \(ttlSeconds) \(recordClass) \(type) \(type.presentation(of: data.span))"
    }
  }

  package struct Option: Sendable, Hashable {
    package var code: UInt16
    package var data: [UInt8]

    package init(code: UInt16, data: [UInt8]) { (self.code, self.data) = (code, data) }
  }

  /// What OPT carries (RFC 6891 section 6.1).
  package struct EDNS: Sendable, Hashable {
    package var udpOctets: UInt16
    package var version: UInt8
    package var dnssecOK: Bool
    package var options: [Option]
  }

  package var id: UInt16
  /// The second 16 bits of the header, RCODE included.
  package var flags: UInt16
  package var questions: [Question] = []
  package var answers: [Record] = []
  package var authorities: [Record] = []
  /// Without OPT.
  package var additional: [Record] = []
  package var edns: EDNS?
  /// RCODE with the upper bits of OPT.
  package var code: ResponseCode

  package var isResponse: Bool { flags & 0x8000 != 0 }
  package var opcode: Opcode { Opcode(rawValue: UInt8(truncatingIfNeeded: flags >> 11)) }
  package var isAuthoritative: Bool { flags & 0x0400 != 0 }
  package var isTruncated: Bool { flags & 0x0200 != 0 }
  package var recursionDesired: Bool { flags & 0x0100 != 0 }
  package var recursionAvailable: Bool { flags & 0x0080 != 0 }

  /// Decodes `packet`, to its last octet.
  package init(_ packet: Span<UInt8>) throws(WireError) {
    var offset = 0
    id = try packet.readUInt16(at: &offset)
    flags = try packet.readUInt16(at: &offset)
    code = ResponseCode(rawValue: flags & 15)
    let questionCount = try packet.readUInt16(at: &offset)
    let answerCount = try packet.readUInt16(at: &offset)
    let authorityCount = try packet.readUInt16(at: &offset)
    let additionalCount = try packet.readUInt16(at: &offset)
    for _ in 0..<questionCount {
      let name = try Name(packet, at: &offset)
      let type = RecordType(rawValue: try packet.readUInt16(at: &offset))
      let recordClass = RecordClass(rawValue: try packet.readUInt16(at: &offset))
      questions.append(Question(name: name, type: type, recordClass: recordClass))
    }
    answers = try Self.records(packet, at: &offset, count: answerCount)
    authorities = try Self.records(packet, at: &offset, count: authorityCount)
    additional = try Self.records(packet, at: &offset, count: additionalCount)
    if offset != packet.count { throw WireError(.trailingOctets, offset: offset) }
    if let index = additional.firstIndex(where: { $0.type == .opt }) {
      let record = additional.remove(at: index)
      let options = try Self.options(record.data.span)
      edns = EDNS(
        udpOctets: record.recordClass.rawValue, version: UInt8(truncatingIfNeeded: record.ttlSeconds >> 16),
        dnssecOK: record.ttlSeconds & 0x8000 != 0, options: options)
      code = ResponseCode(rawValue: UInt16(record.ttlSeconds >> 24) << 4 | flags & 15)
    }
  }

  private static func records(
    _ packet: Span<UInt8>, at offset: inout Int, count: UInt16
  ) throws(WireError) -> [Record] {
    var records: [Record] = []
    for _ in 0..<count {
      let name = try Name(packet, at: &offset)
      let type = RecordType(rawValue: try packet.readUInt16(at: &offset))
      let recordClass = RecordClass(rawValue: try packet.readUInt16(at: &offset))
      let ttl = try packet.readUInt32(at: &offset)
      let octets = Int(try packet.readUInt16(at: &offset))
      guard offset + octets <= packet.count else { throw WireError(.truncated, offset: offset) }
      let data = try data(packet, range: offset..<offset + octets, layout: RecordLayout(type))
      offset += octets
      records.append(
        Record(name: name, type: type, recordClass: recordClass, ttlSeconds: ttl, data: data))
    }
    return records
  }

  /// RDATA with its names expanded.
  private static func data(
    _ packet: Span<UInt8>, range: Range<Int>, layout: RecordLayout
  ) throws(WireError) -> [UInt8] {
    var data: [UInt8] = []
    var offset = range.lowerBound
    if layout.compressibleNames > 0, !range.isEmpty {
      guard layout.prefixOctets <= range.count else { throw WireError(.badRecordData, offset: offset) }
      for _ in 0..<layout.prefixOctets { data.append(try packet.readUInt8(at: &offset)) }
      for _ in 0..<layout.compressibleNames { data += try Name(packet, at: &offset).wire }
      guard offset <= range.upperBound else { throw WireError(.badRecordData, offset: offset) }
    }
    while offset < range.upperBound { data.append(try packet.readUInt8(at: &offset)) }
    return data
  }

  private static func options(_ data: Span<UInt8>) throws(WireError) -> [Option] {
    var options: [Option] = []
    var offset = 0
    while offset < data.count {
      let code = try data.readUInt16(at: &offset)
      let octets = Int(try data.readUInt16(at: &offset))
      guard offset + octets <= data.count else { throw WireError(.badRecordData, offset: offset) }
      options.append(Option(code: code, data: (offset..<offset + octets).map { data[$0] }))
      offset += octets
    }
    return options
  }
}

extension Name {
  /// Reads a name of `packet`, compressed or not, and moves `offset` behind it.
  ///
  /// A pointer must point before the place where the name, or the last pointer's target, began: so no loop.
  package init(_ packet: Span<UInt8>, at offset: inout Int) throws(WireError) {
    var wire: [UInt8] = []
    var position = offset
    var lowest = offset
    var end: Int?
    while true {
      let label = try packet.readUInt8(at: &position)
      switch label >> 6 {
      case 0:
        wire.append(label)
        if label == 0 {
          offset = end ?? position
          self.init(uncheckedWire: wire)
          return
        }
        guard wire.count + Int(label) < WireLimits.nameOctets else {
          throw WireError(.nameTooLong, offset: position)
        }
        for _ in 0..<label { wire.append(try packet.readUInt8(at: &position)) }
      case 3:
        let target = Int(label & 0x3F) << 8 | Int(try packet.readUInt8(at: &position))
        guard target < lowest else { throw WireError(.badPointer, offset: position - 2) }
        if end == nil { end = position }
        (position, lowest) = (target, target)
      default: throw WireError(.badLabelType, offset: position - 1)
      }
    }
  }
}
