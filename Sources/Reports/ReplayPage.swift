/// A page of HTML about replays, with everything in it: hit ratio by size for each policy, LRU's curve, hit ratio over time.
package enum ReplayPage {
  package static func html(_ reports: [ReplayReport]) -> String {
    page(reports.map(\.trace), reports.map { section($0, title: $0.trace, table: $0.table) })
  }

  package static func html(_ reports: [EdgeReplayReport]) -> String {
    let traces = EdgeReplayReport.byTrace(reports)
    return page(
      traces.map { $0[0].trace },
      traces.map { edges in
        section(
          EdgeReplayReport.summary(edges), title: "\(edges[0].trace) through \(edges[0].configuration)",
          table: edges.map(\.table).joined(separator: "\n\n"))
      })
  }

  private static func page(_ titles: [String], _ sections: [String]) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>\(DrillReport.escaped(titles.joined(separator: ", ")))</title>
    <style>
    :root { color-scheme: light dark; }
    body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; } svg text { fill: currentColor; }
    pre { overflow-x: auto; font: 13px/1.5 ui-monospace, monospace; }
    </style>
    </head>
    <body>
    \(sections.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static func section(_ report: ReplayReport, title: String, table: String) -> String {
    var lines: [LinePlot.Line] = []
    var octetLines: [LinePlot.Line] = []
    // An edge as it is configured has no size.
    let sized = report.caches.filter { $0.capacity > 0 }
    for policy in unique(sized.map(\.policy)) {
      let caches = sized.filter { $0.policy == policy }.sorted { $0.capacity < $1.capacity }
      lines.append(.init(name: policy, points: caches.map { (Double($0.capacity), 1 - $0.total.hitRatio) }))
      octetLines.append(
        .init(name: policy, points: caches.map { (Double($0.capacity), 1 - $0.total.byteHitRatio) }))
    }
    if let curve = report.curve, !curve.isEmpty {
      let points = thinned(curve)
      lines.append(.init(name: "LRU, every size", points: points.map { (Double($0.size), $0.missRatio) }))
      octetLines.append(
        .init(name: "LRU, every size", points: points.map { (Double($0.size), $0.byteMissRatio) }))
    }
    var plots: [LinePlot] = []
    if !lines.isEmpty {
      plots = [
        LinePlot(title: "Miss ratio by size of the cache", lines: lines, hasLogarithmicX: true),
        LinePlot(title: "Byte miss ratio by size of the cache", lines: octetLines, hasLogarithmicX: true),
      ]
    }
    let timed = report.caches.filter { ($0.windows?.count ?? 0) > 1 }
    if !timed.isEmpty {
      let lines = timed.map { cache in
        LinePlot.Line(
          name: "\(cache.policy) \(cache.size)",
          points: (cache.windows ?? []).map { (Double($0.start), $0.figures.hitRatio) })
      }
      plots.append(LinePlot(title: "Hit ratio over time, seconds", lines: lines, hasLogarithmicX: false))
    }
    return """
      <h1>\(DrillReport.escaped(title))</h1>
      \(plots.map { "<h2>\($0.title)</h2>\n\($0.svg)" }.joined(separator: "\n"))
      <pre>\(DrillReport.escaped(table))</pre>
      """
  }

  private static func unique(_ names: [String]) -> [String] {
    names.reduce(into: []) { list, name in if !list.contains(name) { list.append(name) } }
  }

  /// As many points as a screen can show.
  private static func thinned(_ curve: [ReplayReport.CurvePoint]) -> [ReplayReport.CurvePoint] {
    let step = max(1, curve.count / 800)
    return curve.indices.filter { $0 % step == 0 || $0 == curve.count - 1 }.map { curve[$0] }
  }
}
