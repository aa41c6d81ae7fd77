/// A value for each slot, in an array that grows to the highest slot in use.
struct PerSlot<Value: BitwiseCopyable & Sendable>: Sendable {
  private var values: [Value] = []
  private let unset: Value

  /// - Parameter unset: what a slot has until something is stored there.
  init(_ unset: Value) { self.unset = unset }

  subscript(slot: UInt32) -> Value {
    get { values[Int(slot)] }
    _modify {
      while values.count <= Int(slot) { values.append(unset) }
      yield &values[Int(slot)]
    }
  }
}
