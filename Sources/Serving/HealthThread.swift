import Configuration
import EventLoop
import Health
import Logging
import Primitives

/// The health checks live: the monitor on the real clock, on a thread of its own, so that ten thousand checks delay no
/// query. Statuses go to the control thread, and from there to the workers.
final class HealthThread {
  private let loop: EventLoop
  private let control: Mailbox<ControlMessage>
  private let log: Logger
  private var monitor: HealthMonitor
  private var plan: HealthPlan
  private var prober: Prober!
  private var notifier: StatusNotifier!
  private var reception: MailboxReception?
  private var wake: Timer?
  private var wakeAt = Instant.distantFuture
  private var publication: Timer?
  private var alarmWatch: FileWatch?
  private var prometheus: PrometheusAlarms?
  /// What the file of alarms said last, and what Prometheus did.
  private var writtenAlarms: [String: AlarmState] = [:]
  private var measuredAlarms: [String: AlarmState] = [:]
  private var due: [HealthMonitor.Probe] = []
  /// The wall clock when the thread began; from there on time is what passes, whoever sets the clock.
  private let start: (wall: Instant, monotonic: Int64)

  /// Starts the thread. Its mailbox is the only way to reach it.
  static func start(
    _ monitor: HealthMonitor, _ plan: HealthPlan, control: Mailbox<ControlMessage>, log: Logger
  ) throws(SystemError) -> Mailbox<HealthMessage> {
    let mailbox = try Mailbox<HealthMessage>()
    let thread = WorkerThread(name: "health") {
      makeThreadNice(Limits.healthNice)
      do throws(SystemError) {
        try HealthThread(monitor, plan, mailbox, control, log).loop.run()
      } catch {
        log.error("health checks do not run: \(error)")
      }
    }
    try thread.start()
    return mailbox
  }

  private init(
    _ monitor: HealthMonitor, _ plan: HealthPlan, _ mailbox: Mailbox<HealthMessage>,
    _ control: Mailbox<ControlMessage>, _ log: Logger
  ) throws(SystemError) {
    loop = try EventLoop()
    (self.monitor, self.plan, self.control, self.log) = (monitor, plan, control, log)
    start = (loop.now, MonotonicClock.nanoseconds)
    prober = Prober(on: loop) { [unowned self] in report($1, for: $0) }
    notifier = StatusNotifier(on: loop, log: log) { mailbox.post(.commandEnded(status: $0)) }
    prober.apply(plan)
    // Getting here took time, in which the first probes would have bunched: they start at moments of their own.
    self.monitor.reload(plan.checks, settings: plan.configuration.settings, at: now)
    // Held by the loop's own closure for as long as the thread runs.
    reception = mailbox.receive(on: loop) { [self] in handle($0) }
    followAlarms()
    settle()
  }

  private var now: Instant {
    start.wall.advanced(byNanoseconds: MonotonicClock.nanoseconds - start.monotonic)
  }

  private func handle(_ message: HealthMessage) {
    switch message {
    case .apply(let plan):
      self.plan = plan
      monitor.reload(plan.checks, settings: plan.configuration.settings, at: now)
      prober.apply(plan)
      followAlarms()
      publish(asApplied: true)
    case .partition(let partitions): prober.partition(partitions)
    case .ask(let number, let question):
      let answer = answer(question)
      publish()
      control.post(.health(.answer(number: number, answer)))
    case .commandEnded(let status): notifier.commandEnded(status)
    case .stop:
      (reception, wake, publication, alarmWatch, prometheus) = (nil, nil, nil, nil, nil)
      return loop.stop()
    }
    settle()
  }

  // MARK: Probes

  private func report(_ outcome: ProbeOutcome, for probe: HealthMonitor.Probe) {
    monitor.report(outcome, for: probe, at: now)
    settle()
  }

  private func advance() {
    (wake, wakeAt) = (nil, .distantFuture)
    monitor.advance(to: now) { due.append($0) }
    prober.start(due.map { ($0, monitor.checker(of: $0)) })
    due.removeAll(keepingCapacity: true)
    settle()
  }

  /// Sees to it that what is due next is done, and that what has changed is told.
  private func settle() {
    if let next = monitor.nextWake, next < wakeAt {
      wakeAt = next
      let wait = next.nanosecondsSinceEpoch - now.nanosecondsSinceEpoch
      // Probes that are due at almost one moment are started in one go.
      wake = Timer(on: loop, after: max(.nanoseconds(wait), Limits.probeBatch)) { [unowned self] in advance()
      }
    }
    if monitor.hasChanges, publication == nil {
      publication = Timer(on: loop, after: Limits.healthBatch) { [unowned self] in publish() }
    }
  }

  // MARK: Alarms

  /// Watches the file of alarms that the plan names, and asks for those that are measured.
  private func followAlarms() {
    let configuration = plan.configuration
    alarmWatch = configuration.alarmFile.map { file in
      FileWatch(on: loop, paths: [file.path]) { [unowned self] in readAlarms() }
    }
    let measured = Set((configuration.prometheus?.alarms ?? []).map(\.name))
    measuredAlarms = measuredAlarms.filter { measured.contains($0.key) }
    prometheus = configuration.prometheus.map {
      PrometheusAlarms(on: loop, $0, log: log) { [unowned self] name, state in
        guard measuredAlarms.updateValue(state, forKey: name) != state else { return }
        feedAlarms()
      }
    }
    readAlarms()
  }

  /// A file that is wrong changes nothing, and is told of.
  private func readAlarms() {
    if let (states, diagnostics) = plan.configuration.alarmFile?.states() {
      for diagnostic in diagnostics { log.error("alarms are as they were: \(diagnostic)") }
      if let states { writtenAlarms = states }
    } else {
      writtenAlarms = [:]
    }
    feedAlarms()
  }

  private func feedAlarms() {
    monitor.setAlarms(writtenAlarms.merging(measuredAlarms) { $1 }, at: now)
    settle()
  }

  // MARK: Statuses

  private func publish(asApplied isApplied: Bool = false) {
    publication = nil
    let (turns, changes) = (monitor.takeTurns(), monitor.takeChanges())
    if !turns.isEmpty || !changes.isEmpty { control.post(.health(.observed(turns, changes))) }
    for change in changes {
      log.notice(
        "health check \(change.id) is \(HealthCheckStatus.word(change.isHealthy).lowercased()): \(change.reason)"
      )
      for notification in plan.configuration.notifications { notifier.tell(notification, change) }
    }
    if let snapshot = monitor.takeSnapshot() {
      control.post(.health(isApplied ? .applied(snapshot) : .changed(snapshot)))
    }
  }

  private func answer(_ question: HealthQuestion) -> HealthAnswer {
    func change(_ id: String, _ type: HealthCheckConfig.CheckType? = nil, _ act: (Int) -> Void)
      -> HealthAnswer
    {
      guard let check = plan.checks.index(of: id) else {
        return .refused(404, "there is no health check \(id)")
      }
      let found = plan.checks.checks[check].config.type
      if let type, found != type {
        return .refused(409, "health check \(id) has Type \(found.rawValue), not \(type.rawValue)")
      }
      act(check)
      return .one(HealthCheckStatus(monitor, check, detailed: true))
    }
    let now = now
    switch question {
    case .list:
      return .list(plan.checks.checks.indices.map { HealthCheckStatus(monitor, $0, detailed: false) })
    case .status(let id): return change(id) { _ in }
    case .force(let id, let status, let duration):
      let until = duration.map { now.advanced(bySeconds: $0.components.seconds) }
      return change(id) { monitor.force(status, $0, until: until, at: now) }
    case .alarm(let id, let state):
      return change(id, .cloudWatchMetric) { monitor.setAlarm(state, of: $0, at: now) }
    case .routingControl(let id, let isOn):
      return change(id, .recoveryControl) { monitor.setRoutingControl(isOn: isOn, of: $0, at: now) }
    }
  }
}
