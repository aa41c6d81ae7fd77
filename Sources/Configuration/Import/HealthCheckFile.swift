import Health
import Route53

/// Health checks as `health-checks.yaml` has them, and as `aws route53 list-health-checks` prints them.
enum HealthCheckFile {
  static func text(_ checks: [HealthCheck]) -> String {
    guard !checks.isEmpty else { return "HealthChecks: {}\n" }
    var text = "HealthChecks:\n"
    for check in checks {
      text += "  \(JSONValue.quoted(check.id)):\n"
      guard case .object(let members) = check.config.json else { continue }
      for member in members { text += "    \(member.key): \(member.value.compact)\n" }
    }
    return text
  }

  /// CallerReference, which a lab has no use for, is the id.
  static func json(_ checks: [HealthCheck]) -> JSONValue {
    .object([
      (
        "HealthChecks",
        .array(
          checks.map { check in
            .object([
              ("Id", .string(check.id)), ("CallerReference", .string(check.id)),
              ("HealthCheckConfig", check.config.json), ("HealthCheckVersion", .integer(1)),
            ])
          })
      )
    ])
  }
}

extension HealthCheckConfig {
  /// HealthCheckConfig of the API, members in the order of its model.
  fileprivate var json: JSONValue {
    let isProbed = type.isProbed
    let children = childHealthChecks.map { JSONValue.string($0) }
    let allRegions = regions == HealthCheckRegion.allCases
    return .object([
      ("IPAddress", ipAddress.map { .string("\($0)") }),
      ("Port", port.map { .integer($0) }),
      ("Type", .string(type.rawValue)),
      ("ResourcePath", resourcePath.map { .string($0) }),
      ("FullyQualifiedDomainName", fullyQualifiedDomainName.map { .string($0) }),
      ("SearchString", searchString.map { .string($0) }),
      ("RequestInterval", isProbed ? .integer(requestInterval) : nil),
      ("FailureThreshold", isProbed ? .integer(failureThreshold) : nil),
      ("MeasureLatency", isProbed ? .boolean(measuresLatency) : nil),
      ("Inverted", .boolean(isInverted)),
      ("Disabled", .boolean(isDisabled)),
      ("HealthThreshold", healthThreshold.map { .integer($0) }),
      ("ChildHealthChecks", children.isEmpty ? nil : .array(children)),
      ("EnableSNI", enableSNI.map { .boolean($0) }),
      ("Regions", isProbed && !allRegions ? .array(regions.map { .string($0.rawValue) }) : nil),
      (
        "AlarmIdentifier",
        alarmIdentifier.map {
          .object([("Region", .string($0.region)), ("Name", .string($0.name))])
        }
      ),
      ("InsufficientDataHealthStatus", insufficientDataHealthStatus.map { .string($0.rawValue) }),
      ("RoutingControlArn", routingControlArn.map { .string($0) }),
    ])
  }
}
