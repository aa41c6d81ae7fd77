import Simulation

extension DrillReport {
  /// What the caches of a tier did for a behaviour, before the first event, until the last, and after that.
  package struct Tier: Codable, Hashable, Sendable {
    package struct Part: Codable, Hashable, Sendable {
      package var requests: Int
      /// Answered from the stores of this tier; nil: there were no requests.
      package var hitRatio: Double?
    }

    /// `edge`, `regional`, `origin-shield`
    package var tier: String
    package var distribution: String
    /// Its path pattern.
    package var behavior: String
    package var before: Part
    package var during: Part
    package var after: Part

    static func list(_ drill: Drill, _ timeline: Timeline) -> [Tier] {
      let states = timeline.cacheCounts
      guard let last = states.last else { return [] }
      // The states are those at events, and one at the end.
      let first = states.count > 1 ? states[0] : last
      let late = states.count > 1 ? states[states.count - 2] : last
      return last.map { count in
        func part(_ state: [CacheCount], since earlier: [CacheCount]) -> Part {
          let count = state.since(earlier).first { $0.isOfSame(count) }
          let requests = count?.requests ?? 0
          return Part(
            requests: requests,
            hitRatio: requests == 0 ? nil : Users.rounded(Double(count?.hits ?? 0) / Double(requests)))
        }
        return Tier(
          tier: count.tier, distribution: count.distribution, behavior: count.behavior,
          before: part(first, since: []), during: part(late, since: first), after: part(last, since: late))
      }
    }
  }

  var tierLines: [String] {
    guard !tiers.isEmpty else { return [] }
    func words(_ part: Tier.Part) -> [String] {
      ["\(part.requests)", part.hitRatio.map { "\(Self.text($0 * 100)) %" } ?? "-"]
    }
    return [""]
      + TextTable.lines(
        ["TIER", "DISTRIBUTION", "BEHAVIOUR", "BEFORE", "HITS", "DURING", "HITS", "AFTER", "HITS"],
        tiers.map {
          [$0.tier, $0.distribution, $0.behavior] + words($0.before) + words($0.during) + words($0.after)
        }, rightAligned: Set(3...8))
  }
}

extension DrillReport.Users.Map {
  /// One dot a city: where most of its users go.
  init(_ map: UserFigures.Map, _ destinations: [String]) {
    struct Place: Hashable { var latitude, longitude: Double }
    var places: [Place] = []
    var standpoints: [Place: [UserFigures.Standpoint]] = [:]
    for point in map.standpoints {
      let place = Place(latitude: point.latitude, longitude: point.longitude)
      if standpoints[place] == nil { places.append(place) }
      standpoints[place, default: []].append(point)
    }
    at = map.at
    cities = places.map { place in
      let points = standpoints[place] ?? []
      // The first of equals, in the order of the destinations.
      let most = points.max { ($0.users, -$0.destination) < ($1.users, -$1.destination) }
      let destination = most.flatMap { $0.destination < 0 ? nil : destinations[$0.destination] }
      return City(
        latitude: place.latitude, longitude: place.longitude, destination: destination,
        users: points.reduce(0) { $0 + $1.users })
    }
  }
}
