import Eviction
import Replaying
import Reports
import Traces

// One trace through what a plan has.

extension ReplayCommand {
  func replay(_ trace: String, _ plan: ReplayPlan) throws -> ReplayReport {
    var plan = plan
    // Those of the whole trace are no positions in a sample of it.
    plan.options.checksNext =
      plan.knowsFuture && !TraceOptions.isSynthetic(trace) && plan.options.sample?.rate == 1
    do { return try replaySeeds(trace, plan) } catch is WrongNextPositions {
      guard trace != "-" else {
        throw TraceError(
          "standard input is read once; policies that know the future take two passes unless the trace says, rightly, where each object is asked for next"
        )
      }
      plan.options.checksNext = false
      return try replaySeeds(trace, plan)
    }
  }

  private func replaySeeds(_ trace: String, _ plan: ReplayPlan) throws -> ReplayReport {
    var plan = plan
    let survey = try survey(trace, &plan, 0)
    // Chance is in the requests where they are made up, else in what policies draw.
    let isSynthetic = TraceOptions.isSynthetic(trace)
    let first = try replay(trace, plan, 0, survey)
    func hasChance(_ index: Int) -> Bool { isSynthetic || Self.drawsNumbers(index, of: first) }
    guard first.caches.indices.contains(where: hasChance) else { return first }
    let others = try (0..<UInt64(seeds)).dropFirst().map { step in
      try replay(trace, plan, step, isSynthetic ? try self.survey(trace, &plan, step) : survey)
    }
    return ReplayReport(seeds: [first] + others, hasChance: hasChance)
  }

  private func replay(_ trace: String, _ plan: ReplayPlan, _ step: UInt64, _ survey: Survey?) throws
    -> ReplayReport
  {
    let footprint = survey.map { ignoreObjectSize ? $0.statistics.objects : $0.statistics.footprint } ?? 0
    let (caches, hierarchies): ([Replayer.Cache], [Replayer.Hierarchy])
    do {
      caches = try plan.caches(footprint: footprint, seed: seed &+ step)
      hierarchies = try plan.hierarchies(footprint: footprint, seed: seed &+ step)
    } catch { throw TraceError("\(trace): \(error)") }
    var progress = ProgressLine(label: seeds > 1 ? "\(trace) (seed \(step + 1) of \(seeds))" : trace)
    let outcome = try Replayer.run(
      try input.open(trace, seedStep: step, names: plan.names), caches, plan.options,
      hierarchies: hierarchies, next: survey?.next, tell: { progress.tell($0) })
    progress.clear()
    guard outcome.stretches.contains(where: { $0.requests > 0 }) else {
      throw TraceError("\(trace): no requests")
    }
    let rate = plan.options.sample?.rate ?? 1
    let sources = caches.indices.map {
      ReplayReport.Source(
        policy: caches[$0].policy.description, size: caches[$0].size, capacity: caches[$0].capacity,
        objects: outcome.objects[$0], outcome.figures[$0])
    }
    let tiers = hierarchies.indices.flatMap {
      ReplayReport.Source.tiers(
        hierarchies[$0].tiers, capacities: hierarchies[$0].capacities, outcome.tiers[$0], rate: rate)
    }
    return ReplayReport(
      trace: trace, sources + tiers, stretches: outcome.stretches, curve: outcome.curve, sampleRate: rate,
      seed: seed &+ step, rules: rules, hasWindows: plan.options.window != nil, prices: try replayPrices())
  }

  /// What is to be known of a trace before it is replayed.
  struct Survey {
    var statistics = TraceStatistics()
    var next: NextPositions?
  }

  /// A pass before the replay, if sizes are shares of the footprint, a policy has to be told the future, or content is
  /// chosen beforehand, which becomes a part of the plan.
  private func survey(_ trace: String, _ plan: inout ReplayPlan, _ seedStep: UInt64) throws -> Survey? {
    let isTrained = plan.isTrained(hasList: staticList != nil)
    guard !isTrained || warmUp != nil else {
      throw TraceError(
        "static caches are filled with what is asked for while they warm up: say how long with --warm-up; or with a list: static:by=list and --static-list"
      )
    }
    guard staticList == nil || plan.hasListed else {
      throw TraceError("--static-list: no policy asks for it; expected --policy static:by=list")
    }
    let countsNext = plan.knowsFuture && !plan.options.checksNext
    guard plan.hasShares || countsNext || isTrained || plan.hasListed else { return nil }
    guard trace != "-" else {
      throw TraceError(
        "standard input is read once; sizes in per cent, policies that know the future and static caches take two passes"
      )
    }
    var source = try input.open(trace, seedStep: seedStep)
    var survey = Survey(next: countsNext ? NextPositions() : nil)
    var training = TrainingWindow(plan.options.warmUp, ignoresSizes: ignoreObjectSize)
    var list = try staticList.map { try listed($0) }
    var batch: [Request] = []
    var progress = ProgressLine(label: "\(trace) (footprint)")
    while true {
      try source.next(&batch)
      if batch.isEmpty { break }
      if plan.options.checksNext, batch[0].next == 0 {
        // The format says nothing of next requests.
        plan.options.checksNext = false
        survey.next = NextPositions()
      }
      survey.statistics.count(batch)
      if survey.next != nil || isTrained { plan.options.sample?.keep(&batch) }
      survey.next?.count(batch)
      if isTrained { training.count(batch) }
      list?.count(batch)
      progress.tell(source.share)
    }
    progress.clear()
    plan.options.content = training.content
    plan.options.list = list?.content(ignoresSizes: ignoreObjectSize)
    return survey
  }

  private func listed(_ path: String) throws -> ListedContent {
    let file = try TraceFile(
      path: path, format: nil, keepsQuery: input.queryStrings, allowsUnsorted: true)
    var list = ListedContent()
    var batch: [Request] = []
    while true {
      try file.next(&batch)
      guard !batch.isEmpty else { break }
      for request in batch { list.add(request) }
    }
    guard !list.isEmpty else { throw TraceError("\(path): lists nothing") }
    return list
  }
}
