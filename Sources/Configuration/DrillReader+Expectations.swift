import Primitives
import Simulation

extension DrillReader {
  enum Status: String, CaseIterable {
    case healthy = "Healthy"
    case unhealthy = "Unhealthy"
  }

  static let facts = ["becomes", "stays", "answers", "failedRequests", "failedShare", "measure"]

  mutating func readExpectations(_ node: ConfigurationNode) -> [Drill.Expectation] {
    let nodes = node.list()
    guard within(Simulation.Limits.expectations, nodes, node) else { return [] }
    return nodes.compactMap { expectation($0) }
  }

  mutating func expectation(_ node: ConfigurationNode) -> Drill.Expectation? {
    if node.scalarText != nil { return measure(node).map { Drill.Expectation(.measure($0)) } }
    guard let map = node.map(keys: Self.facts + ["check", "place", "after", "until", "within"]) else {
      return nil
    }
    let given = Self.facts.filter { map[$0] != nil }
    guard given.count == 1 else {
      node.error("\(node.name) must have one of \(Self.facts.joined(separator: ", "))")
      return nil
    }
    let takes: [String] =
      switch given[0] {
      case "becomes": ["check", "within"]
      case "stays": ["check"]
      case "measure": []
      case "answers": ["place", "within"]
      default: ["place"]
      }
    for key in ["check", "place", "within"] where map[key] != nil && !takes.contains(key) {
      map[key]?.error("\(key) says nothing beside \(given[0])")
      return nil
    }
    let after = map["after"].map { event($0) }
    let until = map["until"].map { event($0) }
    guard after != .some(nil), until != .some(nil) else { return nil }
    if let after = after ?? nil, let until = until ?? nil, until < after {
      map["until"]?.error("until is an event before that of after")
    }
    guard let fact = fact(given[0], map, after: after ?? nil) else { return nil }
    return Drill.Expectation(fact, after: after ?? nil, until: until ?? nil)
  }

  /// `rto.p90 < 120s`.
  private func measure(_ node: ConfigurationNode) -> Measure? {
    guard let text = node.nonEmptyString() else { return nil }
    do throws(Measure.Refused) {
      let measure = try Measure(text)
      guard !measure.isOfUsers || population != nil else {
        node.error("\(text.quoted) is about users: give the drill a population")
        return nil
      }
      return isBounded(measure, node) ? measure : nil
    } catch {
      node.error("\(error)")
      return nil
    }
  }

  func event(_ node: ConfigurationNode) -> Int? {
    guard let text = node.nonEmptyString() else { return nil }
    if let index = events.firstIndex(where: { $0.name == text }) { return index }
    node.error(
      "no event has the name \(text.quoted)\(NearestName.suggestion(for: text, among: events.map(\.name)))")
    return nil
  }

  mutating func fact(_ key: String, _ map: ConfigurationMap, after: Int?) -> Drill.Expectation.Fact? {
    switch key {
    case "becomes", "stays":
      guard let check = map.required("check").flatMap({ self.check($0) }),
        let status = map[key]?.choice(Status.self)
      else { return nil }
      guard key == "becomes" else { return .stays(check: check, isHealthy: status == .healthy) }
      guard let node = map.required("within") else { return nil }
      guard node.scalarText == "formula" else {
        return Self.duration(node).map {
          .becomes(check: check, isHealthy: status == .healthy, .within($0))
        }
      }
      guard isComputable(check, after, isHealthy: status == .healthy) else {
        node.error(
          "there is no formula for that: it is for a check that asks an origin, after the fault on that origin that turns "
            + "the check Unhealthy, or after the clear that turns it Healthy")
        return nil
      }
      return .becomes(check: check, isHealthy: status == .healthy, .formula)
    case "measure": return map[key].flatMap(measure).map { .measure($0) }
    case "answers":
      let place = map["place"].map { self.place($0) }
      guard place != .some(nil), let node = map["answers"], let answers = Self.answers(node),
        let limit = map.required("within").flatMap({ Self.duration($0) })
      else { return nil }
      return .answers(place: place ?? nil, answers, within: limit)
    default:
      let place = map["place"].map { self.place($0) }
      guard place != .some(nil), let node = map[key] else { return nil }
      return key == "failedRequests"
        ? node.integer(in: 0...Simulation.Limits.exchanges).map {
          .failedRequests(place: place ?? nil, atMost: $0)
        }
        : node.number(in: 0...1).map { .failedShare(place: place ?? nil, atMost: $0) }
    }
  }

  func isComputable(_ check: String, _ after: Int?, isHealthy: Bool) -> Bool {
    Drill(
      name: "", duration: duration, timeScale: timeScale, places: [], events: events, expectations: [],
      checks: [self.check(check)].compactMap { $0 }
    ).computed(check, after: after, isHealthy: isHealthy) != nil
  }

  func place(_ node: ConfigurationNode) -> Int? {
    guard let name = known(node, "place", places.map(\.name)) else { return nil }
    return places.firstIndex { $0.name == name }
  }

  static func answers(_ node: ConfigurationNode) -> Drill.Expectation.Answers? {
    if node.scalarText == "initial" { return .initial }
    let nodes = node.isList ? node.list() : [node]
    let addresses = nodes.compactMap { $0.parsed(as: "an IP address, or initial") { IPAddress($0) } }
    return addresses.isEmpty || addresses.count < nodes.count ? nil : .addresses(addresses)
  }
}
