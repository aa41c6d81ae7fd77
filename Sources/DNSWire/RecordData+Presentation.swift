import Primitives

extension RecordType {
  /// RDATA as a zone file writes it, by the table; `\# length hex` (RFC 3597 section 5) for what the table does not
  /// know or does not fit. Names in `data` are uncompressed.
  package func presentation(of data: Span<UInt8>) -> String {
    if let row = RecordTypeTable[self] {
      var offset = 0
      var parts: [String] = []
      var isWhole = true
      for field in row.fields {
        guard let part = field.presentation(of: data, at: &offset) else {
          isWhole = false
          break
        }
        parts.append(part)
      }
      if isWhole, offset == data.count { return parts.joined(separator: " ") }
    }
    var text = "\\# \(data.count)"
    if !data.isEmpty { text += " " }
    for index in data.indices {
      text += String(data[index] >> 4, radix: 16) + String(data[index] & 15, radix: 16)
    }
    return text
  }
}

extension RecordField {
  /// The text of the field at `offset`, moved behind it; nil if the octets are not such a field.
  fileprivate func presentation(of data: Span<UInt8>, at offset: inout Int) -> String? {
    switch self {
    case .uint8: (try? data.readUInt8(at: &offset)).map { String($0) }
    case .uint16: (try? data.readUInt16(at: &offset)).map { String($0) }
    case .uint32, .seconds: (try? data.readUInt32(at: &offset)).map { String($0) }
    case .ipv4: (try? data.readUInt32(at: &offset)).map { IPAddress(v4: $0).description }
    case .ipv6: Self.ipv6(data, at: &offset)
    case .name, .compressibleName: Self.name(data, at: &offset)
    case .characterStrings: Self.strings(data, at: &offset)
    case .tag: Self.string(data, at: &offset).map { String(decoding: $0, as: UTF8.self) }
    case .text: Self.rest(data, at: &offset)
    }
  }

  private static func ipv6(_ data: Span<UInt8>, at offset: inout Int) -> String? {
    guard offset + 16 <= data.count else { return nil }
    var bits: UInt128 = 0
    for index in offset..<offset + 16 { bits = bits << 8 | UInt128(data[index]) }
    offset += 16
    return IPAddress(v6: bits).description
  }

  private static func name(_ data: Span<UInt8>, at offset: inout Int) -> String? {
    guard let octets = Name.length(of: data, at: offset) else { return nil }
    defer { offset += octets }
    return Name(uncheckedWire: (offset..<offset + octets).map { data[$0] }).description
  }

  private static func string(_ data: Span<UInt8>, at offset: inout Int) -> [UInt8]? {
    guard offset < data.count else { return nil }
    let end = offset + 1 + Int(data[offset])
    guard end <= data.count else { return nil }
    defer { offset = end }
    return (offset + 1..<end).map { data[$0] }
  }

  private static func strings(_ data: Span<UInt8>, at offset: inout Int) -> String? {
    var parts: [String] = []
    while offset < data.count {
      guard let part = string(data, at: &offset) else { return nil }
      parts.append(quoted(part))
    }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private static func rest(_ data: Span<UInt8>, at offset: inout Int) -> String? {
    defer { offset = data.count }
    return quoted((offset..<data.count).map { data[$0] })
  }

  private static func quoted(_ octets: [UInt8]) -> String {
    let special = Array("\"\\".utf8)
    return "\"" + octets.map { $0 == 0x20 ? " " : $0.masterFileText(escaping: special) }.joined() + "\""
  }
}
