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
    package var admin: SocketAddress?
    package var workers: Int
    package var seed: UInt64
    /// Keys the hash tables of names; what clients see is made from others.
    var tableSeed: UInt64 { seed ^ 0x7461_626C_6573 }
    package var dnsOptions = DNSOptions()
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

  private let options: Options
  private let log: Logger
  private let loop: EventLoop
  private let control: Mailbox<ControlMessage>
  private var configuration: LabConfiguration
  private var ports: Ports
  private var workers: [Mailbox<WorkerMessage>] = []
  private var admin: AdminServer?
  private var reception: MailboxReception?
  private var signals: [SignalSource] = []
  private var drainLimit: Timer?
  private var isReloading = false
  private var mustReloadAgain = false
  /// Of the reload under way.
  private var unchangedZones = 0
  private var isDraining = false
  private var inspections: [Int: Inspection] = [:]
  private var questions: [Int: (HealthAnswer) -> Void] = [:]
  private var nextNumber = 0
  private var health: Mailbox<HealthMessage>?
  private var healthSnapshot = HealthSnapshot()
  private(set) var faults: [String: OriginFault] = [:]
  private var last = WorkerReport()
  private var finished = 0
  /// What is still on its way to the disk at the end.
  private var unwritten = 0
  private let queryLog: QueryLogWriter?
  private var transfers: TransferPolicy
  private var tls: TLSContext?
  private let notifications: Notifications
  private let inbox: NotifyInbox
  /// Nil until the configuration has such zones.
  private var secondaries: SecondaryZones?
  private let zoneCache: ZoneCache
  private var watch: FileWatch?
  /// Nil in a lab that serves.
  var rehearsal: Rehearsal?

  private struct Inspection {
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
    let tls: TLSContext?
    do throws(Diagnostic) { tls = try options.dnsOptions.tls?.context() } catch {
      report([error])
      throw ConfigurationRefused()
    }
    try Lab(options, configuration, transfers, tls, cache, log).run()
  }

  private static func load(
    _ options: Options, _ cache: ZoneCache
  ) -> (LabConfiguration?, TransferPolicy?, [Diagnostic]) {
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: options.zones, edgeConfig: options.edgeConfiguration, geoip: options.geoip,
      seed: options.tableSeed, cache: cache)
    let (transfers, faults) =
      options.zones.map { TransferReader.load(zones: $0, holding: configuration?.zones ?? []) }
      ?? (TransferPolicy.none, [])
    releaseFreeMemory()
    return (configuration, transfers, diagnostics + faults)
  }

  init(
    _ options: Options, _ configuration: LabConfiguration, _ transfers: TransferPolicy, _ tls: TLSContext?,
    _ cache: ZoneCache, _ log: Logger
  ) throws(SystemError) {
    (self.options, self.configuration, self.log) = (options, configuration, log)
    (self.transfers, self.tls, zoneCache) = (transfers, tls, cache)
    loop = try EventLoop()
    control = try Mailbox()
    inbox = NotifyInbox(control: control)
    // Message ids that nobody can guess without the seed.
    notifications = Notifications(
      on: loop, source: options.dns?.address ?? IPAddress(v4: 0), seed: options.seed ^ 0x6E6F_7469_6679,
      log: log)
    ports = Ports()
    if options.dns != nil, let settings = options.dnsOptions.queryLog {
      queryLog = try QueryLogWriter(settings)
    } else {
      queryLog = nil
    }
    try ports.open(options, configuration)
    try followSecondaries()
  }

  /// Makes the zones from primaries those of the policy.
  private func followSecondaries() throws(SystemError) {
    if let secondaries { return secondaries.follow(transfers) }
    guard !transfers.secondaryZones.isEmpty, let dns = options.dns else { return }
    secondaries = SecondaryZones(
      on: loop, transfers, store: try store(), address: dns.address,
      seed: options.seed ^ 0x7365_636F_6E64, log: log
    ) { [unowned self] in publish() }
  }

  private func store() throws(SystemError) -> ZoneStore {
    let control = control
    return try ZoneStore(directory: options.state, seed: options.tableSeed, log: log) {
      control.post(.written)
    }
  }

  /// All zones that are served.
  private var zones: [Zone] { configuration.zones + (secondaries?.served ?? []) }

  /// Has the workers serve what there is now.
  private func publish() {
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
      healthPlan.checks, settings: healthPlan.configuration.settings, seed: options.seed ^ 0x6865_616C_7468,
      now: loop.now)
    monitor.setAlarms(healthPlan.configuration.alarms, at: loop.now)
    if let snapshot = monitor.takeSnapshot() { healthSnapshot = snapshot }
    let plans = plans()
    try queryLog?.start { control.post(.written) }
    for (number, plan) in plans.enumerated() {
      let seed = options.seed &+ UInt64(number)
      let setup = DNSSetup(
        sockets: ports.dns[number], options: options.dnsOptions, queryLog: queryLog, log: log, inbox: inbox,
        workers: options.workers)
      workers.append(try Worker.start(number, dns: setup, plan: plan, seed: seed, control: control, log: log))
    }
    health = try HealthThread.start(monitor, healthPlan, control: control, log: log)
    if let socket = ports.admin { admin = AdminServer(on: loop, socket: socket, backend: self) }
    signals = [
      SignalSource(on: loop, signal: SIGHUP) { [unowned self] in reload() },
      SignalSource(on: loop, signal: SIGINT) { [unowned self] in drain() },
      SignalSource(on: loop, signal: SIGTERM) { [unowned self] in drain() },
    ]
    if options.watchesFiles {
      let paths = [options.zones, options.edgeConfiguration, options.geoip].compactMap { $0 }
      watch = FileWatch(on: loop, paths: paths) { [unowned self] in reload() }
    }
    announce()
    notifications.follow(zones, transfers)
    secondaries?.start()
    try startDriver()
    loop.run()
    if options.isAnnounced { print(status(last).closingTable) }
  }

  private func announce() {
    guard options.isAnnounced else { return }
    for listener in ports.listeners { print("listening \(listener.line)") }
    reportPin()
    for line in Hints(configuration, ports).lines { print(line) }
    fflush(nil)
  }

  private func startDriver() throws(SystemError) {
    guard let rehearsal, let dns = ports.dns.first?.datagram.first?.address else { return }
    self.rehearsal?.driver = try DrillDriver.start(
      rehearsal.drill, at: DrillSite(dns: dns, ports, configuration.health),
      seed: options.seed ^ 0x6472_696C_6C, control: control, tell: rehearsal.tell)
  }

  private func handle(_ message: ControlMessage) {
    switch message {
    case .report(let number, let report): collect(report, for: number)
    case .finished(let report):
      last.add(report)
      finished += 1
      if finished == workers.count { finishWriting() }
    case .written:
      unwritten -= 1
      if unwritten == 0 { loop.stop() }
    case .loaded(let configuration, let transfers, let tls, let diagnostics):
      apply(configuration, transfers, tls, diagnostics)
    case .notified: secondaries?.heed(inbox.take())
    case .drill(.act(let action)): act(action)
    case .drill(.ended(let result)):
      rehearsal?.result = result
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

  // MARK: Reload

  /// Reads the configuration on a thread of its own: zones with a million names take seconds.
  private func reload() {
    guard !isDraining else { return }
    queryLog?.reopen()
    guard !isReloading else {
      mustReloadAgain = true
      return
    }
    isReloading = true
    let (options, control, cache, current) = (options, control, zoneCache, tls)
    let thread = WorkerThread(name: "reload") {
      var (configuration, transfers, diagnostics) = Self.load(options, cache)
      var tls: TLSContext?
      do throws(Diagnostic) { tls = try options.dnsOptions.tls?.context(current: current) } catch {
        diagnostics.append(error)
        configuration = nil
      }
      control.post(.loaded(transfers == nil ? nil : configuration, transfers ?? .none, tls, diagnostics))
    }
    do throws(SystemError) { try thread.start() } catch {
      isReloading = false
      log.error("reload refused, the old configuration keeps serving: \(error)")
    }
  }

  private func apply(
    _ loaded: LabConfiguration?, _ transfers: TransferPolicy, _ tls: TLSContext?, _ diagnostics: [Diagnostic]
  ) {
    Self.report(diagnostics)
    guard let loaded else {
      log.error("reload refused, the old configuration keeps serving: see the errors above")
      return endReload()
    }
    let oldListeners = Set(ports.listeners.map(\.line))
    do throws(SystemError) { try ports.follow(loaded, options) } catch {
      log.error("reload refused, the old configuration keeps serving: \(error)")
      return endReload()
    }
    let before = Set(configuration.zones.map(ObjectIdentifier.init))
    let unchanged = loaded.zones.count { before.contains(ObjectIdentifier($0)) }
    configuration = loaded
    for listener in ports.listeners where !oldListeners.contains(listener.line) {
      print("listening \(listener.line)")
    }
    fflush(nil)
    self.transfers = transfers
    let hadPin = self.tls?.pin
    self.tls = tls
    if tls?.pin != hadPin { reportPin() }
    unchangedZones = unchanged
    // The workers follow once statuses are numbered as the new zones have them.
    health?.post(.apply(healthPlan()))
  }

  private func finishReload() {
    do throws(SystemError) { try followSecondaries() } catch {
      log.error("zones from primaries are not served: \(error)")
    }
    publish()
    log.notice(
      "reloaded",
      metadata: [
        "zones": "\(configuration.zones.count)", "unchanged": "\(unchangedZones)",
        "distributions": "\(configuration.distributions.count)",
      ])
    endReload()
  }

  private func endReload() {
    isReloading = false
    guard mustReloadAgain else { return }
    mustReloadAgain = false
    reload()
  }

  private func healthPlan() -> HealthPlan {
    var health = configuration.health
    if let scale = options.timeScale { health.settings.timeScale = scale }
    return HealthPlan(health, origins: ports.originAddresses, faults: faults)
  }

  /// What each worker is to serve. A PoP stays on its worker: its store and connections live there.
  private func plans() -> [WorkerPlan] {
    let catalog =
      secondaries.map {
        configuration.catalog.replacing(zones: zones, unavailable: $0.unavailable)
      } ?? configuration.catalog
    let shared = WorkerPlan.Shared(
      catalog: catalog, transfers: transfers, tls: tls, edge: configuration.edge,
      originAddresses: ports.originAddresses, health: healthSnapshot, faults: faults)
    var plans = [WorkerPlan](repeating: WorkerPlan(shared: shared), count: options.workers)
    for pop in ports.pops {
      plans[pop.worker].edges.append(
        WorkerPlan.Edge(
          pop: pop.pop, sockets: pop.sockets,
          seed: options.seed &+ KeyedHash(seed: 0)(Array(pop.pop.id.utf8).span)))
    }
    for origin in ports.origins {
      plans[origin.worker].origins.append(WorkerPlan.Origin(origin: origin.origin, socket: origin.socket))
    }
    return plans
  }

  /// What clients need to trust a certificate that no authority has signed: `kdig +tls-pin=...`.
  private func reportPin() {
    guard options.dns != nil, let tls, let settings = options.dnsOptions.tls else { return }
    let origin = settings.files.map(\.certificate) ?? "made for this run"
    log.info("dns tls certificate: \(origin), pin sha256 \(tls.pin)")
  }

  private static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { printError("\(diagnostic)") }
  }

  // MARK: State

  func inspect(_ completion: @escaping (LabStatus) -> Void) {
    let number = takeNumber()
    inspections[number] = Inspection(missing: workers.count + (isDraining ? 0 : 1), completion: completion)
    for worker in workers { worker.post(.report(number: number)) }
    if !isDraining { health?.post(.ask(number: number, .list)) }
  }

  private func takeNumber() -> Int {
    nextNumber += 1
    return nextNumber
  }

  private func collect(_ report: WorkerReport, for number: Int) {
    inspections[number]?.sum.add(report)
    inspections[number]?.missing -= 1
    guard let inspection = inspections[number], inspection.missing == 0 else { return }
    inspections[number] = nil
    inspection.completion(status(inspection.sum, inspection.healthChecks))
  }

  private func status(_ report: WorkerReport, _ healthChecks: [HealthCheckStatus] = []) -> LabStatus {
    LabStatus(
      seed: options.seed, configuration: configuration, zones: zones, secondaries: secondaries?.status ?? [],
      healthChecks: healthChecks, ports: ports, report: report, notifications: notifications.counts,
      queryLogLinesLost: queryLog?.linesLost ?? 0)
  }

  // MARK: Health checks and faults

  func ask(_ question: HealthQuestion, _ completion: @escaping (HealthAnswer) -> Void) {
    guard !isDraining else { return completion(.refused(503, "the lab is ending")) }
    let number = takeNumber()
    questions[number] = completion
    health?.post(.ask(number: number, question))
  }

  func setFault(_ fault: OriginFault, of origin: String) -> Bool {
    guard configuration.origins.contains(where: { $0.name == origin }) else { return false }
    faults[origin] = fault.isNone ? nil : fault
    for worker in workers { worker.post(.faults(faults)) }
    health?.post(.partition(healthPlan().partitions))
    log.notice("built-in origin \(origin): \(fault.isNone ? "no fault" : fault.words.joined(separator: " "))")
    return true
  }

  private func act(_ action: Drill.Action) {
    switch action {
    case .fault(let origin, let fault): _ = setFault(fault, of: origin)
    case .clear(let origin): _ = setFault(OriginFault(), of: origin)
    case .force(let check, let status): ask(.force(id: check, status, for: nil)) { _ in }
    }
  }

  // MARK: The end

  private func drain() {
    guard !isDraining else { return stop() }
    isDraining = true
    log.notice("draining; once more to stop at once")
    rehearsal?.driver?.post(.stop)
    // Endpoints that go with the lab have not failed.
    health?.post(.stop)
    for worker in workers { worker.post(.drain) }
    drainLimit = Timer(on: loop, after: .seconds(Limits.drainSeconds)) { [unowned self] in stop() }
  }

  /// The last lines of the query log and zones that came just now.
  private func finishWriting() {
    unwritten = (queryLog == nil ? 0 : 1) + (secondaries == nil ? 0 : 1)
    guard unwritten > 0 else { return loop.stop() }
    queryLog?.finish()
    secondaries?.store.finish()
  }

  private func stop() {
    if finished == workers.count { return loop.stop() }
    for worker in workers { worker.post(.stop) }
  }
}

extension WorkerReport {
  fileprivate mutating func add(_ other: WorkerReport) {
    dns = DNSCount.sum(dns + other.dns)
    operations += other.operations
    edges += other.edges
  }
}
