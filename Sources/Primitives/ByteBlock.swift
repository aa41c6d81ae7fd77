/// A fixed-size block of bytes that only grows: what has been appended never moves and never changes.
///
/// A response body is stored once, read by many connections while it still arrives, and handed to `writev` without a
/// copy. An `Array` cannot do that: appending while a reader holds it copies it all. Not Sendable: a block lives on
/// the loop that fills it.
package final class ByteBlock {
  private let storage: UnsafeMutableRawBufferPointer
  /// Bytes appended so far.
  package private(set) var count = 0

  package init(capacity: Int) { storage = .allocate(byteCount: capacity, alignment: 16) }

  package convenience init(_ bytes: some Collection<UInt8>) {
    self.init(capacity: bytes.count)
    storage.copyBytes(from: bytes)
    count = bytes.count
  }

  deinit { storage.deallocate() }

  package var capacity: Int { storage.count }

  /// Appends as much of `bytes` from `offset` on as fits; returns how much that was.
  package func append(_ bytes: Span<UInt8>, from offset: Int = 0) -> Int {
    let accepted = min(bytes.count - offset, storage.count - count)
    guard accepted > 0 else { return 0 }
    bytes.extracting(offset..<offset + accepted).withUnsafeBytes { source in
      UnsafeMutableRawBufferPointer(rebasing: storage[count..<count + accepted]).copyMemory(from: source)
    }
    count += accepted
    return accepted
  }

  /// The bytes appended so far.
  package var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let bytes = UnsafeBufferPointer(
        start: storage.baseAddress?.assumingMemoryBound(to: UInt8.self), count: count)
      return _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
    }
  }

  /// Some of what has been appended.
  package func shared(_ range: Range<Int>) -> SharedBytes {
    precondition(range.upperBound <= count)
    return SharedBytes(unsafe: UnsafeRawBufferPointer(rebasing: storage[range]), in: self)
  }
}
