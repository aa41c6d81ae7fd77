import DNSWire

public enum Transport: String, Sendable, BitwiseCopyable, CaseIterable {
  case udp, tcp
  /// DNS over TLS (RFC 7858).
  case tls

  /// Messages come in a stream: no answer is too long, and the client's address is not forged.
  public var isStream: Bool { self != .udp }
}

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
