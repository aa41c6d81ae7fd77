import DNSWire

package enum Transport: Sendable, BitwiseCopyable { case udp, tcp }

/// What was written, and what it was: for counters and logs.
package struct Response: Sendable, BitwiseCopyable {
  /// Octets in the buffer; 0: send nothing.
  package var count: Int
  /// Index into `Catalog.zones`; -1 for none.
  package var zone: Int
  package var type: RecordType
  package var code: ResponseCode

  static let none = Response(count: 0, zone: -1, type: .a, code: .noError)
}
