import Health
import Primitives

/// A monitor and its endpoints on a virtual clock.
struct Drill {
  var monitor: HealthMonitor
  private(set) var now = Drill.start
  private(set) var changes: [StatusChange] = []
  private(set) var probes = 0
  /// Probes under way, and what they will have seen.
  private var underWay: [(end: Instant, probe: HealthMonitor.Probe, outcome: ProbeOutcome)] = []

  static let start = Instant(secondsSinceEpoch: 1_000_000)

  /// What a probe begun at a moment sees, and how long that takes.
  typealias Endpoint = (_ probe: HealthMonitor.Probe, _ at: Instant) -> (ProbeOutcome, seconds: Double)

  init(_ checks: [HealthCheck], settings: HealthMonitor.Settings = .init(), seed: UInt64 = 1) {
    monitor = HealthMonitor(HealthCheckSet(checks), settings: settings, seed: seed, now: Self.start)
  }

  /// Seconds since the start.
  var seconds: Double { Self.seconds(now) }

  static func seconds(_ instant: Instant) -> Double {
    Double(instant.nanosecondsSinceEpoch - start.nanosecondsSinceEpoch) / 1e9
  }

  /// Runs to `end`, in seconds since the start.
  mutating func run(until end: Double, _ endpoint: Endpoint) {
    let limit = Self.start.advanced(byNanoseconds: Int64(end * 1e9))
    while true {
      let next = min(underWay.first?.end ?? .distantFuture, monitor.nextWake ?? .distantFuture)
      guard next <= limit else { break }
      now = next
      while let first = underWay.first, first.end <= now {
        underWay.removeFirst()
        monitor.report(first.outcome, for: first.probe, at: now)
      }
      var started: [HealthMonitor.Probe] = []
      monitor.advance(to: now) { started.append($0) }
      for probe in started {
        let (outcome, took) = endpoint(probe, now)
        let end = now.advanced(byNanoseconds: Int64(took * 1e9))
        underWay.insert(
          (end, probe, outcome), at: underWay.firstIndex { $0.end > end } ?? underWay.count)
      }
      probes += started.count
      changes += monitor.takeChanges()
    }
    now = limit
    changes += monitor.takeChanges()
  }

  static func up(_: HealthMonitor.Probe, _: Instant) -> (ProbeOutcome, seconds: Double) { (.answered(), 0) }

  static func refused(_: HealthMonitor.Probe, _: Instant) -> (ProbeOutcome, seconds: Double) {
    (ProbeOutcome(failure: .connectionRefused), 0)
  }
}

extension HealthCheck {
  /// An HTTP check of an address.
  static func http(
    _ id: String = "check", interval: Int = 30, threshold: Int = 3,
    _ change: (inout HealthCheckConfig) -> Void = { _ in }
  ) -> HealthCheck {
    var config = HealthCheckConfig(type: .http)
    config.ipAddress = IPAddress(v4: 0xC000_0201)
    (config.requestInterval, config.failureThreshold) = (interval, threshold)
    change(&config)
    return HealthCheck(id: id, config: config)
  }

  static func calculated(_ id: String, _ threshold: Int, of children: [String]) -> HealthCheck {
    var config = HealthCheckConfig(type: .calculated)
    (config.healthThreshold, config.childHealthChecks) = (threshold, children)
    return HealthCheck(id: id, config: config)
  }

  static func alarm(
    _ id: String, _ insufficient: HealthCheckConfig.InsufficientDataHealthStatus = .healthy
  ) -> HealthCheck {
    var config = HealthCheckConfig(type: .cloudWatchMetric)
    config.alarmIdentifier = .init(region: "us-east-1", name: "latency")
    config.insufficientDataHealthStatus = insufficient
    return HealthCheck(id: id, config: config)
  }
}
