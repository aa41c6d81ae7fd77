import Health
import Primitives
import Simulation

/// What probes find: the endpoint's fault and the checker's place decide.
struct VirtualCheckers {
  let targets: [VirtualSite.ProbeTarget]
  private var draws: RandomStream

  init(_ targets: [VirtualSite.ProbeTarget], seed: UInt64) {
    self.targets = targets
    draws = RandomStream(seed: seed, kind: "checker")
  }

  /// The outcome, and the nanoseconds until the checker knows it.
  mutating func probe(
    _ config: HealthCheckConfig, number: Int, from checker: HealthMonitor.CheckerPlace,
    _ origins: inout OriginState, at now: Int64
  ) -> (ProbeOutcome, Int64) {
    guard case .origin(let name, let status, let found) = targets[number] else {
      return (ProbeOutcome(failure: .connectionTimedOut), config.connectLimit.nanoseconds)
    }
    let fault = origins.fault(of: name)
    if fault.partition.contains(where: { $0.holds(checker.region, checker.number) }) {
      return (ProbeOutcome(failure: .connectionTimedOut), config.connectLimit.nanoseconds)
    }
    if fault.refuses { return (ProbeOutcome(failure: .connectionRefused), 0) }
    if config.type == .tcp { return (.answered(status: 0), 0) }
    // Built-in origins speak no TLS.
    if config.type.usesTLS { return (ProbeOutcome(failure: .handshakeFailed), 0) }
    if fault.dropShare > 0, draws.uniform() < fault.dropShare {
      return (ProbeOutcome(failure: .connectionClosed), 0)
    }
    let delay = fault.delay.nanoseconds + origins.delay(of: name, at: now)
    if fault.hangs || delay >= Health.Limits.status.nanoseconds {
      return (ProbeOutcome(failure: .responseTimedOut), Health.Limits.status.nanoseconds)
    }
    let failure = draws.status(of: fault)
    let outcome = ProbeOutcome.answered(
      status: failure ?? status, firstByteAfter: .nanoseconds(delay),
      foundSearchString: failure == nil && found)
    return (outcome, delay)
  }
}
