import Geo
import Primitives
import Simulation

/// When users want something, where they are, and what it is: a Poisson process that follows the sun, with flash crowds on top, or
/// what was recorded.
struct Demand {
  /// Many want a few things at once: up in a line, then on, then down with a half-life.
  private struct Crowd {
    var crowd: Drill.FlashCrowd
    /// Nanoseconds.
    var began: Int64
  }

  private let workload: Drill.Workload
  /// One request of a user.
  struct Want: BitwiseCopyable {
    /// Nanoseconds of the run.
    var at: Int64
    var client: Int
    /// From 0.
    var object: Int
  }

  /// Where the clients of each city begin, the last of them with their number; and each city's minutes from UTC.
  private let starts: [Int]
  private let offsets: [Int]
  private var cities: Mixture
  private let popularity: Mixture
  /// Objects, the most popular first; none: in the order of their numbers.
  private let favourites: [Int32]
  private var crowds: [Crowd] = []
  /// A second, of the usual users and of the crowds; until the next change.
  private var rate = (usual: 0.0, crowd: 0.0)
  private let waits = WaitingTime.standard
  private var draws: RandomStream
  /// When the rates change next, and when the places of the users do.
  private var nextRate: Int64 = 0
  private var nextCities: Int64 = 0
  /// In place of all that is drawn.
  private(set) var recorded: RecordedDemand?
  /// What comes next, drawn some requests ahead; what has been taken of it.
  private(set) var ahead: [Want] = []
  private(set) var taken = 0

  private static let second: Int64 = 1_000_000_000

  /// `starts` as above; `offsets` of each city.
  init(
    _ workload: Drill.Workload, starts: [Int], offsets: [Int], seed: UInt64, recorded: RecordedDemand? = nil
  ) {
    self.recorded = recorded
    (self.workload, self.starts, self.offsets) = (workload, starts, offsets)
    cities = Mixture(offsets.indices.map { Double(starts[$0 + 1] - starts[$0]) })
    let weights = Self.weights(workload)
    popularity = Mixture(weights)
    // Of one kind they are in this order.
    favourites =
      workload.contents.isEmpty
      ? [] : weights.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }.map { Int32($0) }
    draws = RandomStream(seed: seed, kind: "demand")
    follow(0)
    lookAhead(from: 0)
  }

  /// Of each object its share of the requests, in some unit.
  private static func weights(_ workload: Drill.Workload) -> [Double] {
    workload.kinds.flatMap { kind in
      let ranks = (1...kind.objects).map { Elementary.power(Double($0), -kind.zipf) }
      guard !workload.contents.isEmpty else { return ranks }
      let sum = ranks.reduce(0, +)
      return ranks.map { $0 / sum * kind.share }
    }
  }

  /// Nanoseconds of the run at which the next request comes.
  var next: Int64 { ahead[taken].at }

  mutating func begin(_ crowd: Drill.FlashCrowd, at now: Int64) {
    crowds.append(Crowd(crowd: crowd, began: now))
    follow(now)
    lookAhead(from: now)
  }

  /// The request that is due.
  mutating func take() -> Want {
    let want = ahead[taken]
    taken += 1
    if taken == ahead.count { lookAhead(from: want.at) }
    return want
  }

  /// What was drawn before and not taken is forgotten: a Poisson process has no memory.
  private mutating func lookAhead(from start: Int64) {
    ahead.removeAll(keepingCapacity: true)
    taken = 0
    guard recorded == nil else {
      recorded?.lookAhead(into: &ahead, &draws)
      return
    }
    var now = start
    for _ in 0..<Limits.lookAhead {
      now = arrival(after: now)
      let city = cities.draw(&draws)
      let client = starts[city] + draws.below(starts[city + 1] - starts[city])
      ahead.append(Want(at: now, client: client, object: object()))
    }
  }

  private mutating func object() -> Int {
    if rate.crowd > 0, draws.uniform() * (rate.usual + rate.crowd) >= rate.usual {
      let rank = draws.below(min(crowds.last?.crowd.objects ?? 1, popularity.count))
      return favourites.isEmpty ? rank : Int(favourites[rank])
    }
    return popularity.draw(&draws)
  }

  /// Rates stand still for a second; at its end the process is drawn anew.
  private mutating func arrival(after start: Int64) -> Int64 {
    var now = start
    while true {
      let rate = rate.usual + rate.crowd
      let gap = rate > 0 ? waits.draw(&draws) * 1e9 / rate : .infinity
      if Double(now) + gap < Double(nextRate) { return now + Int64(gap) }
      now = nextRate
      follow(now)
    }
  }

  private mutating func follow(_ now: Int64) {
    if now >= nextCities {
      let clients = Double(starts[starts.count - 1])
      let weights = offsets.indices.map {
        Double(starts[$0 + 1] - starts[$0]) / clients
          * Self.swing(minute(now, offsets[$0]), workload.dailySwing)
      }
      cities = Mixture(weights)
      rate.usual = workload.requestsPerSecond * weights.reduce(0, +)
      nextCities = (now / (60 * Self.second) + 1) * 60 * Self.second
    }
    rate.crowd = crowds.reduce(0) { $0 + workload.requestsPerSecond * $1.crowd.excess(after: now - $1.began) }
    nextRate = (now / Self.second + 1) * Self.second
  }

  /// Of the local day.
  private func minute(_ now: Int64, _ offset: Int) -> Int {
    let minute = workload.startMinute + Int(now / (60 * Self.second)) + offset
    return ((minute % 1440) + 1440) % 1440
  }

  /// 1 + swing * cos(2 pi (minute - 21 h) / 24 h).
  private static func swing(_ minute: Int, _ swing: Double) -> Double {
    1 + swing * cosines[(minute - 1260 + 1440) % 1440]
  }

  /// Of each minute of a day, by the addition theorem: the core links no mathematical library.
  private static let cosines: [Double] = {
    let (c, s) = (0.9999904807207345, 0.004363309284746571)
    var (x, y) = (1.0, 0.0)
    return (0..<1440).map { _ in
      defer { (x, y) = (x * c - y * s, x * s + y * c) }
      return x
    }
  }()
}

extension Drill.FlashCrowd {
  /// How much of the usual demand comes on top, `nanoseconds` after it began.
  func excess(after nanoseconds: Int64) -> Double {
    let peak = factor - 1
    let time = Double(nanoseconds) / 1e9
    if time < ramp.seconds { return peak * time / ramp.seconds }
    let past = time - ramp.seconds - hold.seconds
    return past <= 0 ? peak : peak * Elementary.exponential(-past / decay.seconds)
  }
}
