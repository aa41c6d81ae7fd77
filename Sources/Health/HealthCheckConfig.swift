import Primitives

/// What a health check looks at and how, in the words of the API (Route 53 API, HealthCheckConfig, 2013-04-01).
package struct HealthCheckConfig: Hashable, Sendable {
  package enum CheckType: String, CaseIterable, Hashable, Sendable {
    case http = "HTTP"
    case https = "HTTPS"
    case httpStringMatch = "HTTP_STR_MATCH"
    case httpsStringMatch = "HTTPS_STR_MATCH"
    case tcp = "TCP"
    case calculated = "CALCULATED"
    case cloudWatchMetric = "CLOUDWATCH_METRIC"
    case recoveryControl = "RECOVERY_CONTROL"

    /// Checkers send it requests; the others follow something else.
    package var isProbed: Bool {
      switch self {
      case .http, .https, .httpStringMatch, .httpsStringMatch, .tcp: true
      case .calculated, .cloudWatchMetric, .recoveryControl: false
      }
    }

    package var usesTLS: Bool { self == .https || self == .httpsStringMatch }
    package var searchesBody: Bool { self == .httpStringMatch || self == .httpsStringMatch }
  }

  /// The CloudWatch alarm that a check follows.
  package struct AlarmIdentifier: Hashable, Sendable {
    package var region: String
    package var name: String

    package init(region: String, name: String) { (self.region, self.name) = (region, name) }
  }

  /// What a check is while its alarm has no data.
  package enum InsufficientDataHealthStatus: String, CaseIterable, Hashable, Sendable {
    case healthy = "Healthy"
    case unhealthy = "Unhealthy"
    case lastKnownStatus = "LastKnownStatus"
  }

  package var type: CheckType
  /// Nil: the domain name is looked up for each probe.
  package var ipAddress: IPAddress?
  package var port: UInt16?
  package var resourcePath: String?
  /// Goes into Host; without an address it is also what is asked.
  package var fullyQualifiedDomainName: String?
  package var searchString: String?
  /// Seconds from a response to the next request of the same checker: 10 or 30.
  package var requestInterval = 30
  /// Consecutive results against a checker's opinion that change it, both ways.
  package var failureThreshold = 3
  package var measuresLatency = false
  package var isInverted = false
  /// Probing stops and the result counts as healthy, before it is inverted.
  package var isDisabled = false
  /// Nil: as the API has it, on for HTTPS.
  package var enableSNI: Bool?
  package var regions = HealthCheckRegion.allCases
  package var childHealthChecks: [String] = []
  package var healthThreshold: Int?
  package var alarmIdentifier: AlarmIdentifier?
  package var insufficientDataHealthStatus: InsufficientDataHealthStatus?
  package var routingControlArn: String?

  package init(type: CheckType) { self.type = type }

  /// The port that is asked: 80 and 443 unless one is given (a TCP check always gives one).
  package var effectivePort: UInt16 { port ?? (type.usesTLS ? 443 : 80) }

  package var sendsServerName: Bool { type.usesTLS && (enableSNI ?? true) }

  /// How long connecting may take.
  package var connectLimit: Duration { type == .tcp ? Limits.tcpConnect : Limits.httpConnect }

  /// The Host field: the domain name, with the port unless it is the scheme's own; without a name the address.
  package var host: String {
    guard let name = fullyQualifiedDomainName ?? ipAddress.map({ "\($0)" }) else { return "" }
    guard fullyQualifiedDomainName != nil else { return ipAddress?.family == .v6 ? "[\(name)]" : name }
    return effectivePort == (type.usesTLS ? 443 : 80) ? name : "\(name):\(effectivePort)"
  }

  /// `ResourcePath` with the `/` it may lack.
  package var path: String {
    let path = resourcePath ?? ""
    return path.hasPrefix("/") ? path : "/\(path)"
  }

  /// What it looks at, for people: `http://www.example.com:8080/health`, `3 of 5 children`.
  package var target: String {
    let place = ipAddress.map { $0.family == .v6 ? "[\($0)]" : "\($0)" } ?? fullyQualifiedDomainName ?? ""
    switch type {
    case .tcp: return "tcp://\(place):\(effectivePort)"
    case .http, .httpStringMatch, .https, .httpsStringMatch:
      return "\(type.usesTLS ? "https" : "http")://\(place):\(effectivePort)\(path)"
    case .calculated: return "\(healthThreshold ?? 0) of \(childHealthChecks.count) children"
    case .cloudWatchMetric: return alarmIdentifier.map { "alarm \($0.name)" } ?? ""
    case .recoveryControl: return routingControlArn ?? ""
    }
  }
}
