import Primitives

extension Drill.Action: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fault(let origin, let fault): "fault on \(origin): \(fault.words.joined(separator: " "))"
    case .clear(let origin): "\(origin) is mended"
    case .force(let check, let status): "\(check) is forced \(status.rawValue)"
    case .edge(let pop, let fault?): "fault on \(pop): \(fault.rawValue)"
    case .edge(let pop, nil): "\(pop) is mended"
    case .withdraw(let pop): "answers name \(pop) no more"
    case .restore(let pop): "answers name \(pop) again"
    case .flush(let pop): "\(pop ?? "every point of presence") loses its store"
    case .invalidate(let distribution, let paths):
      "\(paths.joined(separator: " ")) of \(distribution) is invalidated"
    case .cable(let fault):
      "\(fault.factor) times the way from \(Self.list(fault.countries)) to \(Self.list(fault.pops))"
    case .mendCables: "cables are mended"
    case .isolate(let resolvers): "\(resolvers ?? "all") resolvers cannot reach the authoritative servers"
    case .reconnect: "resolvers reach the authoritative servers"
    case .crowd(let crowd): "\(crowd.factor) times the demand, for \(crowd.objects) objects"
    case .publish(let zone): "\(zone) is published"
    }
  }
}

extension Drill.Action {
  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "everywhere" : names.joined(separator: ", ")
  }
}

extension Drill {
  /// The same without haste: on the virtual clock there is no reason for any.
  package var inRealTime: Drill {
    var drill = self
    drill.timeScale = 1
    return drill
  }
}

extension Duration {
  /// In seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }

  /// `63.2 s`
  package var inSeconds: String {
    let tenths = Int64((seconds * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10) s"
  }
}
