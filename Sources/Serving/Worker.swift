import Authority
import Configuration
import EdgeCache
import EventLoop
import Glibc
import Health
import Logging
import Primitives
import TLS
import Transfer

/// What the control thread asks of a worker.
enum WorkerMessage: Sendable {
  case apply(WorkerPlan)
  case report(number: Int)
  /// Statuses of health checks have changed.
  case health(HealthSnapshot)
  /// Faults in place of those that were there.
  case faults(LabFaults)
  /// Paths and tags leave every cache of the worker. After the last round static content is loaded again: what is asked for
  /// before would be told to be old by the next.
  case invalidate(id: String, [InvalidationPath], distribution: String, isLast: Bool)
  /// Static content is loaded again; nil: of every distribution, in every point of presence.
  case preload(distribution: String?, pop: String?)
  /// Another cache of the edge asks a regional cache of the worker over this connection.
  case join(regionalCache: String, AcceptedSocket)
  /// Take nothing new, finish what is under way, and say so.
  case drain
  /// End now.
  case stop
}

/// What the control thread is told.
enum ControlMessage: Sendable {
  case report(number: Int, WorkerReport)
  /// A worker has done an invalidation.
  case invalidated(id: String)
  /// A worker has done what was under way; others may still need its regional caches and origins.
  case drained
  /// A worker has ended; these are its last figures.
  case finished(WorkerReport)
  /// The query log is written to its end, or the zones from primaries are.
  case written
  /// The configuration has been read again.
  case loaded(LabConfiguration?, TransferPolicy, TLSContexts, [Diagnostic])
  /// There are NOTIFY requests in the inbox.
  case notified
  case health(HealthReport)
  case drill(DrillMessage)
}

/// What a worker has done so far.
struct WorkerReport: Sendable {
  struct Edge: Sendable {
    var pop: String
    /// It serves now; else a reload has taken it away.
    var isCurrent: Bool
    var figures: Figures
    var origins: [OriginTally.Place: OriginTally]
    var staticContent: [StaticContentStatus]
    var tls: TLSTally
    var disk: DiskStatus?
  }

  var dns: [DNSCount] = []
  var operations = DNSOperations()
  var edges: [Edge] = []
}

/// One thread with a loop of its own, its share of the DNS sockets, and the PoPs and built-in origins that live on it.
final class Worker {
  private let loop: EventLoop
  private let control: Mailbox<ControlMessage>
  private let log: Logger
  private let dns: DNSServer?
  private let accessLog: AccessLog?
  private var edges: [EdgeServer] = []
  /// PoPs that a reload took away and that still serve what was under way.
  private var leavingEdges: [EdgeServer] = []
  /// What PoPs had done that are gone: totals never go back.
  private var formerEdges: [WorkerReport.Edge] = []
  private var origins: [BuiltInOriginServer] = []
  private var reception: MailboxReception?
  private var drainCheck: Timer?

  /// Starts a worker on a new thread. `mailbox` is the only way to reach it.
  static func start(
    _ number: Int, dns: DNSSetup, accessLog: AccessLog.Setup?, plan: WorkerPlan, seed: UInt64,
    mailbox: Mailbox<WorkerMessage>, control: Mailbox<ControlMessage>, log: Logger
  ) throws(SystemError) {
    let thread = WorkerThread(name: "worker-\(number)") {
      do throws(SystemError) {
        try Worker(
          dns: dns, accessLog: accessLog, plan: plan, seed: seed, mailbox: mailbox, control: control, log: log
        ).loop.run()
      } catch {
        control.post(.finished(WorkerReport()))
      }
    }
    try thread.start()
  }

  private init(
    dns setup: DNSSetup, accessLog: AccessLog.Setup?, plan: WorkerPlan, seed: UInt64,
    mailbox: Mailbox<WorkerMessage>, control: Mailbox<ControlMessage>, log: Logger
  ) throws(SystemError) {
    loop = try EventLoop()
    (self.control, self.log) = (control, log)
    dns =
      setup.sockets.datagram.isEmpty
      ? nil
      : DNSServer(
        on: loop, setup, catalog: plan.shared.catalog, transfers: plan.shared.transfers,
        tls: plan.shared.tls.dns, seed: seed)
    dns?.health = plan.shared.health
    self.accessLog = accessLog.map { [loop] in AccessLog(on: loop, $0) }
    apply(plan)
    // Held by the loop's own closure for as long as the thread runs.
    reception = mailbox.receive(on: loop) { [self] in handle($0) }
  }

  private func handle(_ message: WorkerMessage) {
    switch message {
    case .apply(let plan):
      dns?.reload(plan.shared.catalog, plan.shared.transfers, plan.shared.tls.dns)
      dns?.health = plan.shared.health
      apply(plan)
    case .report(let number): control.post(.report(number: number, report()))
    case .health(let snapshot):
      dns?.health = snapshot
      for edge in edges { edge.origins.follow(snapshot) }
    case .faults(let faults): apply(faults)
    case .invalidate(let id, let paths, let distribution, let isLast):
      for edge in edges + leavingEdges { edge.cache.invalidate(paths, in: distribution) }
      if isLast { for edge in edges { edge.statics.replaceMissing() } }
      // What is on a disk must not come back after a restart either.
      flushDisks { [control] in control.post(.invalidated(id: id)) }
    case .preload(let distribution, let pop):
      for edge in edges where pop == nil || edge.id == pop { edge.statics.restart(distribution) }
    case .join(let region, let accepted):
      guard let edge = (edges + leavingEdges).first(where: { $0.id == region }) else {
        return accepted.close()
      }
      edge.join(accepted)
    case .drain: drain()
    case .stop: finish()
    }
  }

  private func apply(_ plan: WorkerPlan) {
    accessLog?.follow(plan.shared.edge)
    edges = plan.edges.map { wanted in
      guard let running = edges.first(where: { $0.id == wanted.id }) else {
        // What one cache asks another is no request of a viewer.
        let isEdge = !wanted.tier.isRegional
        return EdgeServer(
          on: loop, plan: wanted, shared: plan.shared, accessLog: isEdge ? accessLog : nil, log: log)
      }
      running.apply(wanted, shared: plan.shared)
      return running
    }.keeping(edges) {
      $0.drain()
      leavingEdges.append($0)
    }
    origins = plan.origins.map { wanted in
      guard let running = origins.first(where: { $0.address == wanted.socket.address }) else {
        return BuiltInOriginServer(on: loop, wanted, log: log)
      }
      running.origin = wanted.origin
      return running
    }.keeping(origins) { $0.drain() }
    apply(plan.shared.faults)
  }

  /// Calls `done` when what the disks have been told until now is in their files.
  private func flushDisks(_ done: @escaping () -> Void) {
    let disks = (edges + leavingEdges).compactMap(\.disk)
    guard !disks.isEmpty else { return done() }
    var missing = disks.count
    for disk in disks {
      disk.flush {
        missing -= 1
        if missing == 0 { done() }
      }
    }
  }

  private func apply(_ faults: LabFaults) {
    for origin in origins { origin.follow(faults.origins[origin.origin.name]) }
    for edge in edges where !edge.cache.tier.isRegional { edge.follow(faults.pops[edge.id]) }
  }

  private func report() -> WorkerReport {
    for edge in leavingEdges where edge.viewerCount == 0 {
      edge.origins.close()
      formerEdges.append(WorkerReport.Edge(edge, isCurrent: false))
    }
    leavingEdges.removeAll { $0.viewerCount == 0 }
    return WorkerReport(
      dns: dns?.report() ?? [], operations: dns?.reportedOperations() ?? DNSOperations(),
      edges: edges.map { WorkerReport.Edge($0, isCurrent: true) }
        + leavingEdges.map { WorkerReport.Edge($0, isCurrent: false) } + formerEdges)
  }

  private func drain() {
    dns?.drain()
    // Regional caches and built-in origins serve to the end: responses under way on any worker come from them.
    let pops = edges.filter { !$0.cache.tier.isRegional }
    pops.forEach { $0.drain() }
    drainCheck = Timer(on: loop, every: .milliseconds(20)) { [unowned self] in
      guard pops.allSatisfy({ $0.viewerCount == 0 }) else { return }
      drainCheck = nil
      control.post(.drained)
    }
  }

  private func finish() {
    guard reception != nil else { return }
    dns?.drain()
    for edge in edges + leavingEdges { edge.cut() }
    accessLog?.flush()
    control.post(.finished(report()))
    reception = nil
    drainCheck = nil
    loop.stop()
  }
}

extension WorkerReport.Edge {
  init(_ edge: EdgeServer, isCurrent: Bool) {
    self.init(
      pop: edge.id, isCurrent: isCurrent, figures: edge.cache.figures, origins: edge.origins.tallies,
      staticContent: edge.staticContentStatus, tls: edge.tlsTally, disk: edge.disk?.report)
  }
}

extension Array where Element: AnyObject {
  /// Itself, after `retire` has been called on those of `old` that are not in it.
  fileprivate func keeping(_ old: [Element], retire: (Element) -> Void) -> [Element] {
    for element in old where !contains(where: { $0 === element }) { retire(element) }
    return self
  }
}
