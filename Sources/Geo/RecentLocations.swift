import Primitives

/// What the locator said of the clients asked about of late: most questions come from few resolvers, and asking it again
/// costs more than all else that a policy by place does.
///
/// A table of fixed size for one worker; a client takes the slot of another. What it says is what the locator would say.
package final class RecentLocations {
  private struct Key: BitwiseCopyable, Equatable {
    var bits: UInt128 = 0
    /// `bitWidth` of the address; 0: nobody.
    var width = 0
  }

  /// Held, so that no other locator comes to stand at its place in memory.
  private var locator: Locator?
  private var identity: ObjectIdentifier?
  /// Owned by this table; arrays would be checked for other owners at each write.
  private let keys: UnsafeMutableBufferPointer<Key>
  /// Those alone are initialised whose key is somebody.
  private let locations: UnsafeMutablePointer<ClientLocation>

  package init() {
    keys = .allocate(capacity: Limits.recentLocations)
    keys.initialize(repeating: Key())
    locations = .allocate(capacity: Limits.recentLocations)
  }

  deinit {
    keys.deallocate()
    locations.deallocate()
  }

  /// `locator.locate(address)`. Allocates nothing.
  package func locate(_ address: IPAddress, by locator: Locator) -> ClientLocation {
    if identity != ObjectIdentifier(locator) { forget(for: locator) }
    let key = Key(bits: address.bits, width: address.bitWidth)
    // The multiplier of Fibonacci hashing: neighbours spread over the table.
    let mixed = UInt64(truncatingIfNeeded: key.bits ^ key.bits &>> 64) &* 0x9E37_79B9_7F4A_7C15
    let slot = Int(mixed &>> UInt64(64 - Limits.recentLocations.trailingZeroBitCount))
    if keys[slot] == key { return locations[slot] }
    let location = locator.locate(address)
    (locations + slot).initialize(to: location)
    keys[slot] = key
    return location
  }

  private func forget(for locator: Locator) {
    (self.locator, identity) = (locator, ObjectIdentifier(locator))
    keys.update(repeating: Key())
  }
}
