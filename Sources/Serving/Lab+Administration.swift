import Health
import Simulation

/// What the admin interface asks for and sets.
extension Lab {
  func inspect(_ completion: @escaping (LabStatus) -> Void) {
    let number = takeNumber()
    inspections[number] = Inspection(missing: workers.count + (isDraining ? 0 : 1), completion: completion)
    for worker in workers { worker.post(.report(number: number)) }
    if !isDraining { health?.post(.ask(number: number, .list)) }
  }

  func takeNumber() -> Int {
    nextNumber += 1
    return nextNumber
  }

  func collect(_ report: WorkerReport, for number: Int) {
    inspections[number]?.sum.add(report)
    inspections[number]?.missing -= 1
    guard let inspection = inspections[number], inspection.missing == 0 else { return }
    inspections[number] = nil
    inspection.completion(status(inspection.sum, inspection.healthChecks))
  }

  func status(_ report: WorkerReport, _ healthChecks: [HealthCheckStatus] = []) -> LabStatus {
    LabStatus(
      seed: options.seed, configuration: configuration, zones: zones, secondaries: secondaries?.status ?? [],
      healthChecks: healthChecks, ports: ports, report: report, notifications: notifications.counts,
      queryLogLinesLost: queryLog?.linesLost ?? 0,
      accessLogLinesLost: accessLog?.writer.linesLost ?? 0)
  }

  // MARK: Health checks and faults

  func ask(_ question: HealthQuestion, _ completion: @escaping (HealthAnswer) -> Void) {
    guard !isDraining else { return completion(.refused(503, "the lab is ending")) }
    let number = takeNumber()
    questions[number] = completion
    health?.post(.ask(number: number, question))
  }

  var originFaults: [String: ServerFault] { faults.origins }

  func setFault(_ fault: ServerFault, of origin: String) -> Bool {
    guard configuration.origins.contains(where: { $0.name == origin }) else { return false }
    faults.origins[origin] = fault.isNone ? nil : fault
    followFaults()
    health?.post(.partition(healthPlan().partitions))
    log.notice("built-in origin \(origin): \(fault.isNone ? "no fault" : fault.words.joined(separator: " "))")
    return true
  }

  /// Nil: all is well.
  func setFault(_ fault: ServerFault?, ofPop pop: String) {
    faults.pops[pop] = fault
    followFaults()
  }

  private func followFaults() { for worker in workers { worker.post(.faults(faults)) } }
}
