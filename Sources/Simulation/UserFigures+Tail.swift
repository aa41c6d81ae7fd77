extension UserFigures {
  /// Why a user would still go where the authoritative servers send nobody of the country any more.
  package enum TailCause: Int, CaseIterable, Sendable {
    /// The resolver keeps the answer as long as its TTL says.
    case timeToLive
    /// It keeps it longer: it extends short TTLs.
    case extendedTimeToLive
    /// It answers out of date, by its settings or because it reaches nobody.
    case staleAnswer
    /// The resolver would say otherwise; the user's program does not ask.
    case program

    package var name: String {
      switch self {
      case .timeToLive: "TTL"
      case .extendedTimeToLive: "TTL extended by the resolver"
      case .staleAnswer: "stale answer of the resolver"
      case .program: "cache of the program"
      }
    }
  }

  /// Where users of a city would go.
  package struct Standpoint: Hashable, Sendable {
    /// Degrees.
    package var latitude: Double
    package var longitude: Double
    /// In `destinations`; -1: nowhere.
    package var destination: Int
    /// Of the sample.
    package var users: Int

    package init(latitude: Double, longitude: Double, destination: Int, users: Int) {
      (self.latitude, self.longitude) = (latitude, longitude)
      (self.destination, self.users) = (destination, users)
    }
  }

  /// Where users were at a time, seconds of the drill.
  package struct Map: Sendable {
    package var at: Double
    package var standpoints: [Standpoint]

    package init(at: Double, standpoints: [Standpoint]) { (self.at, self.standpoints) = (at, standpoints) }
  }

  /// The bins at whose ends maps are drawn: the last that ends before the first event, the last before the last event, the last of
  /// all.
  package static func mapBins(events: [Double], binSeconds: Double, count: Int) -> [Int] {
    let moments = [events.first, events.count > 1 ? events.last : nil].compactMap { $0 }
    let bins = moments.map { Int(($0 / binSeconds).rounded(.up)) - 2 } + [count - 1]
    return bins.filter { (0..<count).contains($0) }.reduce(into: []) { list, bin in
      if list.last.map({ $0 < bin }) ?? true { list.append(bin) }
    }
  }
}
