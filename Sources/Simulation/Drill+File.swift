extension Drill {
  /// The drill as a file that says the same (docs/drills.md), but for its expectations, and for zones that it publishes: those are
  /// files of their own.
  package var file: String {
    var lines = ["name: \(Self.quoted(name))"]
    if let hypothesis { lines.append("hypothesis: \(Self.quoted(hypothesis))") }
    lines.append("duration: \(duration.inFile)")
    if timeScale != 1 { lines.append("timeScale: \(Self.number(timeScale))") }
    if !places.isEmpty { lines += ["places:"] + places.map { "  - \($0.inFile)" } }
    if let population { lines += population.inFile }
    if !events.isEmpty { lines += ["events:"] + events.map { "  - \($0.inFile)" } }
    return lines.joined(separator: "\n") + "\n"
  }

  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  static func list(_ texts: [String]) -> String { "[\(texts.map(quoted).joined(separator: ", "))]" }

  /// Without a fraction where there is none.
  static func number(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e15 ? "\(Int(number))" : "\(number)"
  }
}

extension Duration {
  /// Whole milliseconds, as files have times.
  fileprivate var inFile: String {
    let milliseconds = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000)s" : "\(milliseconds)ms"
  }
}

extension Drill.Place {
  fileprivate var inFile: String {
    "{name: \(Drill.quoted(name)), subnet: \(Drill.quoted("\(subnet)")), url: \(Drill.quoted("\(url)")), "
      + "queriesPerSecond: \(Drill.number(queriesPerSecond)), requestsPerSecond: \(Drill.number(requestsPerSecond)), "
      + "timeout: \(timeoutSeconds)s}"
  }
}

extension Drill.Population {
  fileprivate var inFile: [String] {
    var keys = ["clients: \(clients)"]
    if !countries.isEmpty { keys.append("countries: \(Drill.list(countries))") }
    keys += ["resolvers: \(resolvers.rawValue)", "programs: \(programs.rawValue)"]
    let (hour, minute) = workload.startMinute.quotientAndRemainder(dividingBy: 60)
    return [
      "population: {\(keys.joined(separator: ", "))}",
      "workload:",
      "  url: \(Drill.quoted("\(workload.url)"))",
      "  requestsPerSecond: \(Drill.number(workload.requestsPerSecond))",
      "  objects: \(workload.objects)",
      "  zipf: \(Drill.number(workload.zipf))",
      "  dailySwing: \(Drill.number(workload.dailySwing))",
      "  startsAt: \"\(hour):\(minute < 10 ? "0" : "")\(minute)\"",
    ]
  }
}

extension Drill.Event {
  fileprivate var inFile: String { "{at: \(at.inFile), name: \(Drill.quoted(name)), \(action.inFile)}" }
}

extension Drill.Action {
  fileprivate var inFile: String {
    switch self {
    case .fault(let origin, let fault): "fault: {origin: \(Drill.quoted(origin)), \(fault.inFile)}"
    case .clear(let origin): "clear: \(Drill.quoted(origin))"
    case .force(let check, let status): "force: {check: \(Drill.quoted(check)), status: \(status.rawValue)}"
    case .edge(let pop, let fault?): "fault: {pop: \(Drill.quoted(pop)), \(fault.rawValue): true}"
    case .edge(let pop, nil): "clear: \(Drill.quoted(pop))"
    case .withdraw(let pop): "withdraw: \(Drill.quoted(pop))"
    case .restore(let pop): "restore: \(Drill.quoted(pop))"
    case .flush(let pop): "flush: \(pop.map(Drill.quoted) ?? "all")"
    case .invalidate(let distribution, let paths):
      "invalidate: {distribution: \(Drill.quoted(distribution)), paths: \(Drill.list(paths))}"
    case .cable(let fault):
      "fault: {cable: {\(fault.ends)}, factor: \(Drill.number(fault.factor))}"
    case .mendCables: "clear: cables"
    case .isolate(let resolvers): "isolate: \(resolvers.map(Drill.quoted) ?? "all")"
    case .reconnect: "reconnect: all"
    case .crowd(let crowd):
      "crowd: {factor: \(Drill.number(crowd.factor)), objects: \(crowd.objects), ramp: \(crowd.ramp.inFile), "
        + "hold: \(crowd.hold.inFile), decay: \(crowd.decay.inFile)}"
    case .publish(let zone):
      "publish: \(Drill.quoted(String(zone.split(separator: "/").last ?? "")))"
    }
  }
}

extension Drill.CableFault {
  fileprivate var ends: String {
    let countries = self.countries.isEmpty ? [] : ["countries: \(Drill.list(self.countries))"]
    let pops = self.pops.isEmpty ? [] : ["pops: \(Drill.list(self.pops))"]
    return (countries + pops).joined(separator: ", ")
  }
}

extension OriginFault {
  /// Its words as keys.
  fileprivate var inFile: String {
    words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { return "\(word): true" }
      let items = parts[1].split(separator: ",").map(String.init)
      return "\(parts[0]): \(items.count > 1 ? "[\(items.joined(separator: ", "))]" : items[0])"
    }.joined(separator: ", ")
  }
}
