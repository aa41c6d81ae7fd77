/// One request as a policy sees it.
public struct CacheRequest: Sendable, BitwiseCopyable {
  /// `next` of an object that is not asked for again, or of which nobody knows.
  public static let never = Int.max

  /// The object: a 64-bit hash of its key. Two requests for one object have the same.
  public var id: UInt64
  /// Octets, or 1 where only objects count.
  public var size: Int
  /// The number of the request, from 1. Policies measure age in requests.
  public var number: Int
  /// The number of the next request for the same object: what a bound that knows the future asks for.
  public var next: Int

  @inlinable public init(id: UInt64, size: Int, number: Int, next: Int = CacheRequest.never) {
    (self.id, self.size, self.number, self.next) = (id, size, number, next)
  }
}
