import Primitives

extension RecordField {
  /// Reads one word of a zone file (a quoted one without its quotes) and appends the field's octets to `data`.
  ///
  /// For fields of one word, and for each string of `.characterStrings`.
  package func append(
    _ word: Span<UInt8>, relativeTo origin: Name, to data: inout [UInt8]
  ) throws(RecordTextError) {
    switch self {
    case .uint8: try Self.append(word, limit: 0xFF, octets: 1, to: &data)
    case .uint16: try Self.append(word, limit: 0xFFFF, octets: 2, to: &data)
    case .uint32: try Self.append(word, limit: 0xFFFF_FFFF, octets: 4, to: &data)
    case .seconds: data.append(number: try Self.value(TTL.seconds(word), "a time"), octets: 4)
    case .signatureTime:
      data.append(number: try Self.value(SignatureTime.seconds(word), "a time YYYYMMDDHHmmSS"), octets: 4)
    case .ipv4: try Self.appendIPv4(word, to: &data)
    case .ipv6:
      guard let address = IPAddress(word.text), address.family == .v6 else {
        throw RecordTextError("an IPv6 address is expected")
      }
      data += address.octets
    case .name, .compressibleName:
      do throws(Name.TextError) { try Name.append(word, relativeTo: origin, to: &data) } catch {
        throw RecordTextError(error.description)
      }
    case .characterString, .characterStrings:
      try Self.appendString(word, limit: 255, hasLength: true, to: &data)
    case .tag: try Self.appendTag(word, to: &data)
    case .text: try Self.appendString(word, limit: 65000, hasLength: false, to: &data)
    case .algorithm:
      try Self.append(word, Mnemonics.algorithms, limit: 0xFF, octets: 1, to: &data)
    case .certificateType:
      try Self.append(word, Mnemonics.certificates, limit: 0xFFFF, octets: 2, to: &data)
    case .recordType:
      data.append(
        number: UInt32(try Self.value(RecordTypeTable.type(named: word), "a record type").rawValue), octets: 2
      )
    case .salt: try Self.append(word, .hexadecimal, "hexadecimal digits or -", mayBeEmpty: true, to: &data)
    case .hashedName: try Self.append(word, .base32hex, "base32hex digits", mayBeEmpty: false, to: &data)
    case .eui48: try Self.appendHyphenated(word, octets: 6, to: &data)
    case .eui64: try Self.appendHyphenated(word, octets: 8, to: &data)
    case .locator64: try Self.appendLocator(word, to: &data)
    case .nsap: try Self.appendNSAP(word, to: &data)
    case .gateway: try Self.appendGateway(word, kind: data.count > 1 ? data[1] : 0, origin, to: &data)
    case .relay: try Self.appendGateway(word, kind: data.count > 1 ? data[1] & 0x7F : 0, origin, to: &data)
    case .discoveryBit:
      try Self.append(word, limit: 1, octets: 1, to: &data)
      data[data.count - 1] <<= 7
    case .relayType:
      var kind: [UInt8] = []
      try Self.append(word, limit: 3, octets: 1, to: &kind)
      data[data.count - 1] |= kind[0]
    case .hexadecimal, .base64, .optionalBase64, .typeBitmap, .location, .serviceParameters,
      .addressPrefixes:
      var words: [[UInt8]] = [[]]
      for index in word.indices { words[0].append(word[index]) }
      try append(words: words, to: &data)
    }
  }

  private static func value<Value>(_ value: Value?, _ expected: String) throws(RecordTextError) -> Value {
    guard let value else { throw RecordTextError("\(expected) is expected") }
    return value
  }

  private static func append(
    _ word: Span<UInt8>, limit: Int, octets: Int, to data: inout [UInt8]
  ) throws(RecordTextError) {
    guard let value = word.decimal, value <= limit else {
      throw RecordTextError("a number up to \(limit) is expected")
    }
    data.append(number: UInt32(value), octets: octets)
  }

  private static func append(
    _ word: Span<UInt8>, _ mnemonics: [(String, UInt16)], limit: Int, octets: Int, to data: inout [UInt8]
  ) throws(RecordTextError) {
    if let number = Mnemonics.number(word, in: mnemonics) {
      return data.append(number: UInt32(number), octets: octets)
    }
    guard let value = word.decimal, value <= limit else {
      throw RecordTextError("a mnemonic or a number up to \(limit) is expected")
    }
    data.append(number: UInt32(value), octets: octets)
  }

  /// Four decimal numbers without leading zeros; straight from the text, for zones with a million of them.
  private static func appendIPv4(_ word: Span<UInt8>, to data: inout [UInt8]) throws(RecordTextError) {
    var (bits, value, digits, dots) = (UInt32(0), UInt32(0), 0, 0)
    for index in word.indices {
      let octet = word[index]
      if octet.isASCIIDigit, digits < 3, digits == 0 || value > 0 {
        (value, digits) = (value * 10 + UInt32(octet &- 48), digits + 1)
        if value < 256 { continue }
      } else if octet == UInt8(ascii: "."), digits > 0, dots < 3 {
        (bits, value, digits, dots) = (bits << 8 | value, 0, 0, dots + 1)
        continue
      }
      throw RecordTextError("an IPv4 address is expected")
    }
    guard dots == 3, digits > 0 else { throw RecordTextError("an IPv4 address is expected") }
    data.append(number: bits << 8 | value, octets: 4)
  }

  private static func appendString(
    _ word: Span<UInt8>, limit: Int, hasLength: Bool, to data: inout [UInt8]
  ) throws(RecordTextError) {
    let start = data.count
    if hasLength { data.append(0) }
    var offset = 0
    while offset < word.count {
      guard let octet = word.masterFileOctet(at: &offset) else {
        throw RecordTextError(Name.TextError.badEscape.description)
      }
      data.append(octet)
    }
    let count = data.count - start - (hasLength ? 1 : 0)
    guard count <= limit else { throw RecordTextError("a string of at most \(limit) octets is expected") }
    if hasLength { data[start] = UInt8(count) }
  }

  /// RFC 8659 section 4.1: letters and digits, at least one.
  private static func appendTag(_ word: Span<UInt8>, to data: inout [UInt8]) throws(RecordTextError) {
    let isTag = word.indices.allSatisfy { word[$0].isASCIIDigit || word[$0].asciiLowercased &- 97 < 26 }
    guard isTag, (1...255).contains(word.count) else {
      throw RecordTextError("a tag of letters and digits is expected")
    }
    data.append(UInt8(word.count))
    for index in word.indices { data.append(word[index]) }
  }

  private static func append(
    _ word: Span<UInt8>, _ encoding: BaseEncoding, _ expected: String, mayBeEmpty: Bool,
    to data: inout [UInt8]
  ) throws(RecordTextError) {
    let start = data.count
    data.append(0)
    if mayBeEmpty, word.count == 1, word[0] == UInt8(ascii: "-") { return }
    guard encoding.decode(word, to: &data), (1...255).contains(data.count - start - 1) else {
      throw RecordTextError("\(expected) are expected")
    }
    data[start] = UInt8(data.count - start - 1)
  }

  private static func appendLocator(_ word: Span<UInt8>, to data: inout [UInt8]) throws(RecordTextError) {
    let groups = Array(word.text.utf8).split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let isRight = groups.allSatisfy { (1...4).contains($0.count) } && groups.count == 4
    for group in groups where isRight {
      let digits = [UInt8](repeating: UInt8(ascii: "0"), count: 4 - group.count) + group
      guard BaseEncoding.hexadecimal.decode(digits.span, to: &data) else {
        throw RecordTextError("four groups of hexadecimal digits with colons between them are expected")
      }
    }
    guard isRight else {
      throw RecordTextError("four groups of hexadecimal digits with colons between them are expected")
    }
  }

  private static func appendNSAP(_ word: Span<UInt8>, to data: inout [UInt8]) throws(RecordTextError) {
    let text = Array(word.text.utf8)
    let digits = text.dropFirst(2).filter { $0 != UInt8(ascii: ".") }
    guard text.starts(with: [UInt8(ascii: "0")]), text.count > 2,
      text[1].asciiLowercased == UInt8(ascii: "x"),
      !digits.isEmpty, BaseEncoding.hexadecimal.decode(digits.span, to: &data)
    else { throw RecordTextError("0x and hexadecimal digits of whole octets are expected") }
  }

  private static func appendGateway(
    _ word: Span<UInt8>, kind: UInt8, _ origin: Name, to data: inout [UInt8]
  ) throws(RecordTextError) {
    switch kind {
    case 0:
      guard word.count == 1, word[0] == UInt8(ascii: ".") else {
        throw RecordTextError("a dot is expected for type 0")
      }
    case 1: try RecordField.ipv4.append(word, relativeTo: origin, to: &data)
    case 2: try RecordField.ipv6.append(word, relativeTo: origin, to: &data)
    case 3: try RecordField.name.append(word, relativeTo: origin, to: &data)
    default: throw RecordTextError("a gateway of type 0, 1, 2 or 3 is expected")
    }
  }

  /// Two hexadecimal digits an octet, hyphens between (RFC 7043 section 3.2).
  private static func appendHyphenated(
    _ word: Span<UInt8>, octets: Int, to data: inout [UInt8]
  ) throws(RecordTextError) {
    var isRight = word.count == octets * 3 - 1
    for octet in 0..<octets where isRight {
      isRight = BaseEncoding.hexadecimal.decode(word.extracting(octet * 3..<octet * 3 + 2), to: &data)
      if octet > 0 { isRight = isRight && word[octet * 3 - 1] == UInt8(ascii: "-") }
    }
    guard isRight else {
      throw RecordTextError("\(octets) octets in hexadecimal with hyphens between them are expected")
    }
  }
}

extension [UInt8] {
  /// Appends the low `octets` octets of `number`, most significant first.
  mutating func append(number: UInt32, octets: Int) {
    for index in (0..<octets).reversed() { append(UInt8(truncatingIfNeeded: number >> UInt32(index * 8))) }
  }
}
