/// A set of record types as windows of bits (RFC 4034 section 4.1.2).
enum TypeBitmap {
  static func append(_ types: [RecordType], to data: inout [UInt8]) {
    var window = -1
    var bits: [UInt8] = []
    func flush(_ data: inout [UInt8]) {
      if window >= 0 { data += [UInt8(window), UInt8(bits.count)] + bits }
    }
    for number in Set(types.map { Int($0.rawValue) }).sorted() {
      if number >> 8 != window {
        flush(&data)
        (window, bits) = (number >> 8, [])
      }
      let octet = (number & 0xFF) >> 3
      while bits.count <= octet { bits.append(0) }
      bits[octet] |= 0x80 >> UInt8(number & 7)
    }
    flush(&data)
  }

  /// The types in ascending order; nil if windows repeat, are empty or end in zeros.
  static func types(_ data: [UInt8]) -> [RecordType]? {
    var types: [RecordType] = []
    var (offset, last) = (0, -1)
    while offset < data.count {
      guard offset + 2 <= data.count else { return nil }
      let (window, count) = (Int(data[offset]), Int(data[offset + 1]))
      guard window > last, (1...32).contains(count), offset + 2 + count <= data.count,
        data[offset + 1 + count] != 0
      else { return nil }
      for bit in 0..<count * 8 where data[offset + 2 + (bit >> 3)] & (0x80 >> UInt8(bit & 7)) != 0 {
        types.append(RecordType(rawValue: UInt16(window << 8 | bit)))
      }
      (offset, last) = (offset + 2 + count, window)
    }
    return types
  }
}
