import EdgeCache
import Eviction
import Health
import Primitives
import Simulation
import World

/// What a sweep can vary beside the values of the drill's file: a setting of the lab that the drill runs in.
package enum LabSetting: String, CaseIterable, Sendable {
  case ttl
  case interval
  case threshold
  case checkers
  case cache
  case eviction
  case regionalCache = "regional-cache"
  case originAttempts = "origin-attempts"
  case originTimeout = "origin-timeout"

  /// What it is, for `--help`.
  package var meaning: String {
    switch self {
    case .ttl: "TTL of every answer that has addresses, seconds or a time such as 5m"
    case .interval: "RequestInterval of the health checks: 10 or 30"
    case .threshold: "FailureThreshold of the health checks: 1 to 10"
    case .checkers: "health checkers in each region: 1 to \(Simulation.Limits.checkersPerRegion)"
    case .cache: "capacity of each point of presence: 64MB, 1GiB"
    case .eviction: "eviction policy of each point of presence: lru, s3fifo, ..."
    case .regionalCache: "capacity of each regional cache"
    case .originAttempts: "ConnectionAttempts of all origins: 1 to 3"
    case .originTimeout: "OriginReadTimeout of all origins, seconds: 1 to 120"
    }
  }

  /// A change of a drill and of what it runs in.
  package typealias Change = @Sendable (inout Drill, inout VirtualSite) -> Void

  package struct Refused: Error, CustomStringConvertible {
    package let description: String
  }

  /// What a value, as it is written, brings about.
  package func change(to text: String) throws(Refused) -> Change {
    switch self {
    case .ttl:
      let seconds = Int64(text) ?? Duration(text: text).map(\.components.seconds)
      guard let seconds, (0...604_800).contains(seconds) else {
        throw refused(text, "seconds or a time such as 5m, at most a week")
      }
      return { $1.answerTTL = seconds }
    case .interval:
      let seconds = try number(text, in: 10...30)
      guard seconds == 10 || seconds == 30 else { throw refused(text, "10 or 30") }
      return Self.checks { $0.requestInterval = seconds }
    case .threshold:
      let count = try number(text, in: 1...10)
      return Self.checks { $0.failureThreshold = count }
    case .checkers:
      let count = try number(text, in: 1...Simulation.Limits.checkersPerRegion)
      return { drill, site in
        site.healthSettings.checkersPerRegion = count
        for index in drill.checks.indices { drill.checks[index].checkersPerRegion = count }
      }
    case .cache:
      let octets = try capacity(text)
      return { for index in $1.pointsOfPresence.indices { $1.pointsOfPresence[index].capacity = octets } }
    case .regionalCache:
      let octets = try capacity(text)
      return { for index in $1.regionalCaches.indices { $1.regionalCaches[index].capacity = octets } }
    case .eviction:
      let policy: PolicySpecification
      do { policy = try PointOfPresenceReader.eviction(parsing: text) } catch {
        throw Refused(description: "eviction: \(error.description)")
      }
      return { for index in $1.pointsOfPresence.indices { $1.pointsOfPresence[index].eviction = policy } }
    case .originAttempts:
      let attempts = try number(text, in: 1...3)
      return Self.origins { $0.connectionAttempts = attempts }
    case .originTimeout:
      let seconds = try number(text, in: 1...120)
      return Self.origins { origin in
        origin.readTimeout = seconds
        origin.responseCompletionTimeout = origin.responseCompletionTimeout.map { max($0, seconds) }
      }
    }
  }

  private func refused(_ text: String, _ expected: String) -> Refused {
    Refused(description: "\(rawValue) cannot be \(text.quoted); expected \(expected)")
  }

  private func number(_ text: String, in range: ClosedRange<Int>) throws(Refused) -> Int {
    guard let number = Int(text), range.contains(number) else {
      throw refused(text, "\(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private func capacity(_ text: String) throws(Refused) -> Int {
    guard let octets = PointOfPresenceReader.parseCapacity(text) else {
      throw refused(text, "a size such as 64MB")
    }
    return octets
  }

  private static func checks(_ change: @escaping @Sendable (inout HealthCheckConfig) -> Void) -> Change {
    { drill, site in
      site.checks = HealthCheckSet(
        site.checks.checks.map { check in
          var check = check
          if check.config.type.isProbed { change(&check.config) }
          return check
        })
      for index in drill.checks.indices where drill.checks[index].config.type.isProbed {
        change(&drill.checks[index].config)
      }
    }
  }

  private static func origins(_ change: @escaping @Sendable (inout Origin) -> Void) -> Change {
    { _, site in
      let distributions = site.edge.distributions.map { distribution in
        var distribution = distribution
        for index in distribution.origins.indices { change(&distribution.origins[index]) }
        return distribution
      }
      // Nothing that it would refuse depends on these.
      site.edge = (try? EdgeConfiguration(distributions)) ?? site.edge
    }
  }
}
