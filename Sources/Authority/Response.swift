import DNSWire

public enum Transport: Sendable, BitwiseCopyable { case udp, tcp }

/// What was written, and what it was: for counters and logs.
public struct Response: Sendable, BitwiseCopyable {
  /// Octets in the buffer; 0: send nothing.
  public var count: Int
  /// Index into `Catalog.zones`; -1 for none.
  public var zone: Int
  public var type: RecordType
  public var code: ResponseCode

  static let none = Response(count: 0, zone: -1, type: .a, code: .noError)
}
