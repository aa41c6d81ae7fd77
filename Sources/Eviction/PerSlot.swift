/// A value for each slot, in an array that grows to the highest slot in use.
public struct PerSlot<Value: BitwiseCopyable & Sendable>: Sendable {
  @usableFromInline var values: [Value] = []
  @usableFromInline let unset: Value

  /// - Parameter unset: what a slot has until something is stored there.
  @inlinable public init(_ unset: Value) { self.unset = unset }

  @inlinable public subscript(slot: UInt32) -> Value {
    get { values[Int(slot)] }
    _modify {
      if values.count <= Int(slot) { grow(to: slot) }
      yield &values[Int(slot)]
    }
  }

  @usableFromInline @inline(never)
  mutating func grow(to slot: UInt32) {
    while values.count <= Int(slot) { values.appendSparingly(unset) }
  }
}

extension Array {
  /// Appends; what is reserved grows by a tenth. Doubling would cost as much memory again for every object there is.
  @inlinable
  mutating func appendSparingly(_ element: Element) {
    if count == capacity { reserveCapacity(count + count / 10 + 16) }
    append(element)
  }
}
