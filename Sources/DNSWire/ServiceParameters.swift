import Primitives

/// SvcParams of SVCB and HTTPS records (RFC 9460 section 2).
enum ServiceParameters {
  private static let names = [
    "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp",
  ]
  private static let mandatory: UInt16 = 0
  private static let alpn: UInt16 = 1
  private static let noDefaultALPN: UInt16 = 2
  /// Reserved (section 14.3.2): not in a zone file; what comes with it is written as of an unknown type.
  private static let invalidKey: UInt16 = 65535

  /// Reads `key` and `key=value` words in any order and appends them sorted by key.
  static func append(_ words: [[UInt8]], to data: inout [UInt8]) throws(RecordTextError) {
    var parameters: [(key: UInt16, value: [UInt8])] = []
    for (index, word) in words.enumerated() {
      let equals = word.firstIndex(of: UInt8(ascii: "="))
      guard let key = key(String(decoding: word[..<(equals ?? word.endIndex)], as: UTF8.self)) else {
        throw RecordTextError("a SvcParamKey is expected", word: index)
      }
      guard !parameters.contains(where: { $0.key == key }) else {
        throw RecordTextError("each SvcParamKey once is expected", word: index)
      }
      let text = equals.map { Array(word[($0 + 1)...]) }
      guard let value = value(key, text), value.count <= 65535 else {
        throw RecordTextError("a value right for SvcParamKey \(name(key)) is expected", word: index)
      }
      parameters.append((key, value))
    }
    parameters.sort { $0.key < $1.key }
    if let expected = violation(parameters) { throw RecordTextError(expected) }
    for (key, value) in parameters {
      data +=
        [UInt8(key >> 8), UInt8(key & 0xFF), UInt8(value.count >> 8), UInt8(value.count & 0xFF)] + value
    }
  }

  /// Nil if keys are not ascending, one is reserved, or the value of a known key is not right for it.
  static func text(_ data: [UInt8]) -> String? {
    var parameters: [(key: UInt16, value: [UInt8])] = []
    var texts: [String] = []
    var offset = 0
    while offset < data.count {
      guard offset + 4 <= data.count else { return nil }
      let key = UInt16(data[offset]) << 8 | UInt16(data[offset + 1])
      let end = offset + 4 + (Int(data[offset + 2]) << 8 | Int(data[offset + 3]))
      guard end <= data.count, key != invalidKey, parameters.last.map({ $0.key < key }) ?? true else {
        return nil
      }
      let value = Array(data[(offset + 4)..<end])
      guard let text = text(key, value) else { return nil }
      parameters.append((key, value))
      texts.append(text.isEmpty ? name(key) : "\(name(key))=\(text)")
      offset = end
    }
    return violation(parameters) == nil ? texts.joined(separator: " ") : nil
  }

  /// Rules over several parameters (sections 7.1.1 and 8).
  private static func violation(_ parameters: [(key: UInt16, value: [UInt8])]) -> String? {
    func has(_ key: UInt16) -> Bool { parameters.contains { $0.key == key } }
    if has(noDefaultALPN), !has(alpn) { return "alpn is expected beside no-default-alpn" }
    guard let first = parameters.first, first.key == mandatory else { return nil }
    for key in keys(first.value) where !has(key) {
      return "the mandatory SvcParamKey \(name(key)) is expected"
    }
    return nil
  }

  private static func keys(_ value: [UInt8]) -> [UInt16] {
    stride(from: 0, to: value.count - 1, by: 2).map { UInt16(value[$0]) << 8 | UInt16(value[$0 + 1]) }
  }

  private static func name(_ key: UInt16) -> String { Int(key) < names.count ? names[Int(key)] : "key\(key)" }

  private static func key(_ text: String) -> UInt16? {
    let text = text.lowercased()
    if let index = names.firstIndex(of: text) { return UInt16(index) }
    guard text.hasPrefix("key"), let number = UInt16(decimal: text.dropFirst(3)), text == "key\(number)"
    else {
      return nil
    }
    return number == invalidKey ? nil : number
  }

  // MARK: Values from text

  private static func value(_ key: UInt16, _ text: [UInt8]?) -> [UInt8]? {
    guard let raw = text else { return key == 2 || key == 8 || key > 8 ? [] : nil }
    guard let octets = unescaped(raw) else { return nil }
    switch key {
    case 0: return mandatoryValue(octets)
    case 1: return alpnValue(octets)
    case 2, 8: return octets.isEmpty ? [] : nil
    case 3:
      return octets.span.decimal.flatMap(UInt16.init(exactly:)).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    case 4: return addresses(octets, .v4)
    case 5:
      var value: [UInt8] = []
      return BaseEncoding.base64.decode(octets.span, to: &value) && !value.isEmpty ? value : nil
    case 6: return addresses(octets, .v6)
    case 7: return octets.isEmpty ? nil : octets
    default: return octets
    }
  }

  private static func unescaped(_ raw: [UInt8]) -> [UInt8]? {
    var octets: [UInt8] = []
    var offset = 0
    while offset < raw.count {
      guard let octet = raw.span.masterFileOctet(at: &offset) else { return nil }
      octets.append(octet)
    }
    return octets
  }

  private static func mandatoryValue(_ octets: [UInt8]) -> [UInt8]? {
    var keys: [UInt16] = []
    for word in octets.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let key = key(String(decoding: word, as: UTF8.self)), key != mandatory, !keys.contains(key) else {
        return nil
      }
      keys.append(key)
    }
    return keys.sorted().flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  /// A list with commas; a backslash takes the next octet as it is (RFC 9460 appendix A.1).
  private static func alpnValue(_ octets: [UInt8]) -> [UInt8]? {
    var items: [[UInt8]] = [[]]
    var offset = 0
    while offset < octets.count {
      var octet = octets[offset]
      offset += 1
      if octet == UInt8(ascii: ",") {
        items.append([])
        continue
      }
      if octet == UInt8(ascii: "\\") {
        guard offset < octets.count, [UInt8(ascii: ","), UInt8(ascii: "\\")].contains(octets[offset]) else {
          return nil
        }
        octet = octets[offset]
        offset += 1
      }
      items[items.count - 1].append(octet)
    }
    guard items.allSatisfy({ (1...255).contains($0.count) }) else { return nil }
    return items.flatMap { [UInt8($0.count)] + $0 }
  }

  private static func addresses(_ octets: [UInt8], _ family: IPAddress.Family) -> [UInt8]? {
    var value: [UInt8] = []
    for word in octets.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      guard let address = IPAddress(String(decoding: word, as: UTF8.self)), address.family == family else {
        return nil
      }
      value += address.octets
    }
    return value
  }

  // MARK: Text from values

  /// Nil if the value is not right for `key`; empty for a key without a value.
  private static func text(_ key: UInt16, _ value: [UInt8]) -> String? {
    switch key {
    case 0:
      let keys = keys(value)
      guard value.count % 2 == 0, let first = keys.first, first != mandatory, keys.last != invalidKey,
        zip(keys, keys.dropFirst()).allSatisfy(<)
      else {
        return nil
      }
      return keys.map(name).joined(separator: ",")
    case 1: return alpnText(value)
    case 2, 8: return value.isEmpty ? "" : nil
    case 3: return value.count == 2 ? "\(Int(value[0]) << 8 | Int(value[1]))" : nil
    case 4: return addressText(value, octets: 4)
    case 5: return value.isEmpty ? nil : BaseEncoding.base64.encode(value)
    case 6: return addressText(value, octets: 16)
    case 7: return value.isEmpty ? nil : quoted(value)
    default: return value.isEmpty ? "" : quoted(value)
    }
  }

  private static func quoted(_ octets: [UInt8]) -> String {
    "\"" + octets.map { $0 == 0x20 ? " " : $0.masterFileText(escaping: Array("\"\\".utf8)) }.joined() + "\""
  }

  private static func alpnText(_ value: [UInt8]) -> String? {
    var items: [[UInt8]] = []
    var offset = 0
    while offset < value.count {
      let end = offset + 1 + Int(value[offset])
      guard value[offset] > 0, end <= value.count else { return nil }
      items.append(
        value[(offset + 1)..<end].flatMap { octet -> [UInt8] in
          octet == UInt8(ascii: ",") || octet == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), octet] : [octet]
        })
      offset = end
    }
    return items.isEmpty ? nil : quoted(Array(items.joined(separator: [UInt8(ascii: ",")])))
  }

  private static func addressText(_ value: [UInt8], octets: Int) -> String? {
    guard !value.isEmpty, value.count % octets == 0 else { return nil }
    return stride(from: 0, to: value.count, by: octets).map { start in
      let bits = value[start..<start + octets].reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      return (octets == 4 ? IPAddress(v4: UInt32(bits)) : IPAddress(v6: bits)).description
    }.joined(separator: ",")
  }
}
