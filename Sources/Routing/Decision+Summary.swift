import DNSWire
import Zones

extension Decision {
  /// Whether a routing policy had a say.
  package var isRouted: Bool {
    for index in 0..<stepCount where steps[index].group >= 0 { return true }
    return outcome == .noMatch || outcome == .allUnhealthy
  }

  /// The steps in one line of plain text, for logs and extended errors.
  package func summary(in zone: Zone) -> String {
    var parts: [String] = []
    for index in 0..<stepCount { parts.append(summary(of: steps[index], in: zone)) }
    switch outcome {
    case .records, .distribution: break
    case .noMatch: parts.append("no record is for this client's place and there is no default")
    case .allUnhealthy: parts.append("no record is healthy")
    }
    return parts.joined(separator: " > ")
  }

  /// `WEIGHTED www 'blue': weight 10 of 30`.
  package func summary(of step: Step, in zone: Zone) -> String {
    guard step.group >= 0 else {
      return "ALIAS \(step.alias < 0 ? "" : zone.aliases[step.alias].name.description)"
    }
    let group = zone.groups[step.group]
    let names = chosen(by: step, in: group).map { "'\($0)'" }.joined(separator: ", ")
    var text =
      "\(group.policy.rawValue) \(group.name)\(names.isEmpty ? "" : " " + names): \(step.choice.reason)"
    if step.failedOpen {
      text += ", none of \(group.members.count) is healthy"
    } else if !step.left.isEmpty {
      text += ", \(step.left.count) unhealthy left out"
    }
    return text
  }

  /// The identifiers of what a step chose: of a multivalue answer all, in the order of the answer.
  private func chosen(by step: Step, in group: RoutedGroup) -> [String] {
    let members =
      group.policy == .multivalue
      ? (0..<setCount).compactMap { index in group.members.first { $0.set == sets[index] } }
      : [group.members[step.choice.candidate]]
    return members.map(\.annotation.identifier).filter { !$0.isEmpty }
  }
}

extension RoutingChoice.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .simple: "the only record"
    case .weight(let weight, let sum): "weight \(weight) of \(sum)"
    case .zeroWeight(let count): "one of \(count) with weight 0"
    case .lowestLatency(let milliseconds): "lowest latency, \(milliseconds) ms"
    case .inChina: "cn-north-1 for clients in China"
    case .location(.anywhere): "default location"
    case .location(let location): "location \(location)"
    case .nearest(let distance):
      "nearest, \(Int(distance.kilometres.rounded())) km, biased \(Int(distance.biasedKilometres.rounded())) km"
    case .failover(let role): role.rawValue
    case .multivalue(let count): "\(count) records"
    case .block(let length): "CIDR block of /\(length)"
    case .defaultLocation: "default location"
    case .unmappedClient: "client's place unknown, first record"
    }
  }
}
