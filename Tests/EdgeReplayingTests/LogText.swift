import EdgeCache
import EdgeReplaying
import Eviction
import Geo
import Primitives
import Routing
import Testing
import Traces
import World

/// A line of a combined log, on 1 August 1995; `time` is of that day.
func logged(
  _ time: Int, _ target: String, _ status: Int, _ octets: Int, client: String = "192.0.2.1",
  method: String = "GET"
) -> String {
  func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
  let clock = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
  return "\(client) - - [01/Aug/1995:\(clock) +0000] \"\(method) \(target) HTTP/1.0\" \(status) \(octets)\n"
}

/// A 200.
func logged(
  _ time: Int, _ target: String, _ octets: Int, client: String = "192.0.2.1", method: String = "GET"
)
  -> String
{
  logged(time, target, 200, octets, client: client, method: method)
}

/// The edge of one distribution with one behaviour, `d.example`, at one point of presence unless there are more.
func edge(
  _ policy: CachePolicy, pops: [CacheSite], regionalCaches: [CacheSite] = [],
  _ rules: EdgeReplay.Rules = .init(), seed: UInt64 = 1, _ change: (inout Distribution) -> Void = { _ in }
) throws -> EdgeReplay {
  var distribution = Distribution(
    id: "E1", domainName: "d.example", origins: [Origin(id: "o", domainName: "origin.example")],
    defaultCacheBehavior: CacheBehavior(targetOriginID: "o", allowedMethods: .all, cachePolicy: policy))
  change(&distribution)
  var rules = rules
  rules.host = rules.host ?? "d.example"
  let places = pops.enumerated().compactMap { number, pop in
    Coordinates(latitude: Double(number) * 10, longitude: Double(number) * 20).map {
      PointOfPresence(id: pop.id, coordinates: $0, addresses: [IPAddress(v4: 0x7F00_0101 + UInt32(number))])
    }
  }
  let directory = EdgeDirectory(
    distributions: [], pointsOfPresence: places, locator: Locator())
  return EdgeReplay(
    try EdgeConfiguration([distribution]), pops, regionalCaches: regionalCaches, directory, rules, seed: seed)
}

func pop(
  _ capacity: Int = 1 << 30, _ policy: PolicySpecification = PolicySpecification(.lru), id: String = "A1"
)
  -> CacheSite
{
  CacheSite(id: id, capacity: capacity, eviction: policy)
}

extension EdgeReplay {
  /// Replays all lines, to their end.
  func replay(_ log: String, _ format: TraceFormat = .combinedLog(keepsQuery: false)) throws -> EdgeTally {
    var decoder = try #require(LogDecoder(format) ?? LogDecoder(namesIn: format))
    let bytes = Array(log.utf8)
    let used = try decoder.decode(bytes.span, isLast: true) { replay($0, $1) }
    #expect(used == bytes.count)
    finish()
    return tally
  }
}

extension EdgeTally {
  /// Of all points and behaviours.
  var all: Row { sum(distribution: "", behavior: "") }
}
