import Primitives

/// APL (RFC 3123): address prefixes, some of them negated.
enum AddressPrefixList {
  /// Reads `[!]1:192.0.2.0/24` or `[!]2:2001:db8::/32` and appends its item.
  static func append(_ word: [UInt8], to data: inout [UInt8]) -> Bool {
    let isNegated = word.first == UInt8(ascii: "!")
    let rest = word.dropFirst(isNegated ? 1 : 0)
    guard let colon = rest.firstIndex(of: UInt8(ascii: ":")),
      let slash = rest.lastIndex(of: UInt8(ascii: "/")),
      colon < slash, colon == rest.startIndex + 1, rest[rest.startIndex] &- 49 < 2,
      let address = IPAddress(String(decoding: rest[(colon + 1)..<slash], as: UTF8.self)),
      (address.family == .v4) == (rest[rest.startIndex] == 49),
      let length = Array(rest[(slash + 1)...]).span.decimal, length <= address.octets.count * 8
    else { return false }
    var octets = address.octets
    while octets.last == 0 { octets.removeLast() }
    data +=
      [0, rest[rest.startIndex] - 48, UInt8(length), UInt8(octets.count) | (isNegated ? 0x80 : 0)] + octets
    return true
  }

  static func text(_ data: [UInt8]) -> String? {
    var items: [String] = []
    var offset = 0
    while offset < data.count {
      guard offset + 4 <= data.count, data[offset] == 0, data[offset + 1] &- 1 < 2 else { return nil }
      let isV4 = data[offset + 1] == 1
      let (prefix, count) = (Int(data[offset + 2]), Int(data[offset + 3] & 0x7F))
      let size = isV4 ? 4 : 16
      guard prefix <= size * 8, count <= size, offset + 4 + count <= data.count,
        count == 0 || data[offset + 3 + count] != 0
      else { return nil }
      let octets = data[(offset + 4)..<(offset + 4 + count)] + [UInt8](repeating: 0, count: size - count)
      let bits = octets.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
      let address = isV4 ? IPAddress(v4: UInt32(bits)) : IPAddress(v6: bits)
      items.append("\(data[offset + 3] & 0x80 != 0 ? "!" : "")\(data[offset + 1]):\(address)/\(prefix)")
      offset += 4 + count
    }
    return items.joined(separator: " ")
  }
}
