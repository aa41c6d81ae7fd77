import Primitives

/// Twitter's cache traces in binary: u32 time, u64 id, then key and value size, operation and TTL packed.
///
/// A get that found nothing (value size 0) is dropped; other operations are kept.
struct TwitterRecord: RecordLayout {
  /// A u16 name space follows.
  let hasNamespace: Bool
  var octets: Int { hasNamespace ? 22 : 20 }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    let sizes = bytes.number(offset + 12, UInt32.self)
    let (key, value) = (sizes >> 22, sizes & 0x3F_FFFF)
    let operation = bytes.number(offset + 16, UInt32.self)
    guard value > 0 || !TwitterOperation.isGet(Int(operation >> 24)) else { return nil }
    return Request(
      id: bytes.number(offset + 4, UInt64.self), size: Int(key + value),
      time: Int(bytes.number(offset, UInt32.self)),
      ttl: operation & 0xFF_FFFF, client: hasNamespace ? UInt32(bytes.number(offset + 20, UInt16.self)) : 0)
  }
}

/// oracleSysTwrNS: the same unpacked, with the position of the next request.
struct OracleTwitterRecord: RecordLayout {
  var octets: Int { 34 }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    let (key, value) = (bytes.number(offset + 12, UInt16.self), bytes.number(offset + 14, UInt32.self))
    let operation = bytes.number(offset + 18, UInt16.self)
    guard value > 0 || !TwitterOperation.isGet(Int(operation)) else { return nil }
    return Request(
      id: bytes.number(offset + 4, UInt64.self), size: Int(key) + Int(value),
      time: Int(bytes.number(offset, UInt32.self)), next: try bytes.next(offset + 26),
      ttl: UInt32(max(0, bytes.number(offset + 22, Int32.self))),
      client: UInt32(bytes.number(offset + 20, UInt16.self)))
  }
}

/// oracleSimTwrNS: one size, no operation.
struct OracleSimTwitterRecord: RecordLayout {
  var octets: Int { 30 }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    let size = bytes.number(offset + 12, UInt32.self)
    guard size > 0 else { return nil }
    return Request(
      id: bytes.number(offset + 4, UInt64.self), size: Int(size),
      time: Int(bytes.number(offset, UInt32.self)),
      next: try bytes.next(offset + 22), ttl: UInt32(max(0, bytes.number(offset + 16, Int32.self))),
      client: UInt32(bytes.number(offset + 20, UInt16.self)))
  }
}

/// Operation numbers of the binary formats, and their words in text.
enum TwitterOperation {
  static func isGet(_ number: Int) -> Bool { number == 1 || number == 2 }
  static func isGet(_ word: Span<UInt8>) -> Bool {
    word.count >= 3 && word.count <= 4 && word[0].asciiLowercased == 103 && word[1].asciiLowercased == 101
      && word[2].asciiLowercased == 116 && (word.count == 3 || word[3].asciiLowercased == 115)
  }
}
