/// Every bound of this target, with its reason.
package enum RateLimits {
  /// Slots of a worker's table, 24 octets each: 3 MiB, for the networks that ask in one second.
  package static let slots = 131_072
}
