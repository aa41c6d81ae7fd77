/// What the octets of one record say.
protocol RecordLayout: Sendable {
  /// Octets of a record.
  var octets: Int { get }
  /// The request in the record at `offset`, all of which is in `bytes`; nil if the format drops it.
  func request(in bytes: RawSpan, at offset: Int) throws(BadRecord) -> Request?
}

/// Records of one length, one after the other.
struct FixedRecords<Layout: RecordLayout>: RequestDecoder {
  let layout: Layout

  mutating func decode(
    _ bytes: Span<UInt8>, isLast: Bool, progress: inout TraceProgress, into requests: inout [Request]
  ) throws(TraceFault) -> Int {
    let octets = layout.octets
    let raw = bytes.bytes
    var offset = 0
    while bytes.count - offset >= octets, requests.count < Limits.batch {
      let request: Request?
      do { request = try layout.request(in: raw, at: offset) } catch { throw progress.fault(error.reason) }
      if let request {
        try progress.accept(request, into: &requests)
      } else {
        progress.dropped += 1
      }
      offset += octets
      progress.records += 1
      progress.offset += octets
    }
    let rest = bytes.count - offset
    if isLast, rest > 0, rest < octets {
      throw progress.fault("the trace ends after \(rest) of the \(octets) octets of a record: it is cut off")
    }
    return offset
  }
}

extension RawSpan {
  /// A little-endian number. The caller has checked that it is inside.
  @inline(__always)
  func number<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: Number.Type) -> Number {
    precondition(offset >= 0 && offset + MemoryLayout<Number>.size <= byteCount)
    return Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }

  /// Position of the next request: -1 and 2^63-1 both mean never.
  @inline(__always)
  func next(_ offset: Int) throws(BadRecord) -> Int {
    let next = number(offset, Int64.self)
    guard next >= -1 else { throw BadRecord("the next request's position is \(next); expected -1 or more") }
    return next < 0 ? Request.never : Int(next)
  }
}
