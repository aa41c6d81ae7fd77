import Geo

extension EdgeDirectory {
  /// Why the client got this point of presence, in plain text: `lowest latency from KR, 7 ms; next NRT57-C1, 30 ms`.
  package func reason(for edge: Edge) -> String {
    guard let row = edge.latencyRow, let milliseconds = milliseconds(for: edge) else {
      return pointsOfPresence.count == 1
        ? "the only point of presence" : "client's place unknown, first point of presence"
    }
    let text = "lowest latency from \(Gazetteer.place(row: row).code), \(milliseconds[edge.point].whole) ms"
    let others = milliseconds.indices.filter { $0 != edge.point }
    guard let next = others.min(by: { milliseconds[$0] < milliseconds[$1] }) else { return text }
    return text + "; next \(pointsOfPresence[next].id), \(milliseconds[next].whole) ms"
  }
}

extension Double {
  fileprivate var whole: Int { Int(rounded()) }
}

extension ClientLocation {
  /// Of a place of the latency matrix: `KR`, `US-VA`.
  package var code: String {
    [country.map { "\($0)" }, subdivision.map { "\($0)" }].compactMap(\.self).joined(separator: "-")
  }
}
