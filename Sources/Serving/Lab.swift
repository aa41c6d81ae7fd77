import Authority
import Configuration
import EdgeCache
import EventLoop
import Glibc
import Logging
import Primitives
import Transfer

/// The whole of `edgesim serve`: binds, starts the workers, and on the main thread listens to signals and the admin
/// interface while they serve.
///
/// ```
///  main thread: signals, admin, reload ──plans──▶ worker 0 … worker n: DNS, PoPs, built-in origins
///                                      ◀─figures─
/// ```
package final class Lab {
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
    package var dnsOptions = DNSOptions()
    /// Reload when a file changes, as SIGHUP does.
    package var watchesFiles = false

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
  private var isDraining = false
  private var inspections: [Int: Inspection] = [:]
  private var nextInspection = 0
  private var last = WorkerReport()
  private var finished = 0
  private let queryLog: QueryLogWriter?
  private var transfers: TransferPolicy
  private let notifications: Notifications
  private let zoneCache: ZoneCache
  private var watch: FileWatch?

  private struct Inspection {
    var missing: Int
    var sum = WorkerReport()
    let completion: (LabStatus) -> Void
  }

  /// Serves until SIGINT or SIGTERM, then prints the closing table.
  package static func serve(_ options: Options, log: Logger) throws {
    let cache = ZoneCache()
    let (configuration, diagnostics) = LabConfiguration.load(
      zones: options.zones, edgeConfig: options.edgeConfiguration, geoip: options.geoip, cache: cache)
    report(diagnostics)
    let (transfers, faults) = options.zones.map(TransferReader.load) ?? (TransferPolicy.none, [])
    report(faults)
    guard let configuration, let transfers else { throw ConfigurationRefused() }
    try Lab(options, configuration, transfers, cache, log).run()
  }

  private init(
    _ options: Options, _ configuration: LabConfiguration, _ transfers: TransferPolicy, _ cache: ZoneCache,
    _ log: Logger
  ) throws(SystemError) {
    (self.options, self.configuration, self.log) = (options, configuration, log)
    (self.transfers, zoneCache) = (transfers, cache)
    loop = try EventLoop()
    control = try Mailbox()
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
  }

  private func run() throws(SystemError) {
    reception = control.receive(on: loop) { [unowned self] in handle($0) }
    let plans = plans()
    let control = control
    try queryLog?.start { control.post(.logged) }
    for (number, plan) in plans.enumerated() {
      let seed = options.seed &+ UInt64(number)
      let setup = DNSSetup(
        sockets: ports.dns[number], options: options.dnsOptions, log: queryLog, workers: options.workers)
      workers.append(try Worker.start(number, dns: setup, plan: plan, seed: seed, control: control, log: log))
    }
    if let socket = ports.admin {
      admin = AdminServer(on: loop, socket: socket) { [unowned self] in inspect($0) }
    }
    signals = [
      SignalSource(on: loop, signal: SIGHUP) { [unowned self] in reload() },
      SignalSource(on: loop, signal: SIGINT) { [unowned self] in drain() },
      SignalSource(on: loop, signal: SIGTERM) { [unowned self] in drain() },
    ]
    if options.watchesFiles {
      let paths = [options.zones, options.edgeConfiguration, options.geoip].compactMap { $0 }
      watch = FileWatch(on: loop, paths: paths) { [unowned self] in reload() }
    }
    for listener in ports.listeners { print("listening \(listener.line)") }
    for line in Hints(configuration, ports).lines { print(line) }
    fflush(nil)
    notifications.follow(configuration.zones, transfers)
    loop.run()
    print(status(last).closingTable)
  }

  private func handle(_ message: ControlMessage) {
    switch message {
    case .report(let number, let report): collect(report, for: number)
    case .finished(let report):
      last.add(report)
      finished += 1
      // The last lines of the query log are still on their way.
      if finished == workers.count { queryLog.map { $0.finish() } ?? loop.stop() }
    case .logged: loop.stop()
    case .loaded(let configuration, let transfers, let diagnostics):
      apply(configuration, transfers, diagnostics)
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
    let (options, control, cache) = (options, control, zoneCache)
    let thread = WorkerThread(name: "reload") {
      let (configuration, diagnostics) = LabConfiguration.load(
        zones: options.zones, edgeConfig: options.edgeConfiguration, geoip: options.geoip, cache: cache)
      let (transfers, faults) = options.zones.map(TransferReader.load) ?? (TransferPolicy.none, [])
      control.post(.loaded(transfers == nil ? nil : configuration, transfers ?? .none, diagnostics + faults))
    }
    do throws(SystemError) { try thread.start() } catch {
      isReloading = false
      log.error("reload refused, the old configuration keeps serving: \(error)")
    }
  }

  private func apply(
    _ loaded: LabConfiguration?, _ transfers: TransferPolicy, _ diagnostics: [Diagnostic]
  ) {
    isReloading = false
    defer {
      if mustReloadAgain {
        mustReloadAgain = false
        reload()
      }
    }
    Self.report(diagnostics)
    guard let loaded else {
      return log.error("reload refused, the old configuration keeps serving: see the errors above")
    }
    let oldListeners = Set(ports.listeners.map(\.line))
    do throws(SystemError) { try ports.follow(loaded, options) } catch {
      return log.error("reload refused, the old configuration keeps serving: \(error)")
    }
    let before = Set(configuration.zones.map(ObjectIdentifier.init))
    let unchanged = loaded.zones.count { before.contains(ObjectIdentifier($0)) }
    configuration = loaded
    for listener in ports.listeners where !oldListeners.contains(listener.line) {
      print("listening \(listener.line)")
    }
    fflush(nil)
    self.transfers = transfers
    for (worker, plan) in zip(workers, plans()) { worker.post(.apply(plan)) }
    notifications.follow(loaded.zones, transfers)
    log.notice(
      "reloaded",
      metadata: [
        "zones": "\(loaded.zones.count)", "unchanged": "\(unchanged)",
        "distributions": "\(loaded.distributions.count)",
      ])
  }

  /// What each worker is to serve. A PoP stays on its worker: its store and connections live there.
  private func plans() -> [WorkerPlan] {
    let shared = WorkerPlan.Shared(
      catalog: configuration.catalog, transfers: transfers, edge: configuration.edge,
      originAddresses: ports.originAddresses)
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

  private static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { printError("\(diagnostic)") }
  }

  // MARK: State

  private func inspect(_ completion: @escaping (LabStatus) -> Void) {
    let number = nextInspection
    nextInspection += 1
    inspections[number] = Inspection(missing: workers.count, completion: completion)
    for worker in workers { worker.post(.report(number: number)) }
  }

  private func collect(_ report: WorkerReport, for number: Int) {
    inspections[number]?.sum.add(report)
    inspections[number]?.missing -= 1
    guard let inspection = inspections[number], inspection.missing == 0 else { return }
    inspections[number] = nil
    inspection.completion(status(inspection.sum))
  }

  private func status(_ report: WorkerReport) -> LabStatus {
    LabStatus(seed: options.seed, configuration: configuration, ports: ports, report: report)
  }

  // MARK: The end

  private func drain() {
    guard !isDraining else { return stop() }
    isDraining = true
    log.notice("draining; once more to stop at once")
    for worker in workers { worker.post(.drain) }
    drainLimit = Timer(on: loop, after: .seconds(Limits.drainSeconds)) { [unowned self] in stop() }
  }

  private func stop() {
    if finished == workers.count { return loop.stop() }
    for worker in workers { worker.post(.stop) }
  }
}

extension WorkerReport {
  fileprivate mutating func add(_ other: WorkerReport) {
    dns = DNSCount.sum(dns + other.dns)
    edges += other.edges
  }
}
