import Geo
import Synchronization

/// Locations already read from a database, by where their entry stands in it: reading one anew costs some 10 µs.
///
/// A table of fixed size that workers share without a lock: a slot is written once, by whoever claims it, and never
/// again. What finds no free slot is read anew each time. A reload starts with a new table.
/// `@unchecked Sendable`: a value is read only after its key has been published, which happens after it was written.
final class DecodedEntries: @unchecked Sendable {
  /// 0: free; an entry's offset times 4, plus 1 while the value is written, plus 2 from then on.
  private let keys = UnsafeMutablePointer<Atomic<UInt64>>.allocate(capacity: Limits.decodedEntries)
  private let values = UnsafeMutablePointer<ClientLocation>.allocate(capacity: Limits.decodedEntries)

  init() {
    for index in 0..<Limits.decodedEntries { (keys + index).initialize(to: Atomic(0)) }
  }

  deinit {
    keys.deinitialize(count: Limits.decodedEntries).deallocate()
    values.deallocate()
  }

  /// The location of the entry at `offset`, which `read` reads if it is not here. Allocates nothing.
  func location(at offset: UInt32, read: () -> ClientLocation) -> ClientLocation {
    let key = UInt64(offset) * 4
    // The multiplier of Fibonacci hashing: neighbouring offsets spread over the table.
    let start = Int(truncatingIfNeeded: (UInt64(offset) &* 0x9E37_79B9_7F4A_7C15) >> 48)
    for probe in 0..<Limits.probes {
      let slot = (start + probe) % Limits.decodedEntries
      let found = keys[slot].load(ordering: .acquiring)
      if found == key + 2 { return values[slot] }
      guard found == 0 else { continue }
      let location = read()
      if keys[slot].compareExchange(expected: 0, desired: key + 1, ordering: .relaxed).exchanged {
        (values + slot).initialize(to: location)
        keys[slot].store(key + 2, ordering: .releasing)
      }
      return location
    }
    return read()
  }
}
