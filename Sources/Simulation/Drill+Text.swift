import Primitives

extension Drill.Action: CustomStringConvertible {
  package var description: String {
    switch self {
    case .fault(let origin, let fault): "fault on \(origin): \(fault.words.joined(separator: " "))"
    case .clear(let origin): "\(origin) is mended"
    case .force(let check, let status): "\(check) is forced \(status.rawValue)"
    case .edge(let pop, let fault?): "fault on \(pop): \(fault.words.joined(separator: " "))"
    case .edge(let pop, nil): "\(pop) is mended"
    case .withdraw(let pop): "answers name \(pop) no more"
    case .restore(let pop): "answers name \(pop) again"
    case .flush(let pop): "\(pop ?? "every point of presence") loses its store"
    case .invalidate(let distribution, let paths):
      "\(paths.joined(separator: " ")) of \(distribution) is invalidated"
    case .cable(let fault):
      "\(fault.factor) times the way from \(Self.list(fault.countries)) to \(Self.list(fault.pops))"
    case .mendCables(nil): "cables are mended"
    case .mendCables(let fault?):
      "the way from \(Self.list(fault.countries)) to \(Self.list(fault.pops)) is mended"
    case .isolate(let resolvers): "\(resolvers ?? "all") resolvers cannot reach the authoritative servers"
    case .reconnect(let resolvers): "\(resolvers ?? "all") resolvers reach the authoritative servers"
    case .routingControl(let check, let isOn): "the routing control of \(check) is \(isOn ? "on" : "off")"
    case .alarm(let check, let state): "the alarm of \(check) is \(state.rawValue)"
    case .preload(let distribution):
      "static content of \(distribution ?? "all distributions") is loaded again"
    case .refuse(let file, let fault):
      "\(Self.name(ofFile: file)) is refused, what was there keeps serving: \(fault)"
    case .change(let change): "\(change)"
    case .undo(let change): "\(change.record) is as it was"
    case .region(let region, let actions):
      "\(region): \(actions.isEmpty ? "nothing stands there" : actions.map(\.description).joined(separator: ", "))"
    case .recover(let origin, let rate):
      "\(origin) answers again, \(rate) requests a second, and first what has queued up"
    case .skew(let pop, .zero): "the clock of \(pop) is right"
    case .skew(let pop, let offset):
      "the clock of \(pop) is \((offset < .zero ? .zero - offset : offset).inSeconds) \(offset < .zero ? "behind" : "ahead")"
    case .divide(let partition): "\(partition.from) do not reach \(partition.to)"
    case .unite(nil): "partitions are over"
    case .unite(let partition?): "\(partition.from) reach \(partition.to)"
    case .resolvers(let kind, let fault?): "\(kind ?? "all") resolvers fail their users: \(fault)"
    case .resolvers(let kind, nil): "\(kind ?? "all") resolvers answer"
    case .crowd(let crowd): "\(crowd.factor) times the demand, for \(crowd.objects) objects"
    case .publish(let zone): "\(Self.name(ofFile: zone)) is published"
    }
  }
}

extension Drill.Action {
  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "everywhere" : names.joined(separator: ", ")
  }

  /// Without its directory: what is told is the same wherever the drill stands.
  private static func name(ofFile path: String) -> Substring { path.split(separator: "/").last ?? "" }
}

extension Drill.RecordChange: CustomStringConvertible {
  /// Which set it is.
  package var record: String { family == .v6 ? "\(set) AAAA" : set }

  /// Its name and identifier.
  package var set: String { identifier.map { "\(name) (\($0))" } ?? name }

  package var description: String {
    switch content {
    case .weight(let weight): "\(record) has weight \(weight)"
    case .addresses([]): "\(record) is empty"
    case .addresses(let addresses):
      "\(record) is \(addresses.map(\.description).joined(separator: " "))"
    }
  }
}

extension Drill.ResolverFault: CustomStringConvertible {
  package var description: String {
    let outage = outage.map { share == 1 ? $0.rawValue : "\($0.rawValue) of \(share) of the questions" }
    let late = delay == .zero ? nil : "answers after \(delay.inSeconds)"
    return [outage, late].compactMap(\.self).joined(separator: ", ")
  }
}

extension Drill.Partition.Side: CustomStringConvertible {
  package var description: String {
    switch self {
    case .countries(let names): "users of \(names.joined(separator: ", "))"
    case .resolvers(let names): "\(names.joined(separator: ", ")) resolvers"
    case .nameServers: "the authoritative servers"
    case .places(let names), .pops(let names), .regionalCaches(let names), .origins(let names):
      names.joined(separator: ", ")
    }
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
