import Health
import Primitives
import Simulation

/// Draws the drill of one seed: a random part of everything that can happen, so that what masks something else is often away
/// (Groce et al., "Swarm testing", ISSTA 2012).
///
/// It draws all that a drill's file can say, but for what has nothing to do with the rules that must hold: `hypothesis`, and `expect`,
/// which is judged when all is over; `timeScale`, for on the virtual clock a drill runs as fast as life; `answers` of conditions that are
/// addresses, and not `initial`.
struct SwarmDraw {
  let ground: SwarmGround
  private let seed: UInt64
  var stream: RandomStream
  var events: [Drill.Event] = []
  /// Names of the places that ask.
  private(set) var placeNames: [String] = []
  /// There are users, and what they want is drawn as the drill goes on: a crowd may want more of it.
  private(set) var hasDemand = false

  /// Whole seconds in which nothing happens yet, and in which everything happens.
  static let calm = 30
  private static let storm = 30...300

  init(_ ground: SwarmGround, seed: UInt64) {
    (self.ground, self.seed) = (ground, seed)
    stream = RandomStream(seed: seed, kind: "swarm")
  }

  mutating func drill() -> Drill {
    let hasPlaces = !ground.places.isEmpty && (ground.workloads.isEmpty || stream.uniform() < 0.7)
    let hasUsers = !ground.workloads.isEmpty && (!hasPlaces || stream.uniform() < 0.5)
    let places = hasPlaces ? self.places() : []
    placeNames = places.map(\.name)
    let population = hasUsers ? self.population() : nil
    hasDemand = population.map { $0.workload.recording == nil } ?? false
    let end = Self.calm + number(in: Self.storm)
    drawEvents(until: end, hasUsers: hasUsers)
    events.sort { ($0.at, $0.name) < ($1.at, $1.name) }
    let last = max(.seconds(end), events.last?.at ?? .zero)
    let quiet = ground.recovery + .seconds(90)
    let seconds = (last + quiet).components.seconds + 1
    var drill = Drill(
      name: "swarm \(seed)", duration: .seconds(seconds), places: places, events: events, expectations: [],
      checks: [], population: population)
    drill.lab = lab()
    if stream.uniform() < 0.2 { drawConditions(&drill) }
    drill.checks = drill.watched(among: ground.checks)
    return drill
  }

  /// No threshold is above three and no interval above 30 s: what `SwarmGround.recovery` is long enough for.
  private mutating func lab() -> [LabChange] {
    let settings = [
      ("ttl", ["0", "5", "20", "60", "300"]), ("interval", ["10", "30"]), ("threshold", ["1", "2", "3"]),
      ("checkers", ["1", "2", "3"]), ("cache", ["1MB", "16MB"]), ("eviction", ["lru", "s3fifo"]),
      ("regional-cache", ["1MB", "16MB"]),
      ("origin-attempts", ["1", "2", "3"]), ("origin-timeout", ["1", "5", "30"]),
    ]
    return settings.compactMap { name, values in
      stream.uniform() < 0.25 ? LabChange(name, pick(values)) : nil
    }
  }

  // MARK: Who asks

  private mutating func places() -> [Drill.Place] {
    (0..<number(in: 1...4)).map { index in
      var place = pick(ground.places)
      place.name = "place \(index + 1)"
      place.queriesPerSecond = pick([0.1, 0.2, 0.5, 1, 2])
      place.requestsPerSecond = pick([0, 0.1, 0.5, 1, 2])
      place.timeoutSeconds = pick([1, 5, 10, 10, 30])
      return place
    }
  }

  // MARK: Numbers

  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + stream.below(range.count)
  }

  mutating func isDrawn(_ chance: Double) -> Bool { stream.uniform() < chance }

  mutating func pick<Value>(_ values: [Value]) -> Value { values[stream.below(values.count)] }

  /// So many of them, in their order.
  mutating func some<Value>(_ values: [Value], _ range: ClosedRange<Int>) -> [Value] {
    var left = min(number(in: range), values.count)
    var picked: [Value] = []
    for (index, value) in values.enumerated() where stream.below(values.count - index) < left {
      picked.append(value)
      left -= 1
    }
    return picked
  }
}
