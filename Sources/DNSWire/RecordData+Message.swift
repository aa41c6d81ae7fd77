import Primitives

extension RecordType {
  /// RDATA that stands in a message, its names expanded: receivers expand more types than senders may compress
  /// (RFC 3597 section 4). Throws where the octets in `range` are not RDATA of this type.
  package func data(in message: Span<UInt8>, _ range: Range<Int>) throws(WireError) -> [UInt8] {
    var data: [UInt8] = []
    data.reserveCapacity(range.count)
    var offset = range.lowerBound
    let row = RecordTypeTable[self]
    var isPlain = row?.rule == nil
    for field in row?.fields ?? [] {
      if field.isName {
        data += try Name(message, at: &offset).wire
      } else {
        isPlain = isPlain && field.isPlain
        let end = try field.end(in: message, from: offset, limit: range.upperBound)
        for index in offset..<end { data.append(message[index]) }
        offset = end
      }
      guard offset <= range.upperBound else { throw WireError(.badRecordData, offset: offset) }
    }
    if row == nil {
      for index in range { data.append(message[index]) }
    } else if offset != range.upperBound {
      throw WireError(.badRecordData, offset: offset)
    }
    guard isPlain || isWellFormed(data.span) else {
      throw WireError(.badRecordData, offset: range.lowerBound)
    }
    return data
  }
}

extension RecordField {
  fileprivate var isName: Bool { self == .name || self == .compressibleName }

  /// Any octets of the right number are such a field.
  fileprivate var isPlain: Bool {
    switch self {
    case .uint8, .uint16, .uint32, .seconds, .ipv4, .ipv6, .characterString, .algorithm, .certificateType,
      .recordType, .signatureTime, .salt, .eui48, .eui64, .text, .name, .compressibleName,
      .locator64, .discoveryBit:
      true
    case .characterStrings, .tag, .hashedName, .hexadecimal, .base64, .optionalBase64, .typeBitmap, .location,
      .serviceParameters, .addressPrefixes, .nsap, .gateway, .relay, .relayType:
      false
    }
  }

  /// Where the field at `offset`, which is no name, ends; at most at `limit`.
  fileprivate func end(
    in message: Span<UInt8>, from offset: Int, limit: Int
  ) throws(WireError) -> Int {
    let end: Int
    switch self {
    case .uint8, .algorithm: end = offset + 1
    case .uint16, .certificateType, .recordType: end = offset + 2
    case .uint32, .seconds, .signatureTime, .ipv4: end = offset + 4
    case .eui48: end = offset + 6
    case .eui64, .locator64: end = offset + 8
    case .discoveryBit: end = offset  // relayType's octet
    case .relayType: end = offset + 1
    case .gateway, .relay: end = try Self.gatewayEnd(in: message, from: offset, limit: limit, self)
    case .ipv6: end = offset + 16
    case .characterString, .tag, .salt, .hashedName:
      guard offset < limit else { throw WireError(.badRecordData, offset: offset) }
      end = offset + 1 + Int(message[offset])
    case .characterStrings, .text, .hexadecimal, .base64, .optionalBase64, .nsap, .typeBitmap, .location,
      .serviceParameters,
      .addressPrefixes, .name, .compressibleName:
      end = limit
    }
    guard end <= limit else { throw WireError(.badRecordData, offset: offset) }
    return end
  }

  /// By the octet that says what the gateway is: two octets before it, or one.
  private static func gatewayEnd(
    in message: Span<UInt8>, from offset: Int, limit: Int, _ field: RecordField
  ) throws(WireError) -> Int {
    guard offset <= limit else { throw WireError(.badRecordData, offset: offset) }
    switch field == .gateway ? message[offset - 2] : message[offset - 1] & 0x7F {
    case 0: return offset
    case 1: return offset + 4
    case 2: return offset + 16
    case 3:
      // Never compressed, so it stands in RDATA whole.
      if let octets = Name.length(of: message, at: offset) { return offset + octets }
    default: break
    }
    throw WireError(.badRecordData, offset: offset)
  }
}
