/// Octets in the memory of an object that is kept alive with them: what is sent on without a copy.
///
/// Not Sendable, as the objects are not: both live on the loop that made them.
public struct SharedBytes {
  private let owner: AnyObject
  /// The octets, for a system call made while the caller holds this value.
  public let unsafeBytes: UnsafeRawBufferPointer

  /// - Precondition: `bytes` neither move nor change as long as `owner` lives.
  public init(unsafe bytes: UnsafeRawBufferPointer, in owner: AnyObject) {
    (unsafeBytes, self.owner) = (bytes, owner)
  }

  public var count: Int { unsafeBytes.count }
  public var isEmpty: Bool { unsafeBytes.isEmpty }

  public func extracting(_ range: Range<Int>) -> SharedBytes {
    SharedBytes(unsafe: UnsafeRawBufferPointer(rebasing: unsafeBytes[range]), in: owner)
  }

  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      _overrideLifetime(Span<UInt8>(_unsafeBytes: unsafeBytes), borrowing: self)
    }
  }
}
