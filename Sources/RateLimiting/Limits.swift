/// Every bound of this target, with its reason.
package enum RateLimits {
  /// Slots of a worker's table, 24 octets each: 3 MiB, for the networks that ask in one second.
  package static let slots = 131_072
  /// Slots of the table of a rate rule, 24 octets each: 1.5 MiB, for the clients that ask within its window.
  package static let requestSlots = 65_536
  /// Where a client may stand: enough that those who ask most are nearly never in one set with as many of their kind.
  package static let slotsOfSet = 4
}
