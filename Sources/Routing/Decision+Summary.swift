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
    for index in 0..<stepCount { parts.append(steps[index].summary(in: zone)) }
    switch outcome {
    case .records, .distribution: break
    case .noMatch: parts.append("no record is for this client's place and there is no default")
    case .allUnhealthy: parts.append("no record is healthy")
    }
    return parts.joined(separator: " > ")
  }
}

extension Decision.Step {
  /// `WEIGHTED www/blue: weight 10 of 30`.
  package func summary(in zone: Zone) -> String {
    guard group >= 0 else { return "ALIAS \(alias < 0 ? "" : zone.aliases[alias].name.description)" }
    let routed = zone.groups[group]
    let identifier = routed.members[choice.candidate].annotation.identifier
    var text = "\(routed.policy.rawValue) \(routed.name)\(identifier.isEmpty ? "" : " '\(identifier)'"): "
    text += "\(choice.reason)"
    if failedOpen {
      text += ", none of \(routed.members.count) is healthy"
    } else if !left.isEmpty {
      text += ", \(left.count) unhealthy left out"
    }
    return text
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
    case .nearest(let kilometres, let biased):
      "nearest, \(Int(kilometres.rounded())) km, biased \(Int(biased.rounded())) km"
    case .failover(let role): role.rawValue
    case .multivalue(let count): "\(count) records"
    case .block(let length): "CIDR block of /\(length)"
    case .defaultLocation: "default location"
    case .unmappedClient: "client's place unknown, first record"
    }
  }
}
