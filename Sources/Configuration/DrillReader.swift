import Health
import Primitives
import Simulation

/// Reads a drill for a lab: docs/drills.md.
///
///     name: The primary origin goes down
///     duration: 150s
///     timeScale: 10
///     traffic: {url: "http://www.shop.example/cart", queriesPerSecond: 1, requestsPerSecond: 1}
///     places:
///       - {name: Seoul, client: seoul-office}
///     events:
///       - {at: 30s, name: outage, fault: {origin: shop.origin.test, refuse: true}}
///       - {at: 90s, name: repair, clear: shop.origin.test}
///     expect:
///       - {check: shop, becomes: Unhealthy, after: outage, within: formula}
package struct DrillReader {
  let lab: LabConfiguration
  let root: ConfigurationNode
  var duration = Duration.zero
  var timeScale = 1.0
  var traffic = Traffic()
  var places: [Drill.Place] = []
  var events: [Drill.Event] = []
  var population: Drill.Population?
  var changes: [LabChange] = []
  /// Where its file stands: files that it names do so from there.
  let directory: String

  /// What places want unless they say otherwise.
  struct Traffic {
    var url: URLParts?
    var queriesPerSecond = 1.0
    var requestsPerSecond = 1.0
    var timeoutSeconds = Simulation.Limits.usualRequestSeconds
  }

  static let keys = [
    "name", "hypothesis", "duration", "timeScale", "lab", "traffic", "places", "population", "workload",
    "steadyState", "guardrails", "events", "expect",
  ]

  /// The drill in the file at `path`, with some of its values replaced; nil with an error among the diagnostics.
  package static func load(
    _ path: String, for lab: LabConfiguration, replacing values: [DrillValue] = []
  ) -> (drill: Drill?, diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let file = ConfigurationFile(path: path, diagnostics: diagnostics)
    let drill = file.root().flatMap { root -> Drill? in
      guard let root = root.replacing(values) else { return nil }
      let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
      var reader = DrillReader(
        lab: lab, root: root, directory: directory.isEmpty ? "." : directory.joined(separator: "/"))
      return reader.read(stem: file.stem)
    }
    return (diagnostics.hasErrors ? nil : drill, diagnostics.sorted)
  }

  /// The drills of the edge configuration in `directory`, in the order of their files.
  package static func paths(in directory: String) -> (paths: [String], diagnostics: [Diagnostic]) {
    let diagnostics = DiagnosticCollector()
    let files = ConfigurationFile.files(
      in: "\(directory)/drills", suffixes: ConfigurationFile.yamlSuffixes, diagnostics: diagnostics)
    return (files.map(\.path), diagnostics.sorted)
  }

  private init(lab: LabConfiguration, root: ConfigurationNode, directory: String) {
    (self.lab, self.root, self.directory) = (lab, root, directory)
  }

  mutating func read(stem: String) -> Drill? {
    guard let map = root.map(keys: Self.keys) else { return nil }
    let name = map["name"]?.nonEmptyString() ?? stem
    guard let duration = map.required("duration").flatMap({ Self.duration($0) }) else { return nil }
    self.duration = duration
    if let scale = map["timeScale"]?.number(in: Limits.timeScale) { timeScale = scale }
    if let node = map["lab"] { readLab(node) }
    if let node = map["traffic"] { readTraffic(node) }
    readPopulation(map)
    if let node = map["population"] == nil ? map.required("places") : map["places"] { readPlaces(node) }
    let steadyState = map["steadyState"].map { conditions($0) } ?? []
    let guardrails = map["guardrails"].map { conditions($0) } ?? []
    if let node = map["events"] { readEvents(node) }
    if events.isEmpty, let node = map["steadyState"] {
      node.error("steadyState is looked at before the first event, and there is none")
    }
    let expectations = map["expect"].map { readExpectations($0) } ?? []
    checkAmount(map["places"] ?? root)
    var drill = Drill(
      name: name, duration: duration, timeScale: timeScale, places: places, events: events,
      expectations: expectations, checks: [], population: population,
      hypothesis: map["hypothesis"]?.nonEmptyString())
    (drill.steadyState, drill.guardrails) = (steadyState, guardrails)
    drill.lab = changes
    drill.checks = drill.watched(among: lab.watchedChecks)
    return drill
  }

  // MARK: Values

  static func duration(_ node: ConfigurationNode) -> Duration? {
    guard
      let duration = node.parsed(as: "a time such as 500ms, 30s or 5m", { Duration(text: $0) })
    else { return nil }
    guard duration <= Simulation.Limits.duration else {
      node.error("\(node.name) is longer than \(Simulation.Limits.duration.inSeconds)")
      return nil
    }
    return duration
  }

  func within(_ limit: Int, _ nodes: [ConfigurationNode], _ node: ConfigurationNode) -> Bool {
    if nodes.count > limit { node.error("\(nodes.count) \(node.name); at most \(limit) are read") }
    return nodes.count <= limit
  }
}
