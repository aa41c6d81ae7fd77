import Primitives

/// Something outside the core that knows where addresses are: a database file of the user.
package protocol LocationSource: AnyObject, Sendable {
  /// What it knows of `address`, as it says it. The prefix length is that of the block of which it says so, also where
  /// it knows nothing. Allocates nothing.
  func location(of address: IPAddress) -> ClientLocation
}
