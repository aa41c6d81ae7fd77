import Authority
import DNSWire
import Health
import Primitives
import Routing
import Testing

@testable import Explaining

/// What is said of an answer is what the answer is: over generated zones, clients, health and draws.
@Suite struct ExplanationPropertyTests {
  private func ask(
    _ zone: GeneratedZone, _ name: Name, _ type: RecordType, _ asking: Asking, _ health: HealthSnapshot,
    draw: UInt64, _ settings: AnswerSettings
  ) throws -> Message {
    var responder = Responder(settings: settings)
    let packet = Message.query(
      name, type, udpOctets: UInt16(WireLimits.udpOctets), clientSubnet: asking.subnet)
    var buffer = [UInt8](repeating: 0, count: 1232)
    var span = buffer.mutableSpan
    let response = responder.respond(
      to: packet.span, from: asking.resolver, over: .udp, catalog: zone.catalog, health: health, draw: draw,
      into: &span)
    return try Message(Array(buffer.prefix(response.count)).span)
  }

  @Test(arguments: UInt64(1)...200)
  func `what explain says is chosen is what the wire answer contains`(seed: UInt64) throws {
    var zone = try GeneratedZone(seed: seed)
    for name in GeneratedZone.names {
      let question = try #require(Name(name + ".example.com"))
      let type: RecordType = [.a, .a, .a, .aaaa, .cname, .any][zone.below(6)]
      let (asking, health, draw) = (zone.asking(), zone.health(), zone.draw())
      var settings = AnswerSettings()
      settings.any = .oneSet
      if zone.below(4) == 0 { settings.routing.fallback = .failClosed }
      let explanation = Explainer(catalog: zone.catalog, settings: settings, health: health)
        .explain(question, type, for: asking, draw: draw)
      let plain = try ask(zone, question, type, asking, health, draw: draw, settings)
      settings.explains = true
      let message = try ask(zone, question, type, asking, health, draw: draw, settings)
      // Made where an expectation fails alone.
      let text = zone.text
      let context = { () -> Comment in "seed \(seed) \(name) \(type) \(asking)\n\(text)\n\(explanation.text)"
      }

      // The answer is the same whether it is explained or not.
      #expect(plain.answers == message.answers && plain.authorities == message.authorities, context())
      #expect(plain.code == message.code && plain.flags == message.flags, context())
      // Records with TTL, code and scope.
      #expect(explanation.answer.rcode == "\(message.code)", context())
      #expect(
        explanation.answer.answers.map { "\($0.name) \($0.ttl) IN \($0.type) \($0.data)" }
          == message.answers.map { "\($0)" }, context())
      #expect(explanation.answer.scope == scope(of: message), context())
      check(explanation, message, asking, context)
      // RFC 8914: the extended error has as much of the summary as there is room for.
      let option = message.edns?.options.first { $0.code == 15 }
      let isRefused = explanation.zone == nil
      #expect((option == nil) == (explanation.summary.isEmpty && !isRefused), context())
      if let option, !isRefused {
        #expect(option.data == [0, 0] + explanation.summary.utf8.prefix(400), context())
      }
    }
  }

  private func scope(of message: Message) -> Int? {
    message.edns?.options.first { $0.code == 8 }.map { Int($0.data[3]) }
  }

  /// The choices against the answer.
  private func check(
    _ explanation: Explanation, _ message: Message, _ asking: Asking, _ context: () -> Comment
  ) {
    for step in explanation.steps {
      for choice in step.choices {
        let answers = message.answers.filter {
          "\($0.name)".lowercased() == step.name.lowercased() && "\($0.type)" == choice.type
        }
        let data = answers.map { $0.type.presentation(of: $0.data.span) }
        switch choice.outcome {
        case .records:
          #expect(data.sorted() == choice.records.sorted(), context())
          #expect(answers.allSatisfy { $0.ttlSeconds == choice.ttl }, context())
          if let last = choice.levels.last, last.policy != nil {
            let chosen = last.candidates.filter { $0.state == .chosen }.flatMap(\.records)
            if last.alias == nil { #expect(chosen.sorted() == choice.records.sorted(), context()) }
          }
        case .distribution:
          check(choice, data, context)
        case .noMatch, .allUnhealthy: #expect(data.isEmpty, context())
        }
        for level in choice.levels where level.policy != nil { check(level, choice, context) }
      }
    }
    let routed = explanation.steps.flatMap(\.choices)
    if asking.subnet != nil {
      #expect(scope(of: message) == (routed.map(\.scope).max() ?? 0), context())
    }
    // What is said to decide is in the one line as well.
    for choice in routed where choice.outcome == .distribution {
      #expect(explanation.summary.contains(choice.distribution?.reason ?? "-"), context())
    }
    for level in routed.flatMap(\.levels) where level.reason != nil && level.policy != nil {
      for candidate in level.candidates where candidate.state == .chosen && !candidate.identifier.isEmpty {
        #expect(explanation.summary.contains("'\(candidate.identifier)'"), context())
      }
    }
  }

  /// The point of presence that is said to be chosen is the one whose address is in the answer, and the nearest.
  private func check(_ choice: ChoiceExplanation, _ data: [String], _ context: () -> Comment) {
    let chosen = choice.edges.filter(\.chosen)
    #expect(chosen.count == 1 && choice.records.isEmpty && choice.ttl == nil, context())
    #expect(choice.edges.map(\.pop) == GeneratedZone.pointsOfPresence.map(\.id), context())
    let point = GeneratedZone.pointsOfPresence.first { $0.id == chosen.first?.pop }
    #expect(data == (choice.type == "A" ? [point?.address ?? "-"] : []), context())
    let milliseconds = choice.edges.compactMap(\.milliseconds)
    #expect(milliseconds.min() == chosen.first?.milliseconds, context())
    #expect(milliseconds.isEmpty == (choice.distribution?.place == nil), context())
    if milliseconds.isEmpty { #expect(choice.edges.first?.chosen == true, context()) }
  }

  /// The candidates of one group.
  private func check(_ level: ChoiceExplanation.Level, _ choice: ChoiceExplanation, _ context: () -> Comment)
  {
    let chosen = level.candidates.filter { $0.state == .chosen }
    let isStuck = level.reason == nil
    #expect(isStuck == chosen.isEmpty, context())
    #expect(level.policy == "MULTIVALUE" || chosen.count <= 1, context())
    for candidate in level.candidates {
      let isUnhealthy =
        candidate.healthCheck.map { !$0.isHealthy } ?? false || candidate.isTargetHealthy == false
      if candidate.state == .chosen {
        #expect(candidate.odds > 0, context())
        #expect(!isUnhealthy || level.failedOpen, context())
      }
      if candidate.state == .left || candidate.state == .elsewhere { #expect(candidate.odds == 0, context()) }
      #expect(candidate.records.isEmpty == (candidate.alias != nil), context())
    }
    if !isStuck, level.policy != "MULTIVALUE" {
      #expect(abs(level.candidates.map(\.odds).reduce(0, +) - 1) < 1e-9, context())
    }
  }

  @Test func `the generated zones reach everything there is to explain`() throws {
    var seen: Set<String> = []
    for seed in UInt64(1)...40 {
      var zone = try GeneratedZone(seed: seed)
      for name in GeneratedZone.names {
        var settings = AnswerSettings()
        if seed % 4 == 0 { settings.routing.fallback = .failClosed }
        let explanation = Explainer(catalog: zone.catalog, settings: settings, health: zone.health())
          .explain(try #require(Name(name + ".example.com")), .a, for: zone.asking(), draw: zone.draw())
        for step in explanation.steps {
          seen.insert(step.found.rawValue)
          for choice in step.choices {
            seen.insert(choice.outcome.rawValue)
            for level in choice.levels {
              seen.insert(level.policy ?? "ALIAS")
              if level.failedOpen { seen.insert("fail-open") }
              seen.formUnion(level.candidates.map(\.state.rawValue))
              if level.candidates.contains(where: { !$0.below.isEmpty }) { seen.insert("back-out") }
            }
          }
        }
      }
    }
    let all = [
      "name", "wildcard", "delegation", "redirection", "no-such-name", "records", "distribution", "no-match",
      "all-unhealthy", "ALIAS", "WEIGHTED", "LATENCY", "FAILOVER", "GEOLOCATION", "GEOPROXIMITY", "IPBASED",
      "MULTIVALUE", "fail-open", "chosen", "left", "passed", "elsewhere", "back-out",
    ]
    #expect(Set(all).subtracting(seen) == [])
  }

  /// Five standard deviations: a false alarm in two million outcomes, and the seeds are always the same.
  @Test(arguments: UInt64(1)...20)
  func `draws come to the expected shares`(seed: UInt64) throws {
    var zone = try GeneratedZone(seed: seed)
    let draws = 1000
    for name in ["top0", "cn", "leaf0", "chain"] {
      let (asking, health) = (zone.asking(), zone.health())
      let report = Explainer(catalog: zone.catalog, health: health)
        .draw(draws, seed: seed, try #require(Name(name + ".example.com")), .a, for: asking)
      // Two records for each of the two names that the CNAME may lead to: 5, 20, 37.5 and 37.5 % of the answers.
      if name == "chain" {
        #expect(report.outcomes.map(\.path.count) == [2, 2, 2, 2])
        #expect(report.outcomes.map { Int($0.expectedShare * 1000) } == [50, 200, 375, 375])
      }
      for outcome in report.outcomes {
        let expected = outcome.expectedShare * Double(draws)
        let deviation = (expected * (1 - outcome.expectedShare)).squareRoot()
        #expect(
          abs(Double(outcome.observed) - expected) <= 5 * deviation + 1e-6,
          "\(outcome) of \(name)\n\(zone.text)")
      }
    }
  }
}
