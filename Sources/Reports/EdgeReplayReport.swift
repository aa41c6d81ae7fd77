import EdgeReplaying
import FoundationEssentials
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

  package var trace: String
  /// The directory.
  package var configuration: String
  package var warmUpRequests: Int
  /// Lines that say too little to be replayed.
  package var leftOut: Int
  package var total: Row
  /// Those that had requests.
  package var behaviors: [Row]
  package var pointsOfPresence: [Cache]
  /// By region; what other caches have asked of each.
  package var regionalCaches: [Cache]

  package init(
    trace: String, configuration: String, pops: [CacheSite],
    regionalCaches: [CacheSite] = [], _ replay: EdgeReplay
  ) {
    (self.trace, self.configuration) = (trace, configuration)
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

  package static func json(_ reports: [EdgeReplayReport]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(reports), as: UTF8.self)
  }

  package static let tsvHeader = [
    "trace", "policy", "capacity", "pop", "distribution", "behavior", "requests", "octets", "hit_ratio",
    "byte_hit_ratio",
    "hits", "hits_above", "refresh_hits", "misses", "errors", "redirects", "uncacheable", "collapsed",
    "stale", "expired",
    "origin_requests", "origin_octets",
  ]

  /// A row a behaviour, then one for each point of presence and each regional cache.
  package var tsv: [[String]] {
    let policies = Set(pointsOfPresence.map(\.policy)), capacities = Set(pointsOfPresence.map(\.capacity))
    let policy = policies.count == 1 ? pointsOfPresence[0].policy : ""
    let capacity = capacities.count == 1 ? "\(pointsOfPresence[0].capacity)" : ""
    return ([total] + behaviors).map { [trace, policy, capacity, "all"] + $0.cells }
      + (pointsOfPresence + regionalCaches).map {
        [trace, $0.policy, "\($0.capacity)", $0.id] + $0.total.cells
      }
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
    return lines.joined(separator: "\n")
  }
}

extension EdgeReplayReport.Row {
  fileprivate var cells: [String] {
    [
      distribution, behavior, "\(requests)", "\(octets)", hitRatio.map { ReplayReport.fixed($0, 6) } ?? "",
      byteHitRatio.map { ReplayReport.fixed($0, 6) } ?? "",
    ]
      + [
        hits, hitsAbove, refreshHits, misses, errors, redirects, uncacheable, collapsed, stale, expired,
        originRequests,
        originOctets,
      ].map(String.init)
  }
}
