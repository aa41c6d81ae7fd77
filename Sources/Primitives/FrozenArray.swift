/// A fixed array that many threads read without touching a reference count.
///
/// An `Array` inside a snapshot that all workers share costs an atomic retain and release per use, on one cache
/// line for all cores. This type owns its memory, cannot be copied, and lends it out as a `Span`.
/// Inlinable, for every look-up goes through here from other modules.
/// `@unchecked Sendable`: the memory is written in `init` and never again.
public struct FrozenArray<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let storage: UnsafeMutableBufferPointer<Element>

  public init(_ elements: some Collection<Element>) {
    storage = .allocate(capacity: elements.count)
    _ = storage.initialize(from: elements)
  }

  /// Takes over memory that has been allocated and initialised, and frees it: for tables too large to copy.
  public init(adopting storage: UnsafeMutableBufferPointer<Element>) { self.storage = storage }

  deinit { storage.deallocate() }

  @inlinable public var count: Int { storage.count }

  @inlinable public subscript(index: Int) -> Element {
    precondition(index >= 0 && index < storage.count)
    return storage[index]
  }

  public var span: Span<Element> {
    @_lifetime(borrow self)
    @inlinable borrowing get {
      _overrideLifetime(Span(_unsafeElements: UnsafeBufferPointer(storage)), borrowing: self)
    }
  }
}
