import Geo
import Primitives
import Simulation

/// The recursive resolvers of a population: one of each kind in each city, and those of public services at their sites.
class Resolvers {
  /// One resolver: caches that know nothing of each other, behind one address. Each cache has an entry for each family of
  /// addresses, or one for each city, too, whose subnet it may send.
  private struct Group {
    let address: IPAddress
    /// In `City.all`: where it stands.
    let city: Int
    let firstEntry: Int
    let entries: Int32
    let shards: Int32
    let profile: Int32
    let staleMode: ResolverProfile.StaleMode
    let sendsSubnet: Bool
  }

  /// Where a client's answer came from.
  enum Source {
    case cache, authority
    /// Nobody could be asked, and nothing is known.
    case nowhere
    /// The resolver does not answer.
    case silence
  }

  struct Answer {
    /// -1: none.
    var number: Int32
    /// Nanoseconds that the client may use it.
    var remaining: Int64
    var source: Source

    static let silence = Answer(number: -1, remaining: 0, source: .silence)
  }

  let profiles: [ResolverProfile]
  /// Of each profile, whether it reaches the authoritative servers.
  @exclusivity(unchecked) var isIsolated: [Bool]
  /// Of each profile: how its resolvers fail their users.
  @exclusivity(unchecked) var faults: [Drill.ResolverFault?]
  @exclusivity(unchecked) private var groups: [Group] = []
  /// Of each resolver: whether a partition keeps it from the authoritative servers.
  @exclusivity(unchecked) private var isCutOff: [Bool] = []
  @exclusivity(unchecked) private var entries: [ResolverCache] = []
  /// The number of profile p's resolver for city c: at c times the number of profiles, plus p.
  @exclusivity(unchecked) private var numbers: [Int32] = []
  /// Of each city: where it stands among those of its site.
  @exclusivity(unchecked) private var slots: [Int] = []
  /// The messages a resolver sends, without a client subnet and with that of each city.
  private let queries: PerFamily<[UInt8]>
  private let subnetQueries: PerFamily<[[UInt8]]>
  /// Of each family its own, as the name servers have.
  @exclusivity(unchecked) private var draws: PerFamily<RandomStream>

  /// `cities` are numbers in `City.all`; `query` makes the message that asks for addresses and the subnet of a city, or none.
  init(
    _ profiles: [ResolverProfile], cities: [Int], seed: UInt64,
    query: (_ family: IPAddress.Family, _ subnet: IPPrefix?) -> [UInt8]
  ) {
    self.profiles = profiles
    isIsolated = profiles.map { _ in false }
    faults = profiles.map { _ in nil }
    draws = PerFamily(
      v4: RandomStream(seed: seed, kind: "resolver"), v6: RandomStream(seed: seed, kind: "resolver AAAA"))
    queries = PerFamily(v4: query(.v4, nil), v6: query(.v6, nil))
    let sendsSubnets = profiles.contains { $0.ecsPrefixLength > 0 }
    func subnetQueries(_ family: IPAddress.Family) -> [[UInt8]] {
      sendsSubnets ? cities.map { query(family, CityNetwork.network(of: $0)) } : []
    }
    self.subnetQueries = PerFamily(v4: subnetQueries(.v4), v6: subnetQueries(.v6))
    let sites = cities.map(Self.site)
    var counts = [Int](repeating: 0, count: AWSRegion.all.count)
    for site in sites {
      slots.append(counts[site])
      counts[site] += 1
    }
    var siteGroups: [[Int32]] = profiles.map { _ in counts.map { _ in -1 } }
    for (index, city) in cities.enumerated() {
      for (number, profile) in profiles.enumerated() {
        switch profile.placement {
        case .metro:
          numbers.append(add(number, at: city, entries: 1))
        case .anycast:
          let site = sites[index]
          if siteGroups[number][site] < 0 {
            siteGroups[number][site] = add(
              number, at: Self.siteCity(site),
              entries: profile.ecsPrefixLength > 0 ? counts[site] : 1)
          }
          numbers.append(siteGroups[number][site])
        }
      }
    }
  }

  private func add(_ number: Int, at city: Int, entries: Int) -> Int32 {
    let profile = profiles[number]
    isCutOff.append(false)
    groups.append(
      Group(
        address: CityNetwork.resolver(of: city), city: city, firstEntry: self.entries.count,
        entries: Int32(entries),
        shards: Int32(profile.cacheShards), profile: Int32(number), staleMode: profile.staleMode,
        sendsSubnet: profile.ecsPrefixLength > 0))
    self.entries.append(
      contentsOf: repeatElement(ResolverCache(), count: 2 * entries * profile.cacheShards))
    return Int32(groups.count - 1)
  }

  /// Public services stand where AWS has regions: a client reaches the one with the least latency.
  private static func site(of city: Int) -> Int {
    guard let row = LatencyMatrix.row(of: City.all[city].location) else { return 0 }
    return AWSRegion.all.indices.min {
      LatencyMatrix.milliseconds(row: row, to: AWSRegion.all[$0])
        < LatencyMatrix.milliseconds(row: row, to: AWSRegion.all[$1])
    } ?? 0
  }

  private static func siteCity(_ site: Int) -> Int {
    let point = AWSRegion.all[site].coordinates
    return City.all.indices.max {
      City.all[$0].coordinates.nearness(to: point) < City.all[$1].coordinates.nearness(to: point)
    } ?? 0
  }

  /// The resolver of a client, by the client's city and the kind of its resolver.
  func number(city: Int, profile: Int) -> Int32 { numbers[city * profiles.count + profile] }

  /// A resolver's kind, as a place in `profiles`, and its address.
  func identity(_ number: Int32) -> (kind: Int, address: IPAddress) {
    (Int(groups[Int(number)].profile), groups[Int(number)].address)
  }

  /// What a client of `city` is told of the addresses of a family. `age` above zero: the resolver has been busy all along, and an answer that it has to
  /// fetch is taken to have been there for that share of its life.
  func resolve(
    _ number: Int32, city: Int, _ family: IPAddress.Family, at elapsed: Int64, age: Double = 0,
    _ names: NameServer, now: Instant
  ) -> Answer {
    let group = groups[Int(number)]
    if let fault = faults[Int(group.profile)], let outage = fault.outage,
      fault.share == 1 || draws[family].uniform() < fault.share
    {
      return Answer(number: -1, remaining: 0, source: outage == .hang ? .silence : .nowhere)
    }
    let shard = group.shards > 1 ? draws[family].below(Int(group.shards)) : 0
    let entry = self.entry(group, shard, city, family)
    switch entries[entry].lookUp(group.staleMode, at: elapsed) {
    case .answer(let answer, let remaining):
      return Answer(number: answer, remaining: remaining, source: .cache)
    case .staleAnswer(let answer, let remaining):
      _ = refresh(entry, group, number, city, family, elapsed, 0, names, now)
      return Answer(number: answer, remaining: remaining, source: .cache)
    case .miss: return refresh(entry, group, number, city, family, elapsed, age, names, now)
    }
  }

  /// Whether it cannot ask the authoritative servers.
  func isAlone(_ number: Int32) -> Bool {
    isCutOff[Int(number)] || isIsolated[Int(groups[Int(number)].profile)]
  }

  /// Nothing gets from the resolvers in these cities (of `City.all`) to the authoritative servers.
  func cutOff(_ isWithin: (_ city: Int) -> Bool) {
    for number in groups.indices { isCutOff[number] = isWithin(groups[number].city) }
  }

  /// Nanoseconds that a resolver takes for an answer beyond what the way takes.
  func delay(of number: Int32) -> Double {
    faults[Int(groups[Int(number)].profile)].map { Double($0.delay.nanoseconds) } ?? 0
  }

  /// The number of its profile.
  func profile(of number: Int32) -> Int { Int(groups[Int(number)].profile) }

  /// What the authoritative servers would tell the resolver for a client of `city`, without a trace.
  func current(
    _ number: Int32, city: Int, _ family: IPAddress.Family, _ names: NameServer, now: Instant
  ) -> NameServer.Answer? {
    ask(groups[Int(number)], number, city, family, names, now)
  }

  /// What a client of `city` would be told, without a trace; -1: nothing. `fresh`: what the authoritative servers would answer.
  /// Where stale data is given once and then renewed, what all but the first would be told.
  func peek(_ number: Int32, city: Int, _ family: IPAddress.Family, at elapsed: Int64, _ fresh: Int32)
    -> Int32
  {
    let group = groups[Int(number)]
    if let fault = faults[Int(group.profile)], fault.outage != nil, fault.share == 1 { return -1 }
    let isAlone = isAlone(number)
    switch entries[entry(group, 0, city, family)].lookUp(group.staleMode, at: elapsed) {
    case .answer(let number, _): return number
    case .staleAnswer(let number, _) where isAlone: return number
    case .miss where isAlone: return -1
    case .miss, .staleAnswer: return fresh
    }
  }

  /// Reads what `resolve` will read, but where caches are drawn.
  func touch(_ number: Int32, city: Int) -> Int {
    Int(entries[entry(groups[Int(number)], 0, city, .v4)].expires)
  }

  /// Those of both families stand side by side: who asks for one asks for the other.
  @inline(__always)
  private func entry(_ group: Group, _ shard: Int, _ city: Int, _ family: IPAddress.Family) -> Int {
    let place = shard * Int(group.entries) + (group.sendsSubnet ? slots[city] : 0)
    return group.firstEntry + 2 * place + (family == .v6 ? 1 : 0)
  }

  private func ask(
    _ group: Group, _ number: Int32, _ city: Int, _ family: IPAddress.Family, _ names: NameServer,
    _ now: Instant
  ) -> NameServer.Answer? {
    names.answer(
      group.sendsSubnet ? subnetQueries[family][city] : queries[family], for: family, from: group.address,
      resolver: number, now: now)
  }

  /// Asks the authoritative servers.
  private func refresh(
    _ entry: Int, _ group: Group, _ number: Int32, _ city: Int, _ family: IPAddress.Family,
    _ elapsed: Int64, _ age: Double, _ names: NameServer, _ now: Instant
  ) -> Answer {
    guard !isAlone(number), let answer = ask(group, number, city, family, names, now) else {
      guard
        case .answer(let number, let remaining) = entries[entry].unreachable(group.staleMode, at: elapsed)
      else { return Answer(number: -1, remaining: 0, source: .nowhere) }
      return Answer(number: number, remaining: remaining, source: .cache)
    }
    let lifetime = profiles[Int(group.profile)].lifetime(ttl: answer.ttl) * 1_000_000_000
    let past = Int64(age * Double(lifetime))
    entries[entry].store(answer.number, lifetime: lifetime, at: elapsed - past)
    return Answer(number: answer.number, remaining: lifetime - past, source: .authority)
  }
}
