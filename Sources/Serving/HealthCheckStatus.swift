import FoundationEssentials
import Health
import Primitives

/// A health check as the admin interface and `edgesim health` show it.
package struct HealthCheckStatus: Codable, Sendable {
  /// What one checker saw last.
  package struct Observation: Codable, Sendable {
    package var region: String
    package var checker: Int
    /// The checker's own opinion: `Healthy` or `Unhealthy`.
    package var opinion: String
    package var checkedTime: String?
    /// As in GetHealthCheckStatus.
    package var status: String?
    /// As in GetHealthCheckLastFailureReason.
    package var lastFailureTime: String?
    package var lastFailure: String?
  }

  package struct Change: Codable, Sendable {
    package var time: String
    package var id: String
    package var status: String
    package var reason: String
  }

  /// The means of the last answers that each region's checkers got, in milliseconds.
  package struct Timing: Codable, Sendable {
    package var region: String
    package var connectionTime: Double?
    package var timeToFirstByte: Double?
    package var sslHandshakeTime: Double?
  }

  package var id: String
  package var type: String
  package var target: String
  /// `Healthy` or `Unhealthy`.
  package var status: String
  /// 0 checkers: the check is not probed.
  package var healthyCheckers: Int
  package var checkers: Int
  package var percentageHealthy: Double?
  package var healthyChildren: Int?
  package var disabled: Bool
  package var inverted: Bool
  /// `up`, `down` or `obey`.
  package var forced: String
  package var forcedUntil: String?
  package var changed: String
  package var reason: String
  package var lastFailureReason: String?
  package var timings: [Timing]
  /// Of one check only.
  package var observations: [Observation]?
  package var history: [Change]?
}

extension HealthCheckStatus {
  /// `detailed`: with every checker's view and the changes there were.
  init(_ monitor: HealthMonitor, _ check: Int, detailed: Bool) {
    let report = monitor.report(of: check)
    (id, type, target) = (report.id, report.config.type.rawValue, report.config.target)
    status = Self.word(report.isHealthy)
    (healthyCheckers, checkers) = (report.healthyCheckers, report.checkers)
    let isMeasured = report.checkers > 0 && !report.config.isDisabled
    percentageHealthy =
      isMeasured ? (1_000 * Double(report.healthyCheckers) / Double(report.checkers)).rounded() / 10 : nil
    healthyChildren = report.config.type == .calculated ? report.healthyChildren : nil
    (disabled, inverted) = (report.config.isDisabled, report.config.isInverted)
    (forced, forcedUntil) = (report.forced.rawValue, report.forcedUntil?.iso8601)
    (changed, reason) = (report.changedAt.iso8601, report.reason.description)
    lastFailureReason = report.lastFailure?.text
    timings = []
    let checkers = monitor.checkerReports(of: check)
    if isMeasured {
      for region in report.config.regions {
        timings +=
          Timing(region, checkers.filter { $0.region == region }.compactMap(\.last)).map { [$0] } ?? []
      }
    }
    guard detailed else { return }
    observations = checkers.map(Observation.init)
    history = monitor.history.filter { $0.id == report.id }.map(Change.init)
  }

  static func word(_ isHealthy: Bool) -> String { isHealthy ? "Healthy" : "Unhealthy" }

  package static func json(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Nothing in these types can fail to encode: no floating-point infinities, no custom coding.
    let data = (try? encoder.encode(value)) ?? Data("{}".utf8)
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}

extension HealthCheckStatus.Observation {
  fileprivate init(_ report: HealthMonitor.CheckerReport) {
    self.init(
      region: report.region.rawValue, checker: report.number,
      opinion: HealthCheckStatus.word(report.isHealthy),
      checkedTime: report.last?.checkedAt.iso8601, status: report.last?.text,
      lastFailureTime: report.lastFailure?.checkedAt.iso8601, lastFailure: report.lastFailure?.text)
  }
}

extension HealthCheckStatus.Change {
  init(_ change: StatusChange) {
    self.init(
      time: change.at.iso8601, id: change.id, status: HealthCheckStatus.word(change.isHealthy),
      reason: change.reason.description)
  }
}

extension HealthCheckStatus.Timing {
  /// Nil where nothing was measured.
  fileprivate init?(_ region: HealthCheckRegion, _ observations: [ProbeObservation]) {
    func mean(_ time: (ProbeOutcome) -> Duration?) -> Double? {
      let times = observations.compactMap { time($0.outcome) }.map {
        Double($0.components.seconds) * 1e3 + Double($0.components.attoseconds) / 1e15
      }
      return times.isEmpty ? nil : (times.reduce(0, +) / Double(times.count) * 1e3).rounded() / 1e3
    }
    self.init(
      region: region.rawValue, connectionTime: mean(\.connectedAfter),
      timeToFirstByte: mean(\.firstByteAfter),
      sslHandshakeTime: mean(\.handshakeTook))
    if connectionTime == nil, timeToFirstByte == nil, sslHandshakeTime == nil { return nil }
  }
}

extension Instant {
  /// `2017-12-13T08:15:50.235Z`
  var iso8601: String {
    var octets: [UInt8] = []
    octets.append(time: self)
    return String(decoding: octets, as: UTF8.self)
  }
}
