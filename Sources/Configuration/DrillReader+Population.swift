import Primitives
import Simulation

extension DrillReader {
  /// `population` and `workload`, of which one is nothing without the other.
  mutating func readPopulation(_ map: ConfigurationMap) {
    guard let users = map["population"] else {
      map["workload"]?.error("workload says what users want, and there are none: give the drill a population")
      return
    }
    guard let node = map["workload"] else {
      return users.error("population needs a workload: what its users want")
    }
    guard let workload = workload(node),
      let keys = users.map(keys: ["clients", "countries", "resolvers", "programs"] + Self.networkKeys),
      let clients = keys.required("clients")?.integer(in: Simulation.Limits.clients)
    else { return }
    let countries = keys["countries"].map { self.countries($0) }
    let resolvers = keys["resolvers"].map { $0.choice(Drill.Population.Resolvers.self) }
    let programs = keys["programs"].map { $0.choice(Drill.Population.Programs.self) }
    guard countries != .some(nil), resolvers != .some(nil), programs != .some(nil) else { return }
    population = Drill.Population(
      clients: clients, countries: countries.flatMap(\.self) ?? [],
      resolvers: resolvers.flatMap(\.self) ?? .usual,
      programs: programs.flatMap(\.self) ?? .usual, workload: workload)
    readNetwork(keys)
  }

  private func workload(_ node: ConfigurationNode) -> Drill.Workload? {
    guard let map = node.map(keys: Self.recordedKeys + Self.drawnKeys), let urlNode = map.required("url"),
      let url = url(urlNode)
    else { return nil }
    if let trace = map["trace"] {
      for key in Self.drawnKeys {
        map[key]?.error(
          "\(key) is of demand that is drawn, and trace says what was asked for: give one of them")
      }
      guard let recording = recording(trace, url: urlNode, url) else { return nil }
      var workload = Drill.Workload(url: url, requestsPerSecond: 0)
      workload.recording = recording
      return workload
    }
    guard let rate = map.required("requestsPerSecond")?.number(in: Simulation.Limits.demand) else {
      return nil
    }
    var workload = Drill.Workload(url: url, requestsPerSecond: rate)
    if let objects = map["objects"]?.integer(in: Simulation.Limits.objects) { workload.objects = objects }
    if let zipf = map["zipf"]?.number(in: 0...3) { workload.zipf = zipf }
    if let swing = map["dailySwing"]?.number(in: 0...1) { workload.dailySwing = swing }
    if let minute = map["startsAt"]?.parsed(as: "a time of day in UTC, such as 18:30", Self.minute) {
      workload.startMinute = minute
    }
    if let contents = map["contents"] {
      guard let kinds = self.contents(contents, map, url) else { return nil }
      workload.contents = kinds
    }
    if workload.objects > 1, !url.path.contains(Drill.Workload.objectMark) {
      map["objects"]?.error(
        "the path of url has no \(Drill.Workload.objectMark): all \(workload.objects) objects would be one")
    }
    return workload
  }

  /// `[{path: /images/{object}.png, share: 0.8, objects: 1000, zipf: 0.9}]`.
  private func contents(_ node: ConfigurationNode, _ map: ConfigurationMap, _ url: URLParts) -> [Drill
    .Workload.Content]?
  {
    for key in ["objects", "zipf"] { map[key]?.error("\(key) stands with each kind of contents") }
    if url.path != "/" {
      map["url"]?.error(
        "the path of url is \(url.path.quoted), and each kind of contents has its own; expected /")
    }
    let nodes = node.list()
    let kinds = nodes.compactMap(content)
    if nodes.isEmpty { node.error("contents is empty: nobody would want anything") }
    let objects = kinds.reduce(0) { $0 + $1.objects }
    if objects > Simulation.Limits.objects.upperBound {
      node.error(
        "contents has \(objects) objects; at most \(Simulation.Limits.objects.upperBound) are asked for")
    }
    return kinds.count == nodes.count && !node.diagnostics.hasErrors ? kinds : nil
  }

  private func content(_ node: ConfigurationNode) -> Drill.Workload.Content? {
    guard let map = node.map(keys: ["path", "share", "objects", "zipf"]),
      let path = map.required("path")?.parsed(
        as: "a path such as /images/{object}.png",
        { text in text.hasPrefix("/") ? Self.parseURL("http://a\(text)")?.path : nil }),
      let share = map.required("share")?.number(in: Simulation.Limits.contentShare)
    else { return nil }
    var kind = Drill.Workload.Content(path: path, share: share)
    if let objects = map["objects"]?.integer(in: Simulation.Limits.objects) { kind.objects = objects }
    if let zipf = map["zipf"]?.number(in: 0...3) { kind.zipf = zipf }
    if kind.objects > 1, !path.contains(Drill.Workload.objectMark) {
      map["objects"]?.error(
        "path has no \(Drill.Workload.objectMark): all \(kind.objects) objects would be one")
    }
    return kind
  }

  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0..<24).contains(hour), (0..<60).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}
