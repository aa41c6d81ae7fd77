import Authority
import Configuration
import EdgeCache
import EventLoop
import Glibc
import Health
import Logging
import Primitives
import Simulation
import TLS
import Transfer
import Zones

/// The whole of `edgesim serve`: binds, starts the workers, and on the main thread listens to signals and the admin
/// interface while they serve.
///
/// ```
///  main thread: signals, admin, reload ──plans──▶ worker 0 … worker n: DNS, PoPs, built-in origins
///                                      ◀─figures─
/// ```
package final class Lab: AdminBackend {
  package struct Options: Sendable {
    package var zones: String?
    package var edgeConfiguration: String?
    /// A MaxMind DB of the user.
    package var geoip: String?
    /// Nil: that service is off.
    package var dns: SocketAddress?
    package var http: SocketAddress?
    /// Of use with `http` only.
    package var https: SocketAddress?
    package var admin: SocketAddress?
    package var workers: Int
    package var seed: UInt64
    /// Keys the hash tables of names; what clients see is made from others.
    var tableSeed: UInt64 { seed ^ 0x7461_626C_6573 }
    package var dnsOptions = DNSOptions()
    /// Nil: requests of viewers are not logged.
    package var accessLog: AccessLogOptions?
    /// Reload when a file changes, as SIGHUP does.
    package var watchesFiles = false
    /// The directory where zones from primaries are kept; made when there are such zones.
    package var state = "edgesim-state"
    /// Listeners, hints and the closing table are printed.
    package var isAnnounced = true
    /// In place of what health-checks.yaml says.
    package var timeScale: Double?

    package init(
      zones: String?, edgeConfiguration: String?, dns: SocketAddress?, http: SocketAddress?,
      admin: SocketAddress?,
      workers: Int, seed: UInt64
    ) {
      (self.zones, self.edgeConfiguration) = (zones, edgeConfiguration)
      (self.dns, self.http, self.admin, self.workers, self.seed) = (dns, http, admin, workers, seed)
    }
  }

  /// The configuration has errors; they have been printed.
  package struct ConfigurationRefused: Error {
    package init() {}
  }

  let options: Options
  let log: Logger
  let loop: EventLoop
  let control: Mailbox<ControlMessage>
  var configuration: LabConfiguration
  var ports: Ports
  var disks = DiskFiles()
  var workers: [Mailbox<WorkerMessage>] = []
  var admin: AdminServer?
  var reception: MailboxReception?
  var signals: [SignalSource] = []
  var drainLimit: Timer?
  var isReloading = false
  var mustReloadAgain = false
  /// Of the reload under way.
  var unchangedZones = 0
  var isDraining = false
  var inspections: [Int: Inspection] = [:]
  var questions: [Int: (HealthAnswer) -> Void] = [:]
  var nextNumber = 0
  var health: Mailbox<HealthMessage>?
  var healthSnapshot = HealthSnapshot()
  var faults = LabFaults()
  var invalidations: InvalidationLedger
  /// By id.
  var invalidationsUnderWay: [String: InvalidationUnderWay] = [:]
  var last = WorkerReport()
  var finished = 0
  var drainedWorkers = 0
  /// What is still on its way to the disk at the end.
  var unwritten = 0
  let queryLog: LogWriter?
  let accessLog: AccessLog.Setup?
  var transfers: TransferPolicy
  var tls: TLSContexts
  let notifications: Notifications
  let inbox: NotifyInbox
  /// Nil until the configuration has such zones.
  var secondaries: SecondaryZones?
  let zoneCache: ZoneCache
  var watch: FileWatch?
  /// Nil in a lab that serves.
  var rehearsal: Rehearsal?

  struct Inspection {
    var missing: Int
    var sum = WorkerReport()
    var healthChecks: [HealthCheckStatus] = []
    let completion: (LabStatus) -> Void
  }

  /// Serves until SIGINT or SIGTERM, then prints the closing table.
  package static func serve(_ options: Options, log: Logger) throws {
    let cache = ZoneCache()
    let (configuration, transfers, diagnostics) = load(options, cache)
    report(diagnostics)
    guard let configuration, let transfers else { throw ConfigurationRefused() }
    let tls: TLSContexts
    do throws(Diagnostic) { tls = try TLSContexts.make(options, configuration) } catch {
      report([error])
      throw ConfigurationRefused()
    }
    try Lab(options, configuration, transfers, tls, cache, log).run()
  }

  static func load(
    _ options: Options, _ cache: ZoneCache, offered: String? = nil
  ) -> (LabConfiguration?, TransferPolicy?, [Diagnostic]) {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: options.zones, edgeConfig: options.edgeConfiguration, geoip: options.geoip,
      seed: options.tableSeed, cache: cache, offered: offered)
    let (transfers, faults) =
      options.zones.map { TransferReader.load(zones: $0, holding: configuration?.zones ?? []) }
      ?? (TransferPolicy.none, [])
    releaseFreeMemory()
    return (configuration, transfers, diagnostics + faults)
  }

  init(
    _ options: Options, _ configuration: LabConfiguration, _ transfers: TransferPolicy, _ tls: TLSContexts,
    _ cache: ZoneCache, _ log: Logger
  ) throws(SystemError) {
    (self.options, self.configuration, self.log) = (options, configuration, log)
    (self.transfers, self.tls, zoneCache) = (transfers, tls, cache)
    invalidations = InvalidationLedger(seed: options.seed, quotas: configuration.invalidationQuotas)
    loop = try EventLoop()
    control = try Mailbox()
    inbox = NotifyInbox(control: control)
    // Message ids that nobody can guess without the seed.
    notifications = Notifications(
      on: loop, source: options.dns?.address ?? IPAddress(v4: 0), seed: options.seed ^ 0x6E6F_7469_6679,
      log: log)
    ports = Ports()
    if options.dns != nil, let settings = options.dnsOptions.queryLog {
      let file = try LogFile(settings.path)
      queryLog = try LogWriter("query log") { file }
    } else {
      queryLog = nil
    }
    if options.http != nil, let settings = options.accessLog {
      accessLog = try AccessLog.Setup(settings, seed: options.seed ^ 0x6C6F_6773)
    } else {
      accessLog = nil
    }
    try disks.follow(configuration, options, log)
    try ports.open(options, configuration)
    try followSecondaries()
  }

  /// Makes the zones from primaries those of the policy.
  func followSecondaries() throws(SystemError) {
    if let secondaries { return secondaries.follow(transfers) }
    guard !transfers.secondaryZones.isEmpty, let dns = options.dns else { return }
    secondaries = SecondaryZones(
      on: loop, transfers, store: try store(), address: dns.address,
      seed: options.seed ^ 0x7365_636F_6E64, log: log
    ) { [unowned self] in publish() }
  }

  func store() throws(SystemError) -> ZoneStore {
    let control = control
    return try ZoneStore(directory: options.state, seed: options.tableSeed, log: log) {
      control.post(.written)
    }
  }

  var logWriters: [LogWriter] { [queryLog, accessLog?.writer].compactMap { $0 } }

  /// All zones that are served.
  var zones: [Zone] { configuration.zones + (secondaries?.served ?? []) }

  /// Has the workers serve what there is now.
  func publish() {
    guard !isDraining else { return }
    for (worker, plan) in zip(workers, plans()) { worker.post(.apply(plan)) }
    notifications.follow(zones, transfers)
  }

  func run() throws(SystemError) {
    reception = control.receive(on: loop) { [unowned self] in handle($0) }
    let control = control
    let healthPlan = healthPlan()
    // The statuses that new checks have are there before the first query.
    var monitor = HealthMonitor(
      healthPlan.checks, settings: healthPlan.configuration.settings, seed: RunSeed.health(options.seed),
      now: loop.now)
    monitor.setAlarms(healthPlan.configuration.alarms, at: loop.now)
    if let snapshot = monitor.takeSnapshot() { healthSnapshot = snapshot }
    for _ in 0..<options.workers { workers.append(try Mailbox()) }
    let plans = plans()
    for writer in logWriters { try writer.start { control.post(.written) } }
    for (number, plan) in plans.enumerated() {
      let seed = options.seed &+ UInt64(number)
      let setup = DNSSetup(
        sockets: ports.dns[number], options: options.dnsOptions, queryLog: queryLog, log: log, inbox: inbox,
        workers: options.workers)
      try Worker.start(
        number, dns: setup, accessLog: accessLog, plan: plan, seed: seed, mailbox: workers[number],
        control: control, log: log)
    }
    health = try HealthThread.start(monitor, healthPlan, control: control, log: log)
    if let socket = ports.admin { admin = AdminServer(on: loop, socket: socket, backend: self) }
    signals = [
      SignalSource(on: loop, signal: SIGHUP) { [unowned self] in reload() },
      SignalSource(on: loop, signal: SIGINT) { [unowned self] in drain() },
      SignalSource(on: loop, signal: SIGTERM) { [unowned self] in drain() },
    ]
    if options.watchesFiles {
      let paths =
        [options.zones, options.edgeConfiguration, options.geoip].compactMap { $0 }
        + configuration.distributions.flatMap { $0.staticContent?.sources ?? [] }
      watch = FileWatch(on: loop, paths: paths) { [unowned self] in reload() }
    }
    announce()
    notifications.follow(zones, transfers)
    secondaries?.start()
    try startDriver()
    loop.run()
    if options.isAnnounced { print(status(last).closingTable) }
  }

  func announce() {
    guard options.isAnnounced else { return }
    for listener in ports.listeners { print("listening \(listener.line)") }
    reportPin()
    warnOfWhatIsMissing()
    for line in Hints(configuration, ports).lines { print(line) }
    fflush(nil)
  }

  /// What the zones count on and the options leave out.
  private func warnOfWhatIsMissing() {
    let aliases = configuration.zones.flatMap(\.aliases).count {
      if case .distribution = $0.target { true } else { false }
    }
    if options.edgeConfiguration == nil, aliases > 0 {
      log.warning(
        "\(aliases) aliases to distributions are answered without addresses: no edge configuration is read; give --edge-config"
      )
    }
    let usesOrigins = configuration.health.endpoints.contains {
      if case .origin = $0.target { true } else { false }
    }
    if options.http == nil, !configuration.health.checks.isEmpty, usesOrigins {
      log.warning(
        "without HTTP no built-in origin runs: health checks that zones/health-checks.yaml sends to one will fail"
      )
    }
  }

  func startDriver() throws(SystemError) {
    guard let rehearsal, let dns = ports.dns.first?.datagram.first?.address else { return }
    self.rehearsal?.driver = try DrillDriver.start(
      rehearsal.drill, at: DrillSite(dns: dns, ports, configuration.health),
      seed: RunSeed.drill(options.seed), control: control, tell: rehearsal.tell)
  }

  func handle(_ message: ControlMessage) {
    switch message {
    case .report(let number, let report): collect(report, for: number)
    case .finished(let report):
      last.add(report)
      finished += 1
      if finished == workers.count { finishWriting() }
    case .drained:
      drainedWorkers += 1
      if drainedWorkers == workers.count { stop() }
    case .written:
      unwritten -= 1
      if unwritten == 0 { loop.stop() }
    case .invalidated(let id): invalidated(id)
    case .loaded(let configuration, let transfers, let tls, let diagnostics):
      apply(configuration, transfers, tls, diagnostics)
    case .notified: secondaries?.heed(inbox.take())
    case .drill(.act(let action)): act(action)
    case .drill(.ended(let result)):
      rehearsal?.end(result)
      drain()
    case .health(.observed(let turns, let changes)): rehearsal?.driver?.post(.observed(turns, changes))
    case .health(.changed(let snapshot)):
      healthSnapshot = snapshot
      for worker in workers { worker.post(.health(snapshot)) }
    case .health(.applied(let snapshot)):
      healthSnapshot = snapshot
      finishReload()
    case .health(.answer(let number, let answer)):
      if case .list(let checks) = answer, inspections[number] != nil {
        inspections[number]?.healthChecks = checks
        collect(WorkerReport(), for: number)
      } else {
        questions.removeValue(forKey: number)?(answer)
      }
    }
  }

  // MARK: The end

  func drain() {
    guard !isDraining else { return stop() }
    isDraining = true
    log.notice("draining; once more to stop at once")
    rehearsal?.driver?.post(.stop)
    // Endpoints that go with the lab have not failed.
    health?.post(.stop)
    for worker in workers { worker.post(.drain) }
    drainLimit = Timer(on: loop, after: .seconds(Limits.drainSeconds)) { [unowned self] in stop() }
  }

  /// The last lines of the logs and zones that came just now.
  func finishWriting() {
    unwritten = logWriters.count + (secondaries == nil ? 0 : 1)
    guard unwritten > 0 else { return loop.stop() }
    for writer in logWriters { writer.finish() }
    secondaries?.store.finish()
  }

  func stop() {
    if finished == workers.count { return loop.stop() }
    for worker in workers { worker.post(.stop) }
  }
}

extension WorkerReport {
  mutating func add(_ other: WorkerReport) {
    dns = DNSCount.sum(dns + other.dns)
    operations += other.operations
    edges += other.edges
  }
}
