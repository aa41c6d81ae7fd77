import Configuration
import EventLoop
import Health
import Primitives
import Simulation
import TLS

/// Carries out the probes that the monitor asks for.
final class Prober {
  private let loop: EventLoop
  private let resolver: NameResolver
  private let tls = TLSClient.Context()
  private let report: (HealthMonitor.Probe, ProbeOutcome) -> Void
  private var requests: [ProbeRequest] = []
  private var partitions: [SocketAddress: [CheckerSelection]] = [:]
  private var waiting: [(probe: HealthMonitor.Probe, checker: HealthMonitor.CheckerPlace)] = []
  /// How far `waiting` has been worked off.
  private var firstWaiting = 0
  private var underWay = 0
  /// Waits for the next turn.
  private var turn: Timer?
  /// Probes whose packets are lost on the way, by their numbers.
  private var lost: [Int: Timer] = [:]
  private var nextLost = 0

  /// Each probe is reported once, never from within `start`.
  init(on loop: EventLoop, report: @escaping (HealthMonitor.Probe, ProbeOutcome) -> Void) {
    (self.loop, self.report) = (loop, report)
    resolver = NameResolver(on: loop)
  }

  /// What waits belongs to the old plan and is forgotten; what is under way is reported and means nothing.
  func apply(_ plan: HealthPlan) {
    requests = plan.checks.checks.map { ProbeRequest($0, target: plan.target(of: $0.config)) }
    partitions = plan.partitions
    (waiting, firstWaiting) = ([], 0)
  }

  /// Where partitions are now.
  func partition(_ partitions: [SocketAddress: [CheckerSelection]]) { self.partitions = partitions }

  /// Each probe with its checker.
  func start(_ probes: some Sequence<(HealthMonitor.Probe, HealthMonitor.CheckerPlace)>) {
    for probe in probes { waiting.append(probe) }
    startWaiting()
  }

  /// Some at a time, with a look at the sockets in between: what a probe measures is the endpoint, not how many others
  /// were started before it was looked at.
  private func startWaiting() {
    guard turn == nil else { return }
    var started = 0
    while underWay < Limits.probes, firstWaiting < waiting.count {
      if started == Limits.probesPerTurn {
        turn = Timer(on: loop, after: Limits.probeTurn) { [unowned self] in
          turn = nil
          startWaiting()
        }
        return
      }
      started += 1
      let (probe, checker) = waiting[firstWaiting]
      firstWaiting += 1
      underWay += 1
      begin(probe, requests[probe.check], checker)
    }
    // What is worked off goes once it is most of the queue.
    guard firstWaiting * 2 >= waiting.count else { return }
    waiting.removeFirst(firstWaiting)
    firstWaiting = 0
  }

  private func begin(
    _ probe: HealthMonitor.Probe, _ request: ProbeRequest, _ checker: HealthMonitor.CheckerPlace
  ) {
    switch request.target {
    case .address(let address): ask(address, probe, request, checker)
    case .nowhere: loop.later { [weak self] in self?.end(probe, ProbeOutcome(failure: .originNotRunning)) }
    case .name(let name, let port):
      resolver.resolve(name) { [weak self] address in
        guard let self else { return }
        // A checker looks for A records only.
        guard let address, address.family == .v4 else {
          return end(probe, ProbeOutcome(failure: .dnsResolutionFailed))
        }
        ask(SocketAddress(address, port: port), probe, request, checker)
      }
    }
  }

  private func ask(
    _ address: SocketAddress, _ probe: HealthMonitor.Probe, _ request: ProbeRequest,
    _ checker: HealthMonitor.CheckerPlace
  ) {
    if partitions[address]?.contains(where: { $0.holds(checker.region, checker.number) }) == true {
      return lose(address, probe, request)
    }
    connect(to: address, probe, request, namesServer: request.config.sendsServerName)
  }

  /// With a server name the handshake may fail, or bring the certificate of another name: then once more without.
  private func connect(
    to address: SocketAddress, _ probe: HealthMonitor.Probe, _ request: ProbeRequest, namesServer: Bool
  ) {
    let name = namesServer ? request.config.fullyQualifiedDomainName : nil
    let session = request.config.type.usesTLS ? tls.flatMap { TLSClient($0, serverName: name) } : nil
    if request.config.type.usesTLS, session == nil {
      return loop.later { [weak self] in self?.end(probe, ProbeOutcome(failure: .handshakeFailed)) }
    }
    // Kept by its connection, and that by the loop.
    _ = ProbeConnection(on: loop, request, to: address, tls: session) { [weak self] outcome in
      guard let self else { return }
      if outcome.failure == .handshakeFailed, name != nil {
        connect(to: address, probe, request, namesServer: false)
      } else {
        end(probe, outcome)
      }
    }
  }

  /// A partition: nothing is sent, and nobody answers.
  private func lose(_ address: SocketAddress, _ probe: HealthMonitor.Probe, _ request: ProbeRequest) {
    let number = nextLost
    nextLost += 1
    lost[number] = Timer(on: loop, after: request.config.connectLimit) { [weak self] in
      guard let self else { return }
      lost[number] = nil
      var outcome = ProbeOutcome(failure: .connectionTimedOut)
      outcome.address = address.address
      end(probe, outcome)
    }
  }

  private func end(_ probe: HealthMonitor.Probe, _ outcome: ProbeOutcome) {
    underWay -= 1
    report(probe, outcome)
    startWaiting()
  }
}
