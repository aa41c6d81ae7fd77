/// Every bound of this target, with its reason.
package enum Limits {
  /// Checkers of a region (`checkers: {perRegion}`): AWS is thought to have two; a hundred in all are enough to study
  /// a quorum.
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
  /// Users of a population: 32 octets are kept of each.
  package static let clients = 1...10_000_000
  /// Objects that they ask for: 16 octets are kept of each at each point of presence.
  package static let objects = 1...200_000
  /// Of the requests, in any unit; what has less than a millionth of them is not asked for.
  package static let contentShare = 0.000_001...1_000_000.0
  /// Requests that an origin answers at the same time: 8 octets are kept of each.
  package static let concurrency = 1...1_000_000
  /// Requests a second of all users.
  package static let demand = 0.001...1_000_000.0
  /// How many times as fast as recorded requests may come: a month in half an hour, a second in a quarter of one.
  package static let speed = 0.001...1_000.0
  /// How many times as long a detour may take, and the usual demand a crowd may have.
  package static let detour = 1.0...20.0
  package static let crowd = 1.0...1_000.0
  /// Of questions to a resolver, those that an outage is about: where it is none there is no outage.
  package static let share = 0.000_001...1.0
  /// How far a clock may be wrong: a day, in which every lifetime of common use runs out.
  package static let clockOffset = Duration.seconds(86_400)
  /// Longest wait before a generated answer: above every timeout an origin may have.
  package static let latency = Duration.seconds(600)
  /// Of the logarithm of a latency: with 3 one in a thousand takes ten thousand times the median.
  package static let latencySigma = 0.0...3.0
  /// Steps of a ramp: what 5 % of a fault do at once is not seen among the users' own chances.
  package static let rampSteps = 20
  /// Requests a second of an origin that works off what has queued up.
  package static let capacity = 0.1...1_000_000.0
  /// Conditions of a drill, and of each of its steps: all are looked at once a second.
  package static let conditions = 50
  /// Between looks at conditions, time of the drill.
  package static let lookInterval = Duration.seconds(1)
  /// Broken invariants that are told: the first say enough.
  package static let violations = 20
  /// Slices of a drill's time that users are counted in.
  package static let bins = 120
  /// Runs of a sweep: the figures of each are kept, about a thousand octets.
  package static let sweepTasks = 100_000
}
