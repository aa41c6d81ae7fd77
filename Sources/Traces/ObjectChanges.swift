/// When objects change at their origin: each every `period` seconds, the first time at a moment of its own.
///
/// So the chance that an object has changed after t seconds is t / period, and 1 from there on; what has changed depends on
/// nothing but the object and the time, and takes no memory.
package struct ObjectChanges: Hashable, Sendable {
  /// Seconds; nil: an object never changes but with its size, which the trace tells.
  package var period: UInt32?

  package init(period: UInt32?) { self.period = period.flatMap { $0 == 0 ? nil : $0 } }

  /// How often the object has changed until `time`, in seconds. The zero is of no meaning.
  package func version(of id: UInt64, at time: Int) -> Int {
    guard let period else { return 0 }
    // The high half of a product (Fibonacci hashing): ids that count up are spread evenly.
    let phase = (id &* 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: UInt64(period)).high
    return (time &+ Int(truncatingIfNeeded: phase)) / Int(period)
  }
}
