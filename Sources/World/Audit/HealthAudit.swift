import Health

/// Follows every checker by itself and says what status a check must have: a streak for each checker, a count for each check.
struct HealthAudit {
  private struct Checker {
    var isHealthy = true
    var disagreeing = 0
  }

  private let checks: HealthCheckSet
  /// Those that follow others.
  private let calculated: [Int]
  private var checkers: [[Checker]]
  private var forced: [Bool?]

  init(_ checks: HealthCheckSet, checkersPerRegion: Int) {
    self.checks = checks
    calculated = checks.checks.indices.filter { checks.checks[$0].config.type == .calculated }
    checkers = checks.checks.map { check in
      [Checker](repeating: Checker(), count: check.config.regions.count * checkersPerRegion)
    }
    forced = checks.checks.map { _ in nil }
  }

  mutating func force(_ status: ForcedStatus, _ check: Int) {
    forced[check] = status == .obey ? nil : status == .up
  }

  /// `number`: which of the check's checkers, regions in their order.
  mutating func probed(_ check: Int, checker number: Int, _ outcome: ProbeOutcome) {
    let config = checks.checks[check].config
    let isGood = config.failure(of: outcome) == nil
    if isGood == checkers[check][number].isHealthy {
      checkers[check][number].disagreeing = 0
    } else {
      checkers[check][number].disagreeing += 1
      if checkers[check][number].disagreeing == config.failureThreshold {
        checkers[check][number] = Checker(isHealthy: isGood)
      }
    }
  }

  /// Nil for what checkers do not decide: alarms, routing controls.
  func isHealthy(_ check: Int) -> Bool? {
    if let forced = forced[check] { return forced }
    let config = checks.checks[check].config
    if config.isDisabled { return !config.isInverted }
    if config.type.isProbed {
      // "If more than 18% of health checkers report that an endpoint is healthy, Route 53 considers it healthy."
      let healthy = checkers[check].count { $0.isHealthy }
      return (Double(healthy) / Double(checkers[check].count) > 0.18) != config.isInverted
    }
    guard config.type == .calculated else { return nil }
    var healthy = 0
    for id in config.childHealthChecks {
      guard let child = checks.index(of: id), checks.checks[child].config.type != .calculated else {
        continue
      }
      guard let isChildHealthy = isHealthy(child) else { return nil }
      if isChildHealthy { healthy += 1 }
    }
    return (healthy >= config.healthThreshold ?? 0) != config.isInverted
  }

  /// Whether a check that has been probed or forced, or one that follows others, has another status than that.
  func fault(_ snapshot: HealthSnapshot, changed: Int) -> (id: String, text: String)? {
    if let fault = fault(snapshot, of: changed) { return fault }
    for number in calculated {
      if let fault = fault(snapshot, of: number) { return fault }
    }
    return nil
  }

  private func fault(_ snapshot: HealthSnapshot, of number: Int) -> (id: String, text: String)? {
    guard let isHealthy = isHealthy(number), isHealthy != snapshot.isHealthy(number) else { return nil }
    let word = snapshot.isHealthy(number) ? "Healthy" : "Unhealthy"
    let count = checkers[number].count { $0.isHealthy }
    return (
      checks.checks[number].id,
      "is \(word), though \(count) of \(checkers[number].count) checkers find it healthy"
    )
  }
}
