/// One request of a trace.
@frozen public struct Request: BitwiseCopyable, Hashable, Sendable {
  /// `next` of the last request for an object.
  public static let never = Int.max

  /// Which object: an opaque number; for traces that name objects by text, a 64-bit hash of it.
  public var id: UInt64
  /// Octets; 1 in formats that carry no sizes.
  public var size: Int
  /// Seconds, from whatever moment the trace counts.
  public var time: Int
  /// Position of the next request for the same object, counted from 1 over all records of the trace, or `never`.
  /// 0: the format does not say.
  public var next: Int
  /// Seconds that the object may be kept; 0: not said.
  public var ttl: UInt32
  /// Who asks (tenant, name space, a hash of the client's address); 0: not said.
  public var client: UInt32

  @inlinable public init(id: UInt64, size: Int, time: Int, next: Int = 0, ttl: UInt32 = 0, client: UInt32 = 0)
  {
    (self.id, self.size, self.time, self.next) = (id, size, time, next)
    (self.ttl, self.client) = (ttl, client)
  }
}
