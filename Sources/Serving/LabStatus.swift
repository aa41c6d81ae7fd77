import EdgeCache
import FoundationEssentials

/// The lab's state at one moment: what `/status`, `/metrics` and the closing table show.
struct LabStatus: Codable, Sendable {
  struct Listener: Codable, Sendable {
    /// `dns`, `http`, `origin` or `admin`.
    var service: String
    /// `udp`, `tcp` or `tls`.
    var transport: String
    var address: String
    /// The PoP or origin that listens there.
    var name: String?
  }

  struct ZoneStatus: Codable, Sendable {
    var name: String
    var serial: UInt32
    var records: Int
  }

  struct PopStatus: Codable, Sendable {
    var id: String
    var city: String
    var objects: Int
    var bytes: Int
    var capacity: Int
    var evictions: Int
  }

  /// Requests that ended with one result, for a distribution, behaviour and PoP.
  struct RequestCount: Codable, Sendable {
    var distribution: String
    var behavior: String
    var pop: String
    /// As in `x-edge-result-type`.
    var result: String
    var requests: Int
    var bytes: Int
  }

  struct OriginCount: Codable, Sendable {
    var distribution: String
    var pop: String
    var requests: Int
    var bytes: Int
    /// Requests to the secondary of an origin group.
    var failovers: Int
  }

  struct QueryCount: Codable, Sendable {
    var zone: String
    var type: String
    var rcode: String
    var transport: String
    var queries: Int
  }

  /// Hits against misses. RefreshHit counts as a hit: the viewer did not wait for a body from the origin. Errors and
  /// redirects count as neither.
  struct HitRatio: Codable, Sendable {
    var distribution: String?
    var behavior: String?
    var pop: String?
    var requests: Int
    var bytes: Int
    /// Requests answered from the cache, of all requests; nil before the first.
    var byRequests: Double?
    /// Bytes sent from the cache, of all bytes sent.
    var byBytes: Double?
  }

  /// What it was when the configuration was last read.
  var seed: UInt64
  var listeners: [Listener]
  var zones: [ZoneStatus]
  var secondaries: [SecondaryStatus] = []
  var pops: [PopStatus]
  var hitRatios: [HitRatio] = []
  var requests: [RequestCount]
  var origins: [OriginCount]
  var queries: [QueryCount]
  var operations = DNSOperations()
  var notifications = NotificationCounts()
  var queryLogLinesLost = 0
  var accessLogLinesLost = 0
  var healthChecks: [HealthCheckStatus] = []

  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in the type can fail to encode: no floating-point infinities, no custom coding.
    let data = (try? encoder.encode(self)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension LabStatus {
  /// The ratios of the whole lab, and of each distribution, behaviour and PoP, computed from `requests`.
  func computedHitRatios() -> [HitRatio] {
    var ratios: [HitRatio] = []
    var tallies: [(hits: Int, misses: Int, hitBytes: Int, missBytes: Int)] = []
    func add(_ count: RequestCount, _ distribution: String?, _ behavior: String?, _ pop: String?) {
      var index = ratios.firstIndex {
        $0.distribution == distribution && $0.behavior == behavior && $0.pop == pop
      }
      if index == nil {
        ratios.append(
          HitRatio(distribution: distribution, behavior: behavior, pop: pop, requests: 0, bytes: 0))
        tallies.append((0, 0, 0, 0))
        index = ratios.count - 1
      }
      ratios[index!].requests += count.requests
      ratios[index!].bytes += count.bytes
      switch count.result {
      case "Hit", "RefreshHit":
        tallies[index!].hits += count.requests
        tallies[index!].hitBytes += count.bytes
      case "Miss":
        tallies[index!].misses += count.requests
        tallies[index!].missBytes += count.bytes
      default: break
      }
    }
    for count in requests { add(count, nil, nil, nil) }
    for count in requests { add(count, count.distribution, nil, nil) }
    for count in requests { add(count, count.distribution, count.behavior, nil) }
    for count in requests { add(count, nil, nil, count.pop) }
    for (index, tally) in tallies.enumerated() {
      let (all, allBytes) = (tally.hits + tally.misses, tally.hitBytes + tally.missBytes)
      ratios[index].byRequests = all > 0 ? Double(tally.hits) / Double(all) : nil
      ratios[index].byBytes = allBytes > 0 ? Double(tally.hitBytes) / Double(allBytes) : nil
    }
    return ratios
  }
}
