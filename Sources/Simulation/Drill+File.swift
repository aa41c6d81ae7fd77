extension Drill {
  /// The drill as a file that says the same (docs/drills.md), but for its expectations. Zones that it publishes are files of their
  /// own, named by their whole paths.
  package var file: String {
    var lines = ["name: \(Self.quoted(name))"]
    if let hypothesis { lines.append("hypothesis: \(Self.quoted(hypothesis))") }
    lines.append("duration: \(duration.inFile)")
    if timeScale != 1 { lines.append("timeScale: \(Self.number(timeScale))") }
    if !lab.isEmpty {
      lines.append("lab: {\(lab.map { "\($0.name): \(Self.quoted($0.value))" }.joined(separator: ", "))}")
    }
    if !places.isEmpty { lines += ["places:"] + places.map { "  - \($0.inFile)" } }
    if let population { lines += population.inFile }
    if !steadyState.isEmpty { lines.append("steadyState: \(list(steadyState))") }
    if !guardrails.isEmpty { lines.append("guardrails: \(list(guardrails))") }
    if !events.isEmpty { lines += ["events:"] + events.map { "  - \(inFile($0))" } }
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
  var inFile: String {
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
    keys += networkInFile
    let people = "population: {\(keys.joined(separator: ", "))}"
    if let recording = workload.recording {
      return [
        people, "workload:", "  url: \(Drill.quoted("\(workload.url)"))", "  trace: {\(recording.inFile)}",
      ]
    }
    let (hour, minute) = workload.startMinute.quotientAndRemainder(dividingBy: 60)
    return [
      people,
      "workload:",
      "  url: \(Drill.quoted("\(workload.url)"))",
      "  requestsPerSecond: \(Drill.number(workload.requestsPerSecond))",
    ] + workload.kindsInFile + [
      "  dailySwing: \(Drill.number(workload.dailySwing))",
      "  startsAt: \"\(hour):\(minute < 10 ? "0" : "")\(minute)\"",
    ]
  }
}

extension Drill.Workload {
  fileprivate var kindsInFile: [String] {
    guard !contents.isEmpty else { return ["  objects: \(objects)", "  zipf: \(Drill.number(zipf))"] }
    return ["  contents:"]
      + contents.map {
        "    - {path: \(Drill.quoted($0.path)), share: \(Drill.number($0.share)), objects: \($0.objects), zipf: \(Drill.number($0.zipf))}"
      }
  }
}

extension Drill.Recording {
  fileprivate var inFile: String {
    var keys = ["file: \(Drill.quoted(path))"]
    if let format { keys.append("format: \(Drill.quoted(format))") }
    if let columns { keys.append("columns: \(Drill.quoted(columns))") }
    if speed != 1 { keys.append("speed: \(Drill.number(speed))") }
    if isUnsorted { keys.append("unsorted: true") }
    if !responseHeaders.isEmpty {
      let headers = responseHeaders.map { "\(Drill.quoted($0.name)): \(Drill.quoted($0.value))" }
      keys.append("responseHeaders: {\(headers.joined(separator: ", "))}")
    }
    if asksOrigins { keys.append("builtInOrigins: true") }
    return keys.joined(separator: ", ")
  }
}

extension Drill {
  private func inFile(_ event: Event) -> String {
    var keys = ["at: \(event.at.inFile)", "name: \(Self.quoted(event.name))", event.action.inFile]
    if event.ramp > .zero { keys.append("ramp: \(event.ramp.inFile)") }
    if !event.requires.isEmpty { keys.append("requires: \(list(event.requires))") }
    if !event.ensures.isEmpty {
      let outcomes = event.ensures.map { outcome in
        "{\(text(of: outcome.condition)), within: \(outcome.within.inFile)}"
      }
      keys.append("ensures: [\(outcomes.joined(separator: ", "))]")
    }
    return "{\(keys.joined(separator: ", "))}"
  }

  private func list(_ conditions: [Condition]) -> String {
    "[\(conditions.map { "{\(text(of: $0))}" }.joined(separator: ", "))]"
  }

  private func text(of condition: Condition) -> String {
    switch condition {
    case .status(let check, let isHealthy):
      return "check: \(Self.quoted(check)), is: \(isHealthy ? "Healthy" : "Unhealthy")"
    case .answers(let place, let answers):
      let place = place.map { "place: \(Self.quoted(places[$0].name)), " } ?? ""
      switch answers {
      case .initial: return "\(place)answers: initial"
      case .addresses(let addresses): return "\(place)answers: \(Self.list(addresses.map(\.description)))"
      }
    case .measure(let measure): return "measure: \(Self.quoted(measure.text))"
    }
  }
}

extension Drill.Action {
  fileprivate var inFile: String {
    switch self {
    case .fault(let origin, let fault): "fault: {origin: \(Drill.quoted(origin)), \(fault.inFile)}"
    case .clear(let origin): "clear: \(Drill.quoted(origin))"
    case .force(let check, let status): "force: {check: \(Drill.quoted(check)), status: \(status.rawValue)}"
    case .edge(let pop, let fault?): "fault: {pop: \(Drill.quoted(pop)), \(fault.inFile)}"
    case .edge(let pop, nil): "clear: \(Drill.quoted(pop))"
    case .withdraw(let pop): "withdraw: \(Drill.quoted(pop))"
    case .restore(let pop): "restore: \(Drill.quoted(pop))"
    case .flush(let pop): "flush: \(pop.map(Drill.quoted) ?? "all")"
    case .invalidate(let distribution, let paths):
      "invalidate: {distribution: \(Drill.quoted(distribution)), paths: \(Drill.list(paths))}"
    case .cable(let fault):
      "fault: {cable: {\(fault.ends)}, factor: \(Drill.number(fault.factor))}"
    case .mendCables(nil): "clear: cables"
    case .mendCables(let fault?): "clear: {cable: {\(fault.ends)}}"
    case .isolate(let resolvers): "isolate: \(resolvers.map(Drill.quoted) ?? "all")"
    case .reconnect(let resolvers): "reconnect: \(resolvers.map(Drill.quoted) ?? "all")"
    case .resolvers(let kind, let fault?):
      "fault: {resolver: \(kind.map(Drill.quoted) ?? "all"), \(fault.inFile)}"
    case .resolvers(nil, nil): "clear: resolvers"
    case .resolvers(let kind?, nil): "clear: {resolver: \(Drill.quoted(kind))}"
    case .recover(let origin, let rate):
      "clear: {origin: \(Drill.quoted(origin)), requestsPerSecond: \(Drill.number(rate))}"
    case .routingControl(let check, let isOn):
      "routingControl: {check: \(Drill.quoted(check)), state: \(isOn ? "\"On\"" : "\"Off\"")}"
    case .alarm(let check, let state): "alarm: {check: \(Drill.quoted(check)), state: \(state.rawValue)}"
    case .preload(let distribution): "preload: \(distribution.map(Drill.quoted) ?? "all")"
    case .refuse(let file, _): "refuse: \(Drill.quoted(file))"
    case .change(let change): change.inFile
    case .undo(let change): "clear: {record: \(change.names)}"
    case .skew(let pop, let offset):
      "fault: {pop: \(Drill.quoted(pop)), clock: \(offset < .zero ? "-" : "")\((offset < .zero ? .zero - offset : offset).inFile)}"
    case .divide(let partition): "fault: {partition: \(partition.inFile)}"
    case .unite(nil): "clear: partitions"
    case .unite(let partition?): "clear: {partition: \(partition.inFile)}"
    case .region(let region, let actions):
      switch actions.first {
      case .fault(_, let fault)?, .edge(_, let fault?)?: "fault: {region: \(region), \(fault.inFile)}"
      default: "clear: {region: \(region)}"
      }
    case .crowd(let crowd):
      "crowd: {factor: \(Drill.number(crowd.factor)), objects: \(crowd.objects), ramp: \(crowd.ramp.inFile), "
        + "hold: \(crowd.hold.inFile), decay: \(crowd.decay.inFile)}"
    case .publish(let zone): "publish: \(Drill.quoted(zone))"
    }
  }
}

extension Drill.RecordChange {
  fileprivate var names: String {
    Drill.quoted(name) + (identifier.map { ", identifier: \(Drill.quoted($0))" } ?? "")
      + (family == .v6 ? ", type: AAAA" : "")
  }

  fileprivate var inFile: String {
    switch content {
    case .weight(let weight): "weight: {name: \(names), weight: \(weight)}"
    case .addresses(let addresses):
      "fault: {record: \(names), addresses: \(Drill.list(addresses.map(\.description)))}"
    }
  }
}

extension Drill.Partition {
  fileprivate var inFile: String { "{\(from.inFile), \(to.inFile)}" }
}

extension Drill.Partition.Side {
  fileprivate var inFile: String {
    switch self {
    case .places(let names): "places: \(Drill.list(names))"
    case .countries(let names): "countries: \(Drill.list(names))"
    case .resolvers(let names): "resolvers: \(Drill.list(names))"
    case .nameServers: "nameServers: all"
    case .pops(let names): "pops: \(Drill.list(names))"
    case .regionalCaches(let names): "regionalCaches: \(Drill.list(names))"
    case .origins(let names): "origins: \(Drill.list(names))"
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

extension Drill.ResolverFault {
  fileprivate var inFile: String {
    var keys = outage.map { ["\($0.rawValue): true"] } ?? []
    if share < 1 { keys.append("share: \(share)") }
    if delay > .zero { keys.append("delay: \(delay.inFile)") }
    return keys.joined(separator: ", ")
  }
}

extension ServerFault {
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
