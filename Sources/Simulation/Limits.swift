/// Every bound of this target, with its reason.
package enum Limits {
  /// The last number of a checker that can be named, plus one: what `checkers: {perRegion}` may ask for.
  package static let checkersPerRegion = 12
  /// The longest drill: a day, in which every TTL of common use runs out.
  package static let duration = Duration.seconds(86_400)
  /// Places, events and expectations of one drill: each is a line of its report.
  package static let places = 1_000
  package static let events = 1_000
  package static let expectations = 1_000
  /// Queries or requests a second of one place.
  package static let rate = 0.0...10_000.0
  /// Queries and requests of one drill: 32 octets are kept of each request.
  package static let exchanges = 2_000_000
  /// What the driver of a live drill may start in a second of real time: it shares the machine with the lab.
  package static let liveRate = 5_000.0
  /// Moves of answers that are remembered of a place: answers drawn by weight move with every query.
  package static let moves = 10_000
  /// Whole seconds that a request may take before its user is gone. 10: browsers give up later than users do.
  package static let requestSeconds = 1...600
  package static let usualRequestSeconds = 10
}
