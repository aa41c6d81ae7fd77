/// Requests to octets, in the formats that traces are written in.
package enum TraceEncoder: String, CaseIterable, Sendable {
  case oracleGeneral, csv

  /// What stands before the first record.
  package var head: String { self == .csv ? "time,id,size,ttl\n" : "" }

  package struct Unwritable: Error, Hashable, CustomStringConvertible {
    package let description: String
  }

  /// Appends the records of `requests`. oracleGeneral has 32 bits for times and sizes and no TTLs; the position of the next
  /// request is 0 where it is not known.
  package func append(_ requests: [Request], to octets: inout [UInt8]) throws(Unwritable) {
    for request in requests {
      switch self {
      case .csv:
        octets += "\(request.time),\(request.id),\(request.size),\(request.ttl)\n".utf8
      case .oracleGeneral:
        guard let time = UInt32(exactly: request.time), let size = UInt32(exactly: request.size) else {
          throw Unwritable(
            description: "time \(request.time) or size \(request.size) is beyond 32 bits; write csv")
        }
        append(time, &octets)
        append(request.id, &octets)
        append(size, &octets)
        append(request.next == Request.never ? -1 : Int64(request.next), &octets)
      }
    }
  }

  private func append(_ number: some FixedWidthInteger, _ octets: inout [UInt8]) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      octets.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }
}
