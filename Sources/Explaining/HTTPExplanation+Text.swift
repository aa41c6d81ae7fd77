import EdgeCache
import Primitives

/// An explanation for people: lines of plain text.
extension HTTPExplanation {
  package var text: [String] {
    var lines = ["request       \(method) \(target) from \(viewer) at \(pop)"]
    lines.append("distribution  \(request.distribution ?? "none has this host")")
    lines += ["", "steps"] + table(request.steps.map { [$0.name, $0.finding] })
    if !request.behaviors.isEmpty {
      lines += ["", "behavior of \(request.matchedPath)"] + table(request.behaviors.map(row))
    }
    if !request.key.isEmpty {
      lines += ["", "key"] + table(request.key.map { [$0.name, $0.value ?? "(none)"] })
    }
    for turn in origins { lines += [""] + turn.text(isAssumed: isResponseAssumed) }
    if let answer {
      let content = octets.map { ", \($0) octets of content" } ?? ""
      lines += ["", "answer        \(answer.status) \(answer.result) \(answer.reason)\(content)"]
      lines += answer.head.headLines
    }
    if octets != nil, !origins.isEmpty {
      lines += [
        "",
        "asked again   \(again.map { "\($0.status) \($0.result) \($0.reason)" } ?? "the origin is asked again")",
      ]
    }
    return lines
  }

  private func row(_ behavior: RequestExplanation.Candidate) -> [String] {
    let word =
      behavior.isChosen ? "matches: chosen" : behavior.matches ? "matches, but comes later" : "does not match"
    return [behavior.pathPattern, word]
  }

  private func table(_ rows: [[String]]) -> [String] {
    guard let first = rows.first else { return [] }
    return TextTable(header: first, rows: Array(rows.dropFirst())).lines.map { "  " + $0 }
  }
}

extension HTTPExplanation.OriginTurn {
  fileprivate func text(isAssumed: Bool) -> [String] {
    let group =
      request.originGroup.map { ", \(request.isSecondary ? "secondary" : "primary") of \($0)" } ?? ""
    let scheme = request.usesTLS ? "https" : "http"
    var lines = [
      "origin        \(request.origin) (\(scheme)://\(request.domainName):\(request.port)\(group))\(request.tier.map { ", asked by the \($0)" } ?? "")"
    ]
    lines += request.head.headLines
    lines.append(outcome(isAssumed: isAssumed))
    return lines + ((store?.text ?? []) + (compression.map { [$0.text] } ?? [])).map { "  " + $0 }
  }

  private func outcome(isAssumed: Bool) -> String {
    let what = (status.map { ["\($0)"] + fields } ?? []).joined(separator: ", ")
    guard let passage else {
      return request.isErrorPage || isAssumed ? "if it answers \(what)" : "it answers \(what)"
    }
    let who = [passage.target, passage.address].compactMap { $0 }.joined(separator: ", ")
    let place = who.isEmpty ? "it" : who
    let attempts = passage.attempts > 1 ? ", \(passage.attempts) attempts" : ""
    let time = "\(passage.milliseconds.text(decimals: 3)) ms\(attempts)"
    guard let failure else { return "\(place) answered after \(time): \(what)" }
    return "\(place) gave no answer in \(time): \(failure)"
  }
}

extension CompressionExplanation {
  fileprivate var text: String {
    coding.map { "compressed with \($0)" } ?? "not compressed: \(refusal ?? "")"
  }
}

extension StoreExplanation {
  /// `TTL 60 s: max-age=120, cut to MaxTTL 60 s`
  var text: [String] {
    guard let lifetime else { return ["not stored: \(reason)\(field.map { " (\($0))" } ?? "")"] }
    var lines = ["TTL \(lifetime) s: \(cause)"]
    if staleWhileRevalidate > 0 {
      lines.append("then served for \(staleWhileRevalidate) s while it is refreshed")
    }
    if staleIfError > 0 { lines.append("then served for \(staleIfError) s if the origin answers 500 to 599") }
    if staleIfUnreachable > 0 {
      lines.append("then served for \(staleIfUnreachable) s if the origin gives no answer")
    }
    return lines
  }

  private var cause: String {
    let limit = bound.map { "\($0.rawValue) \(boundSeconds ?? 0) s" } ?? ""
    let field = field ?? "the response says nothing of its lifetime"
    let old = age > 0 ? ", \(age) s of it gone" : ""
    let said = asked.map { field == "Expires" ? "Expires in \($0) s" : field } ?? field
    switch bound {
    case nil: return said + old
    case .maxTTL: return "\(said)\(old), cut to \(limit)"
    case .minTTL, .errorCachingMinTTL: return "\(said)\(old), raised to \(limit)"
    case .defaultTTL: return "\(said): \(limit)"
    }
  }
}

extension String {
  /// The lines of a head, indented.
  fileprivate var headLines: [String] {
    split(separator: "\r\n").map { "  \($0)" }
  }
}
