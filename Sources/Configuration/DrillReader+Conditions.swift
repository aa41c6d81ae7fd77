import Primitives
import Simulation

// The steady state, guardrails, and what must hold before and after events.

extension DrillReader {
  mutating func conditions(_ node: ConfigurationNode) -> [Condition] {
    let nodes = node.list()
    guard within(Simulation.Limits.conditions, nodes, node) else { return [] }
    return nodes.compactMap { condition($0, keys: []) }
  }

  mutating func outcomes(_ node: ConfigurationNode, after start: Duration) -> [Drill.Outcome] {
    let nodes = node.list()
    guard within(Simulation.Limits.conditions, nodes, node) else { return [] }
    return nodes.compactMap { node in
      guard let condition = condition(node, keys: ["within"]) else { return nil }
      guard let limit = node.peek("within") else {
        node.error("\(node.name) lacks the key 'within': the time until it must hold")
        return nil
      }
      guard let within = Self.duration(limit) else { return nil }
      guard start + within <= duration else {
        limit.error(
          "within ends at \((start + within).inSeconds), after the end of the drill at \(duration.inSeconds)")
        return nil
      }
      return Drill.Outcome(condition, within: within)
    }
  }

  /// `healthy > 0`, or a map with one of `is`, `answers` and `measure`.
  private mutating func condition(_ node: ConfigurationNode, keys: [String]) -> Condition? {
    if node.scalarText != nil { return momentary(node).map { .measure($0) } }
    guard let map = node.map(keys: ["check", "is", "place", "answers", "measure"] + keys) else { return nil }
    let given = ["is", "answers", "measure"].filter { map[$0] != nil }
    guard given.count == 1 else {
      node.error("\(node.name) must have one of is, answers, measure")
      return nil
    }
    for (key, owner) in [("check", "is"), ("place", "answers")] where map[key] != nil && given[0] != owner {
      map[key]?.error("\(key) says nothing beside \(given[0])")
      return nil
    }
    switch given[0] {
    case "is":
      guard let check = map.required("check").flatMap({ self.check($0) }),
        let status = map["is"]?.choice(Status.self)
      else { return nil }
      return .status(check: check, isHealthy: status == .healthy)
    case "answers":
      let place = map["place"].map { self.place($0) }
      guard place != .some(nil), let answers = map["answers"].flatMap(Self.answers) else { return nil }
      guard !places.isEmpty else {
        map["answers"]?.error("answers are those of places: give the drill places")
        return nil
      }
      return .answers(place: place ?? nil, answers)
    default: return map["measure"].flatMap(momentary).map { .measure($0) }
    }
  }

  /// A measure that is known while the drill goes on.
  private func momentary(_ node: ConfigurationNode) -> Measure? {
    guard let text = node.nonEmptyString() else { return nil }
    do throws(Measure.Refused) {
      let measure = try Measure(text)
      guard measure.isOfMoment else {
        node.error(
          "\(text.quoted) is known only at the end; expected healthy, failed, hit_ratio, shifted, refused, or utilization and wait of pops and origins, without a part of the drill"
        )
        return nil
      }
      guard measure.figure != .hitRatio && measure.boundedKind == nil || population != nil else {
        node.error("\(text.quoted) is about users: give the drill a population")
        return nil
      }
      return isBounded(measure, node) ? measure : nil
    } catch {
      node.error("\(error)")
      return nil
    }
  }

  /// Who takes all that comes is never full.
  func isBounded(_ measure: Measure, _ node: ConfigurationNode) -> Bool {
    switch measure.boundedKind {
    case .pointOfPresence where population?.points.isEmpty ?? true:
      node.error(
        "\(measure.text.quoted) is about points of presence that can take only so much: give the population pops, such as "
          + "[{pop: all, requestsPerSecond: 500}]")
    case .origin where population?.origins.isEmpty ?? true:
      node.error(
        "\(measure.text.quoted) is about origins that can take only so much: give the population origins, such as "
          + "[{origin: \(lab.origins.first?.name ?? "www.origin.test"), concurrency: 64}]")
    default: return true
    }
    return false
  }
}
