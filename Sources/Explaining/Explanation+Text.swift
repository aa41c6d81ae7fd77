import Primitives

/// An explanation for people: lines of plain text.
extension Explanation {
  package var text: [String] {
    var lines = [
      "question  \(question.name) \(question.type)", "client    \(clientText)", "location  \(locationText)",
    ]
    lines.append("zone      \(zone ?? "none here holds this name")")
    lines.append("draw      \(draw)\(seed.map { ", the first of seed \($0)" } ?? "")")
    for step in steps { lines += [""] + step.text(asked: question.type) }
    lines += [""] + answer.text
    if !summary.isEmpty { lines += ["", "why       \(summary)"] }
    lines += hints.map { "hint      \($0)" }
    if let draws { lines += [""] + draws.text }
    return lines
  }

  private var clientText: String {
    let who =
      subnetText.map { "\($0), asked for by \(client.resolver)" } ?? "the resolver, \(client.resolver)"
    return client.name.map { "\($0): \(who)" } ?? who
  }

  private var subnetText: String? { client.subnet.map { "the client subnet \($0)" } }

  private var locationText: String {
    guard let location = client.location else { return "not known" }
    let source =
      switch location.source {
      case "overrides": "clients.yaml has"
      case "database": "the MaxMind DB has"
      case "embedded-table": "the embedded table has"
      default: "nobody knows where it is; that holds for"
      }
    guard location.source != nil else { return "\(source) \(location.prefix)" }
    var places = [location.continent, location.country, location.subdivision].compactMap { $0 }
    if let latitude = location.latitude, let longitude = location.longitude {
      places.append("\(latitude.text(decimals: 2)),\(longitude.text(decimals: 2))")
    }
    return "\(places.joined(separator: " ")): \(source) it for \(location.prefix)"
  }
}

extension LookupStep {
  fileprivate func text(asked type: String) -> [String] {
    let isAbsent = !types.contains { $0 == type || $0 == "CNAME" } && type != "ANY"
    let there =
      types.isEmpty ? "no records" : types.joined(separator: " ") + (isAbsent ? ", no \(type)" : "")
    let what =
      switch found {
      case .name: types.isEmpty ? "exists for the names below it, without records" : "has \(there)"
      case .wildcard: "does not exist; the wildcard \(owner ?? "") stands for it and has \(there)"
      case .delegation: "is delegated: a referral to the servers of \(owner ?? name)"
      case .redirection: "is below the DNAME record of \(owner ?? "")"
      case .noSuchName: "does not exist"
      }
    return ["name      \(name) \(what)"] + choices.flatMap(\.text)
  }
}

extension ChoiceExplanation {
  fileprivate var text: [String] {
    var lines = levels.flatMap(\.text)
    switch outcome {
    case .records: break
    case .distribution:
      guard edges.contains(where: \.chosen) else {
        return lines + ["  no point of presence serves it"]
      }
      let nearest = edges.sorted { ($0.milliseconds ?? 0) < ($1.milliseconds ?? 0) }
      let table = TextTable(
        header: ["", "POP", "LATENCY"],
        rows: nearest.map {
          [$0.chosen ? ">" : "", $0.pop, $0.milliseconds.map { "\($0.text(decimals: 1)) ms" } ?? "-"]
        })
      lines += table.lines.map { "    " + $0 }
      if let chosen = edges.first(where: \.chosen), let reason = distribution?.reason {
        lines.append("    chosen \(chosen.pop): \(reason)")
      }
    case .noMatch: lines.append("    no record is for this client's place and there is no default: no data")
    case .allUnhealthy: lines.append("    no record is healthy, and it fails closed: no data")
    }
    return lines
  }
}

extension ChoiceExplanation.Level {
  fileprivate var text: [String] {
    guard let policy else { return ["  ALIAS \(name) \(type)\(followed)"] }
    var lines = ["  \(policy) \(name) \(type)"]
    let table = TextTable(
      header: ["", "IDENTIFIER"] + CandidateExplanation.columns(of: policy) + ["HEALTH", "RECORDS"],
      rows: candidates.flatMap { $0.rows(policy, indent: "") })
    lines += table.lines.map { "    " + $0 }
    if let reason {
      let names = candidates.filter { $0.state == .chosen }.map(\.identifier).filter { !$0.isEmpty }
      lines.append(
        "    chosen\(names.isEmpty ? "" : " " + names.joined(separator: ", ")): \(reason)\(followed)")
    }
    if failedOpen { lines.append("    none is healthy: all count as healthy (fail-open)") }
    return lines
  }

  private var followed: String { alias.map { ", leads to \($0.text)" } ?? "" }
}

extension AliasExplanation {
  fileprivate var text: String {
    isDistribution
      ? "distribution \(target)" : "\(target), EvaluateTargetHealth \(evaluatesTargetHealth)"
  }
}

extension CandidateExplanation {
  /// Headers of what a policy looks at.
  fileprivate static func columns(of policy: String) -> [String] {
    switch policy {
    case "WEIGHTED": ["WEIGHT", "ODDS"]
    case "LATENCY": ["REGION", "LATENCY"]
    case "GEOLOCATION": ["LOCATION"]
    case "GEOPROXIMITY": ["PLACE", "BIAS", "DISTANCE", "BIASED"]
    case "FAILOVER": ["ROLE"]
    case "MULTIVALUE": ["ODDS"]
    case "IPBASED": ["LOCATION", "BLOCK"]
    default: []
    }
  }

  private func cells(_ policy: String) -> [String] {
    switch policy {
    case "WEIGHTED": ["\(weight ?? 0)", odds.percent]
    case "LATENCY": [region ?? "", milliseconds.map { "\($0) ms" } ?? "-"]
    case "GEOLOCATION": [location ?? ""]
    case "GEOPROXIMITY":
      [
        place ?? "", "\(bias ?? 0)", kilometres.map { "\($0) km" } ?? "-",
        biasedKilometres.map { "\($0) km" } ?? "-",
      ]
    case "FAILOVER": [failover ?? ""]
    case "MULTIVALUE": [odds.percent]
    case "IPBASED": ["\(collection ?? "")/\(location ?? "")", blockLength.map { "/\($0)" } ?? "-"]
    default: []
    }
  }

  /// Its row, and those of the group below it.
  fileprivate func rows(_ policy: String, indent: String) -> [[String]] {
    let mark =
      switch state {
      case .chosen: ">"
      case .left: "x"
      case .passed, .elsewhere: ""
      }
    let what = alias.map { "ALIAS \($0.text)" } ?? records.joined(separator: ", ")
    let row = [mark, indent + (identifier.isEmpty ? "-" : identifier)]
    guard indent.isEmpty else { return [row + cells(policy).map { _ in "" } + [healthText, what]] }
    return [row + cells(policy) + [healthText, what]] + below.flatMap { $0.rows(policy, indent: "  ") }
  }

  private var healthText: String {
    var parts: [String] = []
    if let healthCheck {
      parts.append("\(healthCheck.id) \(healthCheck.isHealthy ? "healthy" : "unhealthy")")
    }
    if let isTargetHealthy { parts.append(isTargetHealthy ? "healthy below" : "unhealthy below") }
    if state == .elsewhere { parts.append("not for this client") }
    return parts.isEmpty ? "-" : parts.joined(separator: ", ")
  }
}

extension Explanation.Answer {
  fileprivate var text: [String] {
    var head = "answer    \(rcode)"
    if !authoritative, rcode == "NOERROR" { head += ", not authoritative" }
    if transport != "udp" { head += ", truncated over UDP and asked again over TCP" }
    if let scope { head += ", client subnet scope /\(scope)" }
    func lines(_ records: [Explanation.Record], _ section: String) -> [String] {
      records.map { "  \($0.name) \($0.ttl) IN \($0.type) \($0.data)\(section)" }
    }
    return [head] + lines(answers, "") + lines(authorities, "  ; authority")
      + lines(additional, "  ; additional")
  }
}

extension DrawReport {
  fileprivate var text: [String] {
    guard !outcomes.isEmpty else {
      return ["draws     nothing is drawn: no alias and no policy has a say (the order of records aside)"]
    }
    let table = TextTable(header: Self.header, rows: rows)
    return ["draws     \(draws), seed \(seed)"] + table.lines.map { "  " + $0 }
  }

  package static let header = ["OUTCOME", "RECORDS", "OBSERVED", "SHARE", "EXPECTED"]

  package var rows: [[String]] {
    outcomes.map {
      [
        $0.path.joined(separator: " > "), $0.records.joined(separator: ", "), "\($0.observed)",
        $0.observedShare.percent, $0.expectedShare.percent,
      ]
    }
  }
}

extension Double {
  fileprivate var percent: String { "\((self * 100).text(decimals: 1)) %" }
}
