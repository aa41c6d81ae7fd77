import Glibc
import Primitives

extension ReplayReport {
  package static let tsvHeader = [
    "trace", "policy", "size", "capacity", "window", "requests", "octets", "hit_ratio", "byte_hit_ratio",
    "origin_requests", "origin_octets", "expired", "insertions", "written_octets", "evictions",
    "evicted_unused",
    "mean_evicted_age", "cost", "renewed", "collapsed",
  ]

  /// A row a cache, and one for each of its windows.
  package var tsv: [[String]] {
    caches.flatMap { cache -> [[String]] in
      let lead = [trace, cache.policy, cache.size, "\(cache.capacity)"]
      let windows = (cache.windows ?? []).map { lead + ["\($0.start)"] + $0.figures.cells }
      return [lead + ["all"] + cache.total.cells] + windows
    }
  }

  package var table: String {
    let hasCost = caches.contains { $0.total.cost != nil }
    let hasBands = caches.contains { $0.hitRatios != nil }
    // Columns of nothing but zeros tell nothing.
    let counts: [(name: String, value: (Figures) -> Int)] = [
      ("Expired", { $0.expired }), ("Renewed", { $0.renewed ?? 0 }), ("Collapsed", { $0.collapsed ?? 0 }),
    ].filter { count in caches.contains { count.value($0.total) > 0 } }
    var header = [
      "Policy", "Size", "Hit ratio", "Byte hit ratio", "To origin", "From origin", "Written", "Evictions",
      "Unused", "Age",
    ]
    header += counts.map(\.name)
    if hasCost { header.append("Cost") }
    func row(_ lead: [String], _ figures: Figures) -> [String] {
      var cells = [
        Self.percent(figures.hitRatio), Self.percent(figures.byteHitRatio), "\(figures.originRequests)",
        Self.octets(figures.originOctets), Self.octets(figures.writtenOctets), "\(figures.evictions)",
        "\(figures.evictedUnused)", figures.meanEvictedAge.map { "\(Int($0)) s" } ?? "–",
      ]
      cells += counts.map { "\($0.value(figures))" }
      if hasCost { cells.append(figures.cost.map { $0.text(decimals: 2) } ?? "") }
      return lead + cells
    }
    func band(_ cache: Cache) -> [String] {
      guard hasBands else { return [] }
      let ratios = cache.hitRatios ?? [cache.total.hitRatio]
      return ["\(((ratios.min() ?? 0) * 100).text(decimals: 2))–\(Self.percent(ratios.max() ?? 0))"]
    }
    let bandHeader = hasBands ? ["Over \(seeds.count) seeds"] : []
    var lines = ["\(trace): \(requests) requests, \(Self.octets(octets))" + remarks]
    lines += TextTable.lines(
      header + bandHeader, caches.map { row([$0.policy, $0.size], $0.total) + band($0) },
      rightAligned: Set(1..<header.count + bandHeader.count))
    for cache in caches {
      guard let windows = cache.windows else { continue }
      lines += ["", "\(cache.policy) of \(cache.size), by time"]
      var header = header
      header.replaceSubrange(0..<2, with: ["From", "Requests"])
      lines += TextTable.lines(
        header, windows.map { row(["\($0.start) s", "\($0.figures.requests)"], $0.figures) },
        rightAligned: Set(0..<header.count))
    }
    if let curve { lines += ["", "LRU at every size"] + Self.curveLines(curve) }
    return lines.joined(separator: "\n")
  }

  private var remarks: String {
    (warmUpRequests > 0 ? ", \(warmUpRequests) more to warm up" : "")
      + (sampleRate < 1 ? "; a sample of \(Self.percent(sampleRate)) of the objects" : "")
  }

  /// Two dozen points, evenly apart on the logarithm of the size.
  private static func curveLines(_ curve: [CurvePoint]) -> [String] {
    guard let largest = curve.last?.size else { return ["no object was asked for twice"] }
    var rows: [[String]] = []
    var size = 1.0
    let step = max(1.05, pow(Double(largest), 1 / 24))
    var index = 0
    while true {
      while index < curve.count, Double(curve[index].size) < size { index += 1 }
      guard index < curve.count else { break }
      rows.append([
        "\(curve[index].size)", percent(1 - curve[index].missRatio), percent(1 - curve[index].byteMissRatio),
      ])
      size = Double(curve[index].size) * step
    }
    return TextTable.lines(["Size", "Hit ratio", "Byte hit ratio"], rows, rightAligned: [0, 1, 2])
  }

  static func percent(_ share: Double) -> String { "\((share * 100).text(decimals: 2)) %" }

  static func octets(_ count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
    var (value, unit) = (Double(count), 0)
    while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
    return unit == 0 ? "\(count) B" : "\(value.text(decimals: 1)) \(units[unit])"
  }
}

extension ReplayReport.Figures {
  fileprivate var cells: [String] {
    [
      "\(requests)", "\(octets)", hitRatio.text(decimals: 6), byteHitRatio.text(decimals: 6),
      "\(originRequests)", "\(originOctets)", "\(expired)", "\(insertions)", "\(writtenOctets)",
      "\(evictions)",
      "\(evictedUnused)", meanEvictedAge.map { $0.text(decimals: 1) } ?? "",
      cost.map { $0.text(decimals: 4) } ?? "", "\(renewed ?? 0)", "\(collapsed ?? 0)",
    ]
  }
}
