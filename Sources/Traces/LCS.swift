/// libCacheSim's own format: a header of 8192 octets with a version and statistics, then records.
struct LCS: RequestDecoder {
  static let magic: UInt64 = 0x1234_5678_9abc_def0
  static let headerOctets = 8192

  private var records: FixedRecords<LCSRecord>?
  /// What the header says, 0 if nothing.
  private var requests = 0

  mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, progress: inout TraceProgress, into requests: inout [Request]
  ) throws(TraceFault) -> Int {
    if records == nil {
      guard bytes.count >= Self.headerOctets else {
        guard isLast else { return 0 }
        throw progress.fault(
          "the header has \(bytes.count) of \(Self.headerOctets) octets: the trace is cut off")
      }
      try readHeader(bytes.bytes, progress)
      progress.offset = Self.headerOctets
      return Self.headerOctets
    }
    let used = try records?.decode(bytes, isLast: isLast, progress: &progress, into: &requests) ?? 0
    if isLast, used == bytes.count, progress.records < self.requests {
      throw progress.fault(
        "the header promises \(self.requests) requests, and the trace ends after \(progress.records): it is cut off"
      )
    }
    return used
  }

  private mutating func readHeader(_ header: RawSpan, _ progress: TraceProgress) throws(TraceFault) {
    for offset in [0, Self.headerOctets - 8] {
      let magic = header.number(offset, UInt64.self)
      guard magic == Self.magic else {
        throw progress.fault(
          "the header has 0x\(String(magic, radix: 16)) at byte \(offset), and LCS has 0x\(String(Self.magic, radix: 16))"
        )
      }
    }
    let version = header.number(8, UInt64.self)
    guard (1...8).contains(version) else {
      throw progress.fault("LCS version \(version) is not known; expected 1 to 8")
    }
    requests = max(0, Int(header.number(24, Int64.self)))
    records = FixedRecords(layout: LCSRecord(version: Int(version)))
  }
}

/// Versions add fields: 1 is oracleGeneral, 2 has operation and tenant, 3 sizes of 64 bits and TTLs, 4 and up features.
struct LCSRecord: RecordLayout {
  let version: Int

  var octets: Int {
    switch version {
    case 1: 24
    case 2: 28
    default: 36 + 4 * features
    }
  }

  private var features: Int { version < 4 ? 0 : 1 << (version - 4) }

  @inline(__always)
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request? {
    if version == 1 { return try OracleGeneral().request(in: bytes, at: offset) }
    var request = Request(
      id: bytes.number(offset + 4, UInt64.self), size: 0, time: Int(bytes.number(offset, UInt32.self)))
    if version == 2 {
      request.size = Int(bytes.number(offset + 12, UInt32.self))
      request.client = bytes.number(offset + 16, UInt32.self) >> 8
      request.next = try bytes.next(offset + 20)
    } else {
      let size = bytes.number(offset + 12, Int64.self)
      guard size >= 0 else { throw BadRecord("the size is \(size); expected 0 or more") }
      request.size = Int(size)
      request.client = bytes.number(offset + 20, UInt32.self) >> 8
      request.ttl = bytes.number(offset + 24, UInt32.self)
      request.next = try bytes.next(offset + 28)
    }
    return request.size > 0 ? request : nil
  }
}
