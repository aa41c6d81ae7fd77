import FoundationEssentials
import Traces

/// What caches did with a trace, for people and programs.
package struct ReplayReport: Codable, Sendable {
  package struct Cache: Codable, Sendable {
    package var policy: String
    /// As asked for, and in octets or objects.
    package var size: String
    package var capacity: Int
    package var total: Figures
    /// Objects in the cache at the end.
    package var objects: Int
    /// Hit ratio with each of the report's seeds, where chance has a part in it; `total` is of the first.
    package var hitRatios: [Double]?
    package var windows: [Window]?
  }

  package struct Window: Codable, Sendable {
    /// Seconds since the first request.
    package var start: Int
    package var figures: Figures
  }

  /// A point of LRU's miss-ratio curve: octets or objects, and the share of requests and octets missed.
  package struct CurvePoint: Codable, Sendable {
    package var size: Int
    package var missRatio: Double
    package var byteMissRatio: Double
  }

  package struct Figures: Codable, Sendable {
    package var requests: Int
    package var octets: Int
    package var hitRatio: Double
    package var byteHitRatio: Double
    /// Misses and copies that are revalidated: what goes to the origin, or from one tier to the next.
    package var originRequests: Int
    package var originOctets: Int
    package var expired: Int
    /// Of those expired, the ones that had not changed: hits that cost a request. Nil in results of older versions.
    package var renewed: Int?
    package var collapsed: Int?
    package var insertions: Int
    package var writtenOctets: Int
    package var evictions: Int
    package var evictedUnused: Int
    /// Seconds; nil if nothing was evicted.
    package var meanEvictedAge: Double?
    package var cost: Double?

    /// All the others are 0.
    init(
      requests: Int, octets: Int, hitRatio: Double, byteHitRatio: Double, originRequests: Int,
      originOctets: Int
    ) {
      (self.requests, self.octets) = (requests, octets)
      (self.hitRatio, self.byteHitRatio) = (hitRatio, byteHitRatio)
      (self.originRequests, self.originOctets) = (originRequests, originOctets)
      (expired, insertions, writtenOctets, evictions, evictedUnused) = (0, 0, 0, 0, 0)
    }

    /// - Parameter rate: share of the objects replayed. Counts are scaled up by it, and the ratios' whole is all requests,
    ///   not those of the sample: popular objects more or fewer in the sample than their share are hits more or fewer
    ///   (SHARDS_adj: Waldspurger and others, FAST 2015, section 5.2).
    init(_ sampled: ReplayFigures, rate: Double, requests: Int, octets: Int, prices: ReplayPrices?) {
      let figures = rate < 1 ? sampled.scaled(by: 1 / rate) : sampled
      (self.requests, self.octets) = (requests, octets)
      hitRatio = requests == 0 ? 0 : max(0, 1 - Double(figures.misses) / Double(requests))
      byteHitRatio = octets == 0 ? 0 : max(0, 1 - Double(figures.missedOctets) / Double(octets))
      (originRequests, originOctets) = (figures.sentOn, figures.missedOctets)
      (renewed, collapsed) = (figures.renewed, figures.collapsed)
      (expired, insertions, writtenOctets) = (figures.expired, figures.insertions, figures.writtenOctets)
      (evictions, evictedUnused) = (figures.evictions, figures.evictedUnused)
      meanEvictedAge = figures.meanEvictedAge
      cost = prices?.cost(of: figures)
    }
  }

  package var trace: String
  package var requests: Int
  package var octets: Int
  package var warmUpRequests: Int
  /// Share of the objects that was replayed; counts are scaled up.
  package var sampleRate: Double
  /// What workloads that are made up and policies that draw numbers started from.
  package var seeds: [UInt64]
  /// The options that decide what is counted, as they were given: figures under others do not compare.
  package var rules: [String]
  package var caches: [Cache]
  package var curve: [CurvePoint]?

  /// One cache that a report is made of.
  package struct Source {
    package var policy: String
    package var size: String
    package var capacity: Int
    package var objects: Int
    /// An entry a stretch.
    package var figures: [ReplayFigures]
    /// What came to it, an entry a stretch; nil: all requests did.
    package var asked: [(requests: Int, octets: Int)]?

    package init(
      policy: String, size: String, capacity: Int, objects: Int, _ figures: [ReplayFigures],
      asked: [(requests: Int, octets: Int)]? = nil
    ) {
      (self.policy, self.size, self.capacity, self.objects) = (policy, size, capacity, objects)
      (self.figures, self.asked) = (figures, asked)
    }
  }

  package init(
    trace: String, _ sources: [Source], stretches: [ReplayStretch], curve: DistanceHistogram?,
    sampleRate: Double, seed: UInt64, rules: [String] = [], hasWindows: Bool, prices: ReplayPrices?
  ) {
    let counted = stretches.indices.filter { !stretches[$0].isWarmUp }
    let requests = counted.reduce(0) { $0 + stretches[$1].requests }
    let octets = counted.reduce(0) { $0 + stretches[$1].octets }
    (self.trace, self.requests, self.octets) = (trace, requests, octets)
    warmUpRequests = stretches.reduce(0) { $0 + ($1.isWarmUp ? $1.requests : 0) }
    (self.sampleRate, seeds, self.rules) = (sampleRate, [seed], rules)
    caches = sources.map { source in
      func figures(_ sum: ReplayFigures, of parts: [Int]) -> Figures {
        let all = parts.map {
          source.asked?[$0] ?? (requests: stretches[$0].requests, octets: stretches[$0].octets)
        }
        return Figures(
          sum, rate: sampleRate, requests: all.reduce(0) { $0 + $1.requests },
          octets: all.reduce(0) { $0 + $1.octets }, prices: prices)
      }
      return Cache(
        policy: source.policy, size: source.size, capacity: source.capacity,
        total: figures(counted.reduce(ReplayFigures()) { $0 + source.figures[$1] }, of: counted),
        objects: Int((Double(source.objects) / sampleRate).rounded()),
        windows: hasWindows
          ? counted.map {
            Window(start: stretches[$0].start, figures: figures(source.figures[$0], of: [$0]))
          } : nil)
    }
    let whole = stretches.reduce((requests: 0, octets: 0)) {
      ($0.requests + $1.requests, $0.octets + $1.octets)
    }
    self.curve = curve.map { curve in
      curve.points.map {
        CurvePoint(
          size: sampleRate < 1 ? Int(Double($0.size) / sampleRate) : $0.size,
          missRatio: min(1, Double($0.misses) / sampleRate / Double(max(1, whole.requests))),
          byteMissRatio: min(1, Double($0.missedOctets) / sampleRate / Double(max(1, whole.octets))))
      }
    }
  }

  /// The first of reports that differ in their seeds, with the hit ratios of all where chance has a part.
  package init(seeds reports: [ReplayReport], hasChance: (Int) -> Bool) {
    self = reports[0]
    guard reports.count > 1 else { return }
    seeds = reports.flatMap(\.seeds)
    for index in caches.indices where hasChance(index) {
      caches[index].hitRatios = reports.map { $0.caches[index].total.hitRatio }
    }
  }

  package static func json(_ reports: [ReplayReport]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(reports), as: UTF8.self)
  }

  package static func parse(json: [UInt8]) throws -> [ReplayReport] {
    try JSONDecoder().decode([ReplayReport].self, from: Data(json))
  }
}
