import Configuration
import EventLoop
import Glibc
import Primitives
import TLS
import Transfer

/// Reading the configuration again, and what the workers get of it.
extension Lab {
  /// Reads the configuration on a thread of its own: zones with a million names take seconds.
  func reload() {
    guard !isDraining else { return }
    for writer in logWriters { writer.reopen() }
    guard !isReloading else {
      mustReloadAgain = true
      return
    }
    isReloading = true
    let (options, control, cache, current, former) = (options, control, zoneCache, tls, configuration)
    let offered = rehearsal?.takeOffer()
    let thread = WorkerThread(name: "reload") {
      var (configuration, transfers, diagnostics) = Self.load(options, cache, offered: offered)
      var tls = TLSContexts()
      if let loaded = configuration {
        do throws(Diagnostic) {
          tls = try TLSContexts.make(options, loaded, replacing: current, former)
        } catch {
          diagnostics.append(error)
          configuration = nil
        }
      }
      control.post(.loaded(transfers == nil ? nil : configuration, transfers ?? .none, tls, diagnostics))
    }
    do throws(SystemError) { try thread.start() } catch {
      isReloading = false
      log.error("reload refused, the old configuration keeps serving: \(error)")
    }
  }

  func apply(
    _ loaded: LabConfiguration?, _ transfers: TransferPolicy, _ tls: TLSContexts, _ diagnostics: [Diagnostic]
  ) {
    Self.report(diagnostics)
    guard let loaded else {
      log.error("reload refused, the old configuration keeps serving: see the errors above")
      return endReload()
    }
    rehearsal?.isTakenOver()
    let oldListeners = Set(ports.listeners.map(\.line))
    do throws(SystemError) {
      try disks.follow(loaded, options, log)
      try ports.follow(loaded, options)
    } catch {
      log.error("reload refused, the old configuration keeps serving: \(error)")
      return endReload()
    }
    let before = Set(configuration.zones.map(ObjectIdentifier.init))
    let unchanged = loaded.zones.count { before.contains(ObjectIdentifier($0)) }
    configuration = loaded
    invalidations.quotas = loaded.invalidationQuotas
    for listener in ports.listeners where !oldListeners.contains(listener.line) {
      print("listening \(listener.line)")
    }
    fflush(nil)
    self.transfers = transfers
    let hadPin = self.tls.dns?.pin
    self.tls = tls
    if tls.dns?.pin != hadPin { reportPin() }
    unchangedZones = unchanged
    // The workers follow once statuses are numbered as the new zones have them.
    health?.post(.apply(healthPlan()))
  }

  func finishReload() {
    do throws(SystemError) { try followSecondaries() } catch {
      log.error("zones from primaries are not served: \(error)")
    }
    publish()
    log.notice(
      "reloaded",
      metadata: [
        "zones": "\(configuration.zoneFileCount)", "unchanged": "\(unchangedZones)",
        "distributions": "\(configuration.distributions.count)",
      ])
    endReload()
  }

  func endReload() {
    isReloading = false
    guard mustReloadAgain || rehearsal?.hasOffers == true else { return }
    mustReloadAgain = false
    reload()
  }

  func healthPlan() -> HealthPlan {
    var health = configuration.health
    if let scale = options.timeScale { health.settings.timeScale = scale }
    return HealthPlan(
      health, balancers: configuration.balancers, origins: ports.originAddresses,
      faults: faults.origins)
  }

  /// What each worker is to serve. A PoP stays on its worker: its store and connections live there.
  func plans() -> [WorkerPlan] {
    let catalog =
      secondaries.map {
        configuration.catalog.replacing(zones: zones, unavailable: $0.unavailable)
      } ?? configuration.catalog
    let shared = WorkerPlan.Shared(
      catalog: catalog, transfers: transfers, tls: tls, edge: configuration.edge,
      originAddresses: ports.originAddresses, regionalCaches: regionalCacheWorkers,
      balancers: configuration.balancers, health: healthSnapshot,
      targetChecks: healthPlan().targetChecks(of: configuration.balancers), faults: faults)
    var plans = [WorkerPlan](repeating: WorkerPlan(shared: shared), count: options.workers)
    for pop in ports.pops {
      plans[pop.worker].edges.append(
        WorkerPlan.Edge(
          id: pop.pop.id, tier: .edge(regionalCache: pop.pop.regionalCache), capacity: pop.pop.capacity,
          eviction: pop.pop.eviction, disk: disks[pop.pop.id], sockets: pop.sockets,
          httpsPort: ports.httpsPort,
          seed: cacheSeed(pop.pop.id)))
    }
    for cache in options.http == nil ? [] : configuration.regionalCaches {
      plans[worker(of: cache)].edges.append(
        WorkerPlan.Edge(
          id: cache.id, tier: .regional(region: cache.id), capacity: cache.capacity,
          eviction: cache.eviction, disk: disks[cache.id], sockets: [], seed: cacheSeed(cache.id)))
    }
    for origin in ports.origins {
      plans[origin.worker].origins.append(WorkerPlan.Origin(origin: origin.origin, socket: origin.socket))
    }
    return plans
  }

  private func cacheSeed(_ id: String) -> UInt64 {
    options.seed &+ KeyedHash(seed: 0)(Array(id.utf8).span)
  }

  /// The same over every reload: its store lives there.
  private func worker(of cache: RegionalCache) -> Int { cache.region.index % options.workers }

  private var regionalCacheWorkers: [String: Mailbox<WorkerMessage>] {
    Dictionary(uniqueKeysWithValues: configuration.regionalCaches.map { ($0.id, workers[worker(of: $0)]) })
  }

  /// What clients need to trust a certificate that no authority has signed: `kdig +tls-pin=...`.
  func reportPin() {
    guard options.dns != nil, let tls = tls.dns, let settings = options.dnsOptions.tls else { return }
    let origin = settings.files.map(\.certificate) ?? "made for this run"
    log.info("dns tls certificate: \(origin), pin sha256 \(tls.pin)")
  }

  static func report(_ diagnostics: [Diagnostic]) {
    for diagnostic in diagnostics { printError("\(diagnostic)") }
  }
}
