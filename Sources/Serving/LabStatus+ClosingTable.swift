/// What the lab prints when it ends: of DNS and HTTP, if it served them.
extension LabStatus {
  var closingTable: String {
    var lines: [String] = []
    func serves(_ service: String) -> Bool { listeners.contains { $0.service == service } }
    if serves("dns") { lines += ["", "DNS queries answered: \(queries.reduce(0) { $0 + $1.queries })"] }
    if !queries.isEmpty {
      lines += Self.table(
        ["zone", "type", "rcode", "transport", "queries"],
        queries.map { [$0.zone, $0.type, $0.rcode, $0.transport, String($0.queries)] }, textColumns: 4)
    }
    if serves("http") { lines += ["", "HTTP requests answered: \(requests.reduce(0) { $0 + $1.requests })"] }
    if !requests.isEmpty {
      let hasTiers = !tierRequests.isEmpty
      lines += Self.table(
        ["distribution", "behavior", "pop"] + (hasTiers ? ["tier"] : [])
          + ["requests", "bytes", "hit ratio", "by bytes"],
        computedHitRatios().map {
          [$0.distribution ?? "all", $0.behavior ?? "all", $0.pop ?? "all"]
            + (hasTiers ? [$0.tier ?? "all"] : [])
            + [
              String($0.requests), String($0.bytes), Self.percent($0.byRequests), Self.percent($0.byBytes),
            ]
        }, textColumns: hasTiers ? 4 : 3)
    }
    return lines.joined(separator: "\n")
  }

  static func percent(_ ratio: Double?) -> String {
    guard let ratio else { return "-" }
    let tenths = Int((ratio * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// Columns as wide as their widest cell; text to the left, numbers to the right.
  static func table(_ header: [String], _ rows: [[String]], textColumns: Int) -> [String] {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    return ([header] + rows).map { row in
      "  "
        + row.enumerated().map { column, cell in
          let padding = String(repeating: " ", count: widths[column] - cell.count)
          return column < textColumns ? cell + padding : padding + cell
        }.joined(separator: "  ")
    }
  }
}
