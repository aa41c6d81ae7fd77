import Primitives

extension RecordType {
  /// RDATA as a zone file writes it, by the table; `\# length hex` (RFC 3597 section 5) for what the table does not
  /// know or does not fit. Names in `data` are uncompressed.
  package func presentation(of data: Span<UInt8>) -> String {
    knownPresentation(of: data) ?? Self.genericPresentation(of: data)
  }

  /// True if `data` is what the table says of the type, or the table does not say.
  package func isWellFormed(_ data: Span<UInt8>) -> Bool {
    RecordTypeTable[self] == nil || knownPresentation(of: data) != nil
  }

  private func knownPresentation(of data: Span<UInt8>) -> String? {
    guard let row = RecordTypeTable[self] else { return nil }
    var offset = 0
    var parts: [String] = []
    for field in row.fields {
      guard let part = field.presentation(of: data, at: &offset) else { return nil }
      if !part.isEmpty { parts.append(part) }
    }
    guard offset == data.count, row.rule?.violation(by: data) == nil else { return nil }
    return parts.joined(separator: " ")
  }

  /// `\# length hex` (RFC 3597 section 5).
  package static func genericPresentation(of data: Span<UInt8>) -> String {
    let octets = data.indices.map { data[$0] }
    return octets.isEmpty ? "\\# 0" : "\\# \(octets.count) \(BaseEncoding.hexadecimal.encode(octets))"
  }
}

extension RecordField {
  /// The text of the field at `offset`, moved behind it; nil if the octets are not such a field.
  fileprivate func presentation(of data: Span<UInt8>, at offset: inout Int) -> String? {
    switch self {
    case .uint8, .algorithm: (try? data.readUInt8(at: &offset)).map { String($0) }
    case .uint16, .certificateType: (try? data.readUInt16(at: &offset)).map { String($0) }
    case .uint32, .seconds: (try? data.readUInt32(at: &offset)).map { String($0) }
    case .signatureTime: (try? data.readUInt32(at: &offset)).map { SignatureTime.text($0) }
    case .recordType: (try? data.readUInt16(at: &offset)).map { RecordType(rawValue: $0).description }
    case .ipv4: (try? data.readUInt32(at: &offset)).map { IPAddress(v4: $0).description }
    case .ipv6: Self.ipv6(data, at: &offset)
    case .name, .compressibleName: Self.name(data, at: &offset)
    case .characterString: Self.string(data, at: &offset).map(Self.quoted)
    case .characterStrings: Self.strings(data, at: &offset)
    case .tag: Self.string(data, at: &offset).flatMap(Self.tag)
    case .text: Self.quoted(Self.rest(data, at: &offset))
    case .salt: Self.string(data, at: &offset).map { $0.isEmpty ? "-" : BaseEncoding.hexadecimal.encode($0) }
    case .hashedName:
      Self.string(data, at: &offset).flatMap { $0.isEmpty ? nil : BaseEncoding.base32hex.encode($0) }
    case .eui48: Self.hyphenated(data, 6, at: &offset)
    case .eui64: Self.hyphenated(data, 8, at: &offset)
    case .hexadecimal: Self.encoded(.hexadecimal, data, at: &offset)
    case .base64: Self.encoded(.base64, data, at: &offset)
    case .optionalBase64:
      offset == data.count ? "" : Self.encoded(.base64, data, at: &offset)
    case .locator64: Self.locator(data, at: &offset)
    case .nsap: Self.encoded(.hexadecimal, data, at: &offset).map { "0x" + $0 }
    case .gateway: Self.gateway(data, kind: data.count > 1 ? data[1] : 0, at: &offset)
    case .relay: Self.gateway(data, kind: data.count > 1 ? data[1] & 0x7F : 0, at: &offset)
    case .discoveryBit: offset < data.count ? String(data[offset] >> 7) : nil
    case .relayType: (try? data.readUInt8(at: &offset)).map { String($0 & 0x7F) }
    case .typeBitmap:
      TypeBitmap.types(Self.rest(data, at: &offset)).map { types in
        types.map(\.description).joined(separator: " ")
      }
    case .location: Location.text(Self.rest(data, at: &offset))
    case .serviceParameters: ServiceParameters.text(Self.rest(data, at: &offset))
    case .addressPrefixes: AddressPrefixList.text(Self.rest(data, at: &offset))
    }
  }

  private static func tag(_ octets: [UInt8]) -> String? {
    let isTag = octets.allSatisfy { $0.isASCIIDigit || $0.asciiLowercased &- 97 < 26 }
    return isTag && !octets.isEmpty ? String(decoding: octets, as: UTF8.self) : nil
  }

  private static func hyphenated(_ data: Span<UInt8>, _ octets: Int, at offset: inout Int) -> String? {
    guard offset + octets <= data.count else { return nil }
    defer { offset += octets }
    return (offset..<offset + octets).map { BaseEncoding.hexadecimal.encode([data[$0]]).lowercased() }
      .joined(separator: "-")
  }

  private static func encoded(_ encoding: BaseEncoding, _ data: Span<UInt8>, at offset: inout Int) -> String?
  {
    let octets = rest(data, at: &offset)
    return octets.isEmpty ? nil : encoding.encode(octets)
  }

  private static func locator(_ data: Span<UInt8>, at offset: inout Int) -> String? {
    var groups: [String] = []
    for _ in 0..<4 {
      guard let group = try? data.readUInt16(at: &offset) else { return nil }
      groups.append(String(group, radix: 16))
    }
    return groups.joined(separator: ":")
  }

  private static func gateway(_ data: Span<UInt8>, kind: UInt8, at offset: inout Int) -> String? {
    switch kind {
    case 0: "."
    case 1: RecordField.ipv4.presentation(of: data, at: &offset)
    case 2: ipv6(data, at: &offset)
    case 3: name(data, at: &offset)
    default: nil
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

  private static func rest(_ data: Span<UInt8>, at offset: inout Int) -> [UInt8] {
    defer { offset = data.count }
    return (offset..<data.count).map { data[$0] }
  }

  private static func quoted(_ octets: [UInt8]) -> String {
    let special = Array("\"\\".utf8)
    return "\"" + octets.map { $0 == 0x20 ? " " : $0.masterFileText(escaping: special) }.joined() + "\""
  }
}
