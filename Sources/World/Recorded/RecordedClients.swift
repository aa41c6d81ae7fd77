import Geo
import Primitives

/// Which user of a population stands for a client that was recorded: one where the client's address is, always the same; where nobody
/// knows the address, or the population has nobody there, any, but always the same.
struct RecordedClients {
  /// Users as numbers of their own: those of some cities.
  private struct Users {
    /// Where users of a city begin in the population, and before them in this list, each.
    var starts: [Int] = []
    var before: [Int] = []
    var count = 0

    mutating func append(_ users: Range<Int>) {
      starts.append(users.lowerBound)
      before.append(count)
      count += users.count
    }

    subscript(_ number: Int) -> Int {
      let place = before.indices.partitioningIndex { before[$0] > number } - 1
      return starts[place] + number - before[place]
    }
  }

  private let locator: Locator
  /// Of the population, and where its users of each begin.
  private let cities: [City]
  private let starts: [Int]
  private let count: Int
  /// Of each place that has come up.
  private var places: [ClientLocation: Users?] = [:]

  /// `cities` are numbers in `City.all`; where the users of each begin, the last of them with their number.
  init(cities: [Int], starts: [Int], _ locator: Locator) {
    (self.cities, self.starts, self.locator) = (cities.map { City.all[$0] }, starts, locator)
    count = starts[starts.count - 1]
  }

  /// Of a client with an address of its own.
  mutating func user(at address: IPAddress) -> (user: Int, location: ClientLocation) {
    let location = locator.locate(address)
    var place = location
    place.prefixLength = 0
    let hash = Self.hash(address)
    if let known = places[place] {
      return (known.map { $0[Self.number(hash, below: $0.count)] } ?? user(hash), location)
    }
    places[place] = .some(users(at: place))
    return user(at: address)
  }

  /// Of a client that has a number, or nothing that is known.
  func user(_ hash: UInt64) -> Int { Self.number(hash, below: count) }

  static func hash(_ address: IPAddress) -> UInt64 {
    let octets = (0..<16).map { UInt8(truncatingIfNeeded: address.bits >> (8 * $0)) }
    return KeyedHash(seed: 2)(octets.span)
  }

  private static func number(_ hash: UInt64, below bound: Int) -> Int {
    Int(hash.multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Those of the nearest city; where no more than the country or the state is known, all who are there. Nil: there are none.
  private func users(at place: ClientLocation) -> Users? {
    guard let country = place.country else { return nil }
    var here = cities.indices.filter { cities[$0].country == country }
    let state = here.filter { place.subdivision != nil && cities[$0].subdivision == place.subdivision }
    if !state.isEmpty { here = state }
    guard !here.isEmpty else { return nil }
    if let point = place.coordinates, !isCentre(point, of: place),
      let nearest = here.max(by: {
        cities[$0].coordinates.nearness(to: point) < cities[$1].coordinates.nearness(to: point)
      })
    {
      here = [nearest]
    }
    var users = Users()
    for city in here { users.append(starts[city]..<starts[city + 1]) }
    return users
  }

  /// Whether the point says no more than the codes do.
  private func isCentre(_ point: Coordinates, of place: ClientLocation) -> Bool {
    let rows = [place.country.flatMap { Gazetteer.row(of: $0) }, place.latencyRow].compactMap { $0 }
    return rows.contains { $0 >= 0 && Gazetteer.place(row: $0).coordinates == point }
  }
}
