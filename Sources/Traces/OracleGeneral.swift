/// The common exchange format of cache traces: u32 seconds, u64 id, u32 size, i64 position of the next request.
struct OracleGeneral: RecordLayout {
  var octets: Int { 24 }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    let size = bytes.number(offset + 12, UInt32.self)
    guard size > 0 else { return nil }
    return Request(
      id: bytes.number(offset + 4, UInt64.self), size: Int(size),
      time: Int(bytes.number(offset, UInt32.self)),
      next: try bytes.next(offset + 16))
  }
}
