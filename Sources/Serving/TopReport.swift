import FoundationEssentials

/// What `edgesim top` shows: what a running lab has answered, in all or since a look before, and its hit ratios.
package struct TopReport {
  /// A distribution, behaviour or PoP; all of them where nothing is said.
  package struct Row: Codable, Sendable {
    package var distribution: String?
    package var behavior: String?
    package var pop: String?
    /// `edge`, `regional` or `origin-shield`: what its own caches had; nil: what viewers got.
    package var tier: String?
    package var requests: Int
    package var bytes: Int
    /// As in `/status`: CloudWatch's CacheHitRate, the same by bytes, the console's shares, the share of bytes not from misses.
    package var byRequests: Double?
    package var byBytes: Double?
    package var hits: Double?
    package var staticHits: Double?
    package var misses: Double?
    package var errors: Double?
    package var bytesNotFromMisses: Double?
  }

  package let rows: [Row]
  /// Between the two looks; nil: since the start.
  private let seconds: Double?

  /// Of what `/status` said now and `seconds` before.
  package init(status now: String, since before: (status: String, seconds: Double)? = nil) throws {
    let decoder = JSONDecoder()
    var status = try decoder.decode(LabStatus.self, from: Data(now.utf8))
    if let before {
      status.subtract(try decoder.decode(LabStatus.self, from: Data(before.status.utf8)))
    }
    seconds = before?.seconds
    rows = status.computedHitRatios().map {
      Row(
        distribution: $0.distribution, behavior: $0.behavior, pop: $0.pop, tier: $0.tier,
        requests: $0.requests,
        bytes: $0.bytes, byRequests: $0.byRequests, byBytes: $0.byBytes, hits: $0.hits,
        staticHits: $0.staticHits, misses: $0.misses,
        errors: $0.errors, bytesNotFromMisses: $0.bytesNotFromMisses)
    }
  }

  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in a row can fail to encode.
    let data = (try? encoder.encode(rows)) ?? Data("[]".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// A table, line by line.
  package var lines: [String] {
    let header =
      ["distribution", "behavior", "pop"] + (hasTiers ? ["tier"] : [])
      + (seconds == nil ? ["requests", "bytes"] : ["requests/s", "bytes/s"])
      + ["hit"] + (hasStatic ? ["of static"] : [])
      + ["miss", "error", "hit rate", "by bytes", "no-miss bytes"]
    return LabStatus.table(
      header,
      rows.map { row in
        [
          row.distribution ?? "all", row.behavior ?? "all", row.pop ?? "all",
        ] + (hasTiers ? [row.tier ?? "all"] : []) + [rate(row.requests), rate(row.bytes)]
          + ([row.hits] + (hasStatic ? [row.staticHits] : []) + [
            row.misses, row.errors, row.byRequests, row.byBytes, row.bytesNotFromMisses,
          ]).map(
            LabStatus.percent)
      }, textColumns: hasTiers ? 4 : 3)
  }

  private var hasStatic: Bool { rows.contains { $0.staticHits != nil } }

  private var hasTiers: Bool { rows.contains { $0.tier != nil } }

  private func rate(_ count: Int) -> String {
    guard let seconds, seconds > 0 else { return String(count) }
    return String(Int((Double(count) / seconds).rounded()))
  }
}

extension LabStatus {
  /// What has been counted since `before`.
  fileprivate mutating func subtract(_ before: LabStatus) {
    requests.subtract(before.requests)
    tierRequests.subtract(before.tierRequests)
  }
}
