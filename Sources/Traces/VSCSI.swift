/// VMware block traces in two layouts, told apart by the version fields of the first two records.
///
/// An object is a block number as it stands; a request is not split into blocks, and none is dropped.
struct VSCSI: RequestDecoder {
  /// Two records of the longer layout: what it takes to tell.
  static let leastOctets = 80

  private var records: FixedRecords<VSCSIRecord>?

  static func version(_ bytes: RawSpan) -> Int? {
    guard bytes.byteCount >= leastOctets else { return nil }
    let isSecond = [2, 42].allSatisfy { bytes.number($0, UInt16.self) >> 8 == 2 }
    if isSecond { return 2 }
    return [14, 46].allSatisfy { bytes.number($0, UInt16.self) >> 8 == 1 } ? 1 : nil
  }

  mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, progress: inout TraceProgress, into requests: inout [Request]
  ) throws(TraceFault) -> Int {
    if records == nil {
      guard bytes.count >= Self.leastOctets else {
        guard isLast else { return 0 }
        throw progress.fault("the trace has \(bytes.count) octets; vscsi has \(Self.leastOctets) at least")
      }
      guard let version = Self.version(bytes.bytes) else {
        throw progress.fault("the first two records are neither of vscsi version 1 nor of version 2")
      }
      records = FixedRecords(layout: VSCSIRecord(version: version))
    }
    return try records?.decode(bytes, isLast: isLast, progress: &progress, into: &requests) ?? 0
  }
}

struct VSCSIRecord: RecordLayout {
  let version: Int
  var octets: Int { version == 1 ? 32 : 40 }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    let (length, block) = version == 1 ? (4, 16) : (8, 16)
    let microseconds = bytes.number(offset + 24, UInt64.self)
    return Request(
      id: bytes.number(offset + block, UInt64.self), size: Int(bytes.number(offset + length, UInt32.self)),
      time: Int(microseconds / 1_000_000))
  }
}
