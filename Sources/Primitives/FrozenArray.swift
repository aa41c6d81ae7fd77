/// A fixed array that many threads read without touching a reference count.
///
/// An `Array` inside a snapshot that all workers share costs an atomic retain and release per use, on one cache
/// line for all cores. This type owns its memory, cannot be copied, and lends it out as a `Span`.
/// Inlinable, for every look-up goes through here from other modules.
/// `@unchecked Sendable`: the memory is written in `init` and never again.
package struct FrozenArray<Element: BitwiseCopyable & Sendable>: ~Copyable, @unchecked Sendable {
  @usableFromInline let storage: UnsafeMutableBufferPointer<Element>

  package init(_ elements: some Collection<Element>) {
    storage = .allocate(capacity: elements.count)
    _ = storage.initialize(from: elements)
  }

  /// Takes over memory that has been allocated and initialised, and frees it: for tables too large to copy.
  package init(adopting storage: UnsafeMutableBufferPointer<Element>) { self.storage = storage }

  deinit { storage.deallocate() }

  @inlinable package var count: Int { storage.count }

  @inlinable package subscript(index: Int) -> Element {
    precondition(index >= 0 && index < storage.count)
    return storage[index]
  }

  package var span: Span<Element> {
    @_lifetime(borrow self)
    @inlinable borrowing get {
      _overrideLifetime(Span(_unsafeElements: UnsafeBufferPointer(storage)), borrowing: self)
    }
  }
}
