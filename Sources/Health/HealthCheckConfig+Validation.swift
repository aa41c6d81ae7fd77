extension HealthCheckConfig {
  /// Something the API would refuse, at one of its keys.
  package struct Fault: Hashable, Sendable {
    /// The API's key: `Port`.
    package var key: String
    package var message: String
  }

  /// Everything wrong with this check by itself: keys that are missing, keys of another type of check, values out of
  /// range. The wording is `InvalidInput: ...`, as the API answers.
  package var faults: [Fault] {
    var faults: [Fault] = []
    func refuse(_ key: String, _ message: String) {
      faults.append(Fault(key: key, message: "InvalidInput: Invalid parameter : \(message)"))
    }
    func limit(_ text: String?, _ key: String, _ length: Int) {
      if let text, text.count > length {
        refuse(key, "\(key) is \(text.count) characters long; at most \(length) are allowed")
      }
    }
    for (key, isThere, types) in uses where isThere && !types.contains(type) {
      refuse(key, "\(key) is not allowed with Type \(type.rawValue)")
    }
    limit(resourcePath, "ResourcePath", Limits.resourcePathLength)
    limit(searchString, "SearchString", Limits.searchStringLength)
    limit(fullyQualifiedDomainName, "FullyQualifiedDomainName", Limits.domainNameLength)
    if let path = resourcePath, !path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) {
      refuse("ResourcePath", "ResourcePath holds a character that a request line cannot carry")
    }
    if let name = fullyQualifiedDomainName, !name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) || name.isEmpty
    {
      refuse("FullyQualifiedDomainName", "FullyQualifiedDomainName is not a host name")
    }
    if type.isProbed { probedFaults(refuse) }
    switch type {
    case .calculated:
      if healthThreshold == nil {
        refuse("HealthThreshold", "HealthThreshold is required for Type CALCULATED")
      }
      if childHealthChecks.count > Limits.children {
        refuse(
          "ChildHealthChecks", "\(childHealthChecks.count) children; at most \(Limits.children) are allowed")
      }
    case .cloudWatchMetric:
      if alarmIdentifier == nil {
        refuse("AlarmIdentifier", "AlarmIdentifier is required for Type CLOUDWATCH_METRIC")
      }
      if insufficientDataHealthStatus == nil {
        refuse(
          "InsufficientDataHealthStatus",
          "InsufficientDataHealthStatus is required for Type CLOUDWATCH_METRIC")
      }
    case .recoveryControl:
      if routingControlArn == nil {
        refuse("RoutingControlArn", "RoutingControlArn is required for Type RECOVERY_CONTROL")
      }
    default: break
    }
    return faults
  }

  private func probedFaults(_ refuse: (String, String) -> Void) {
    if ipAddress == nil, fullyQualifiedDomainName == nil {
      refuse("Type", "either IPAddress or FullyQualifiedDomainName is required for Type \(type.rawValue)")
    }
    if type == .tcp, port == nil { refuse("Port", "Port is required for Type TCP") }
    if port == 0 { refuse("Port", "Port is 0; it must be in 1 to 65535") }
    if ![10, 30].contains(requestInterval) {
      refuse("RequestInterval", "RequestInterval is \(requestInterval); it must be 10 or 30")
    }
    if !Limits.failureThreshold.contains(failureThreshold) {
      refuse("FailureThreshold", "FailureThreshold is \(failureThreshold); it must be in 1 to 10")
    }
    if type.searchesBody, (searchString ?? "").isEmpty {
      refuse("SearchString", "SearchString is required for Type \(type.rawValue)")
    }
    if type.usesTLS, enableSNI == true, fullyQualifiedDomainName == nil {
      refuse("EnableSNI", "EnableSNI needs a FullyQualifiedDomainName to send")
    }
    if Set(regions).count != regions.count {
      refuse("Regions", "a region stands twice")
    } else if regions.count < Limits.regions {
      refuse("Regions", "\(regions.count) regions; at least \(Limits.regions) are required")
    }
  }

  /// The keys that belong to some types only, and whether this check has them.
  private var uses: [(key: String, isThere: Bool, types: [CheckType])] {
    let http: [CheckType] = [.http, .https, .httpStringMatch, .httpsStringMatch]
    return [
      ("IPAddress", ipAddress != nil, http + [.tcp]),
      ("Port", port != nil, http + [.tcp]),
      ("FullyQualifiedDomainName", fullyQualifiedDomainName != nil, http + [.tcp]),
      ("ResourcePath", resourcePath != nil, http),
      ("SearchString", searchString != nil, [.httpStringMatch, .httpsStringMatch]),
      ("EnableSNI", enableSNI == true, [.https, .httpsStringMatch]),
      ("ChildHealthChecks", !childHealthChecks.isEmpty, [.calculated]),
      ("HealthThreshold", healthThreshold != nil, [.calculated]),
      ("AlarmIdentifier", alarmIdentifier != nil, [.cloudWatchMetric]),
      (
        "InsufficientDataHealthStatus", insufficientDataHealthStatus != nil, [.cloudWatchMetric]
      ),
      ("RoutingControlArn", routingControlArn != nil, [.recoveryControl]),
    ]
  }
}
