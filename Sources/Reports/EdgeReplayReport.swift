import EdgeReplaying
import FoundationEssentials
import Primitives
import World

/// What the edge of a configuration did with an access log, for people and programs.
package struct EdgeReplayReport: Codable, Sendable {
  package struct Row: Codable, Sendable {
    /// `Distribution.id`; `-` for requests that no distribution answers.
    package var distribution: String
    package var behavior: String
    package var requests: Int
    /// Of content, sent to viewers.
    package var octets: Int
    /// CloudWatch's `CacheHitRate`, and the same by octets; nil where a cache could answer nothing.
    package var hitRatio: Double?
    package var byteHitRatio: Double?
    package var hits: Int
    /// Of those of viewers, the ones that a regional cache or an Origin Shield had.
    package var hitsAbove: Int
    package var refreshHits: Int
    package var misses: Int
    package var errors: Int
    package var redirects: Int
    package var uncacheable: Int
    package var collapsed: Int
    package var stale: Int
    package var expired: Int
    package var originRequests: Int
    package var originOctets: Int

    init(_ row: EdgeTally.Row) {
      (distribution, behavior) = (row.distribution, row.behavior)
      (requests, octets, hitRatio, byteHitRatio) = (row.requests, row.octets, row.hitRatio, row.byteHitRatio)
      (hits, hitsAbove) = (row.hits, row.hitsAbove)
      (refreshHits, misses) = (row.refreshHits, row.misses)
      (errors, redirects, uncacheable) = (row.errors, row.redirects, row.uncacheable)
      (collapsed, stale, expired) = (row.collapsed, row.stale, row.expired)
      (originRequests, originOctets) = (row.originRequests, row.originOctets)
    }
  }

  /// A point of presence, or a regional cache.
  package struct Cache: Codable, Sendable {
    package var id: String
    package var policy: String
    package var capacity: Int
    /// At the end.
    package var objects: Int
    package var evictions: Int
    package var total: Row
  }

  package struct Window: Codable, Sendable {
    /// Seconds since the first request.
    package var start: Int
    package var total: Row
  }

  package var trace: String
  /// The directory.
  package var configuration: String
  /// Of all points of presence, as asked for: the policy, and the size as text and in octets. Nil: as they are configured.
  package var policy: String?
  package var size: String?
  package var octetsOfSize: Int?
  /// The options that decide what is counted, as they were given, and what policies and workloads started from. Nil in results of
  /// older versions.
  package var rules: [String]?
  package var seeds: [UInt64]?
  package var warmUpRequests: Int
  /// Lines that say too little to be replayed.
  package var leftOut: Int
  package var total: Row
  /// Those that had requests.
  package var behaviors: [Row]
  package var pointsOfPresence: [Cache]
  /// By region; what other caches have asked of each.
  package var regionalCaches: [Cache]
  package var windows: [Window]?
  /// `total.hitRatio` with each of the seeds, where chance has a part in it; all other figures are of the first.
  package var hitRatios: [Double]?

  /// How a replay came about.
  package struct Setting: Sendable {
    package var trace: String
    package var configuration: String
    package var policy: String?
    package var size: (text: String, octets: Int)?
    package var rules: [String] = []
    package var seed: UInt64 = 1

    package init(trace: String, configuration: String) {
      (self.trace, self.configuration) = (trace, configuration)
    }
  }

  package init(
    _ setting: Setting, pops: [CacheSite], regionalCaches: [CacheSite] = [], _ replay: EdgeReplay
  ) {
    (trace, configuration) = (setting.trace, setting.configuration)
    (policy, size, octetsOfSize) = (setting.policy, setting.size?.text, setting.size?.octets)
    (rules, seeds) = (setting.rules, [setting.seed])
    if !replay.windows.isEmpty {
      windows = replay.windows.map {
        Window(start: $0.start, total: Row($0.tally.sum(distribution: "all", behavior: "")))
      }
    }
    (warmUpRequests, leftOut) = (replay.warmUpRequests, replay.leftOut)
    let tally = replay.tally
    total = Row(tally.sum(distribution: "all", behavior: ""))
    var names: [(distribution: String, behavior: String)] = []
    for row in tally.rows where row.requests > 0 {
      if !names.contains(where: { $0 == (row.distribution, row.behavior) }) {
        names.append((row.distribution, row.behavior))
      }
    }
    behaviors = names.map { name in
      Row(
        tally.sum(distribution: name.distribution, behavior: name.behavior) {
          ($0.distribution, $0.behavior) == name
        })
    }
    pointsOfPresence = pops.indices.compactMap { index in
      let id = pops[index].id
      let sum = tally.sum(distribution: "all", behavior: "") { $0.pop == id }
      guard sum.requests > 0 else { return nil }
      return Cache(
        id: id, policy: pops[index].eviction.description, capacity: pops[index].capacity,
        objects: tally.objects[index], evictions: tally.evictions[index], total: Row(sum))
    }
    self.regionalCaches = regionalCaches.indices.compactMap { number in
      let (cache, index) = (regionalCaches[number], pops.count + number)
      guard tally.regionalCaches[number].requests > 0 else { return nil }
      return Cache(
        id: cache.id, policy: cache.eviction.description, capacity: cache.capacity,
        objects: tally.objects[index], evictions: tally.evictions[index],
        total: Row(tally.regionalCaches[number]))
    }
  }

  /// The first of reports that differ in their seeds, with the hit ratios of all.
  package init(seeds reports: [EdgeReplayReport]) {
    self = reports[0]
    guard reports.count > 1 else { return }
    seeds = reports.flatMap { $0.seeds ?? [] }
    hitRatios = reports.map { $0.total.hitRatio ?? 0 }
  }

  package static func json(_ reports: [EdgeReplayReport]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(reports), as: UTF8.self)
  }

  package static func parse(json: [UInt8]) throws -> [EdgeReplayReport] {
    try JSONDecoder().decode([EdgeReplayReport].self, from: Data(json))
  }

  package static let tsvHeader = [
    "trace", "policy", "capacity", "pop", "window", "distribution", "behavior", "requests", "octets",
    "hit_ratio",
    "byte_hit_ratio",
    "hits", "hits_above", "refresh_hits", "misses", "errors", "redirects", "uncacheable", "collapsed",
    "stale", "expired",
    "origin_requests", "origin_octets",
  ]

  /// A row a behaviour, then one for each point of presence and each regional cache, then one for each window.
  package var tsv: [[String]] {
    let policies = Set(pointsOfPresence.map(\.policy)), capacities = Set(pointsOfPresence.map(\.capacity))
    let policy = policies.count == 1 ? pointsOfPresence[0].policy : ""
    let capacity = capacities.count == 1 ? "\(pointsOfPresence[0].capacity)" : ""
    return ([total] + behaviors).map { [trace, policy, capacity, "all", "all"] + $0.cells }
      + (pointsOfPresence + regionalCaches).map {
        [trace, $0.policy, "\($0.capacity)", $0.id, "all"] + $0.total.cells
      } + (windows ?? []).map { [trace, policy, capacity, "all", "\($0.start)"] + $0.total.cells }
  }

  package var table: String {
    let title =
      "\(trace) through \(configuration): \(total.requests) requests, \(ReplayReport.octets(total.octets))"
    let remarks =
      (warmUpRequests > 0 ? ", \(warmUpRequests) more to warm up" : "")
      + (leftOut > 0 ? "; \(leftOut) lines that say too little were left out" : "")
    // Columns of nothing but zeros tell nothing.
    let counts: [(name: String, value: KeyPath<Row, Int>)] = [
      ("From above", \.hitsAbove), ("RefreshHit", \.refreshHits), ("Miss", \.misses), ("Error", \.errors),
      ("Redirect", \.redirects),
      ("Uncacheable", \.uncacheable), ("Collapsed", \.collapsed), ("Stale", \.stale), ("Expired", \.expired),
    ].filter { $0.name == "Miss" || total[keyPath: $0.value] > 0 }
    func cells(_ row: Row) -> [String] {
      [
        "\(row.requests)", row.hitRatio.map(ReplayReport.percent) ?? "–",
        row.byteHitRatio.map(ReplayReport.percent) ?? "–", "\(row.hits)",
      ] + counts.map { "\(row[keyPath: $0.value])" }
        + ["\(row.originRequests)", ReplayReport.octets(row.originOctets)]
    }
    let header =
      ["Requests", "Hit ratio", "Byte hit ratio", "Hit"] + counts.map(\.name) + ["To origin", "From origin"]
    var lines = [title + remarks]
    lines += TextTable.lines(
      ["Distribution", "Behavior"] + header,
      (behaviors + [total]).map { [$0.distribution, $0.behavior] + cells($0) },
      rightAligned: Set(2..<header.count + 2))
    for (name, caches) in [("PoP", pointsOfPresence), ("Regional cache", regionalCaches)] {
      guard !caches.isEmpty else { continue }
      lines += [""]
      lines += TextTable.lines(
        [name, "Policy", "Capacity", "Objects", "Evictions"] + header,
        caches.map {
          [$0.id, $0.policy, ReplayReport.octets($0.capacity), "\($0.objects)", "\($0.evictions)"]
            + cells($0.total)
        }, rightAligned: Set(2..<header.count + 5))
    }
    if let windows {
      lines += ["", "By time"]
      lines += TextTable.lines(
        ["From"] + header, windows.map { ["\($0.start) s"] + cells($0.total) },
        rightAligned: Set(0...header.count))
    }
    if let hitRatios {
      let (least, most) = (hitRatios.min() ?? 0, hitRatios.max() ?? 0)
      lines += [
        "",
        "Hit ratio over \(hitRatios.count) seeds: \((least * 100).text(decimals: 2))–\(ReplayReport.percent(most))",
      ]
    }
    return lines.joined(separator: "\n")
  }
}

extension EdgeReplayReport.Row {
  fileprivate var cells: [String] {
    [
      distribution, behavior, "\(requests)", "\(octets)", hitRatio.map { $0.text(decimals: 6) } ?? "",
      byteHitRatio.map { $0.text(decimals: 6) } ?? "",
    ]
      + [
        hits, hitsAbove, refreshHits, misses, errors, redirects, uncacheable, collapsed, stale, expired,
        originRequests,
        originOctets,
      ].map(String.init)
  }
}
