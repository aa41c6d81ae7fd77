import Health
import Primitives
import Simulation

/// Reads `health-checks.yaml` of the zones directory.
///
///     HealthChecks:
///       6bb57c41-879a-42d0-acdd-ed6472f08eb9:
///         {Type: HTTP, IPAddress: 192.0.2.10, Port: 80, ResourcePath: /health}
///     endpoints: {192.0.2.10: 127.0.3.1:8000}
///     checkers: {perRegion: 2, timeScale: 1}
///     notify: [{url: http://127.0.0.1:9000/changed}, {command: [./page-me]}]
///     alarms: alarms.yaml
///     prometheus: {url: http://127.0.0.1:9090, alarms: [...]}
///
/// `HealthChecks` has the keys of the API. It may also be the list that `aws route53 list-health-checks` prints.
enum HealthCheckReader {
  /// `origins` are the names of built-in origins, nil where they are not known.
  static func read(_ root: ConfigurationNode, origins: [String]?) -> HealthConfiguration {
    var configuration = HealthConfiguration()
    guard
      let map = root.map(
        keys: ["HealthChecks", "endpoints", "checkers", "notify", "alarms", "prometheus"] + listKeys)
    else {
      return configuration
    }
    var places: [ConfigurationMap] = []
    if let node = map["HealthChecks"] { readChecks(node, &configuration, &places) }
    for (index, fault) in HealthCheckSet(configuration.checks).faults {
      (places[index][fault.key] ?? places[index].node).error(fault.message)
    }
    if let node = map["endpoints"] { configuration.endpoints = endpoints(node, origins) }
    if let node = map["checkers"]?.map(keys: ["perRegion", "timeScale"]) {
      if let count = node["perRegion"]?.integer(in: 1...Simulation.Limits.checkersPerRegion) {
        configuration.settings.checkersPerRegion = count
      }
      if let scale = node["timeScale"]?.number(in: Limits.timeScale) {
        configuration.settings.timeScale = scale
      }
    }
    configuration.notifications = (map["notify"]?.list() ?? []).compactMap(notification)
    if let node = map["alarms"], let path = node.nonEmptyString() { readAlarms(path, node, &configuration) }
    configuration.prometheus = map["prometheus"].flatMap { prometheus($0, configuration.checks) }
    return configuration
  }

  /// What the command line of AWS prints beside the checks.
  private static let listKeys = ["Marker", "IsTruncated", "MaxItems", "NextMarker", "NextToken"]

  // MARK: Checks

  private static func readChecks(
    _ node: ConfigurationNode, _ configuration: inout HealthConfiguration, _ places: inout [ConfigurationMap]
  ) {
    var seen = Uniqueness()
    func add(_ id: ConfigurationNode, _ config: ConfigurationNode) {
      guard
        let text = id.parsed(
          as: "a health check id of 1 to \(Limits.healthCheckIDLength) visible characters", parseID),
        seen.claim(text, "health check", id), let (value, place) = self.config(config)
      else { return }
      configuration.checks.append(HealthCheck(id: text, config: value))
      places.append(place)
    }
    if node.isMap {
      for (id, config) in node.entries() { add(id, config) }
    } else {
      let keys = [
        "Id", "CallerReference", "HealthCheckConfig", "HealthCheckVersion", "LinkedService",
        "CloudWatchAlarmConfiguration",
      ]
      for item in node.list() {
        guard let map = item.map(keys: keys), let id = map.required("Id"),
          let config = map.required("HealthCheckConfig")
        else { continue }
        add(id, config)
      }
    }
  }

  private static func parseID(_ text: String) -> String? {
    let isID = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"/?#\"".utf8.contains($0) }
    return isID && (1...Limits.healthCheckIDLength).contains(text.utf8.count) ? text : nil
  }

  private static let configKeys = [
    "IPAddress", "Port", "Type", "ResourcePath", "FullyQualifiedDomainName", "SearchString",
    "RequestInterval",
    "FailureThreshold", "MeasureLatency", "Inverted", "Disabled", "HealthThreshold", "ChildHealthChecks",
    "EnableSNI", "Regions", "AlarmIdentifier", "InsufficientDataHealthStatus", "RoutingControlArn",
  ]

  private static func config(_ node: ConfigurationNode) -> (HealthCheckConfig, ConfigurationMap)? {
    guard let map = node.map(keys: configKeys),
      let type = map.required("Type")?.choice(HealthCheckConfig.CheckType.self)
    else { return nil }
    var config = HealthCheckConfig(type: type)
    config.ipAddress = map["IPAddress"]?.parsed(as: "an IP address") { IPAddress($0) }
    readProbe(map, into: &config)
    config.fullyQualifiedDomainName = map["FullyQualifiedDomainName"]?.parsed(
      as: "a host name", HostText.parse)
    if let value = map["MeasureLatency"]?.boolean() { config.measuresLatency = value }
    if let value = map["Inverted"]?.boolean() { config.isInverted = value }
    if let value = map["Disabled"]?.boolean() { config.isDisabled = value }
    config.enableSNI = map["EnableSNI"]?.boolean()
    config.healthThreshold = map["HealthThreshold"]?.integer(in: 0...256)
    config.childHealthChecks = (map["ChildHealthChecks"]?.items() ?? []).compactMap { $0.nonEmptyString() }
    if let node = map["Regions"] {
      config.regions = node.items().compactMap { $0.choice(HealthCheckRegion.self) }
    }
    config.alarmIdentifier = map["AlarmIdentifier"].flatMap(alarm)
    config.insufficientDataHealthStatus = map["InsufficientDataHealthStatus"]?.choice(
      HealthCheckConfig.InsufficientDataHealthStatus.self)
    config.routingControlArn = map["RoutingControlArn"]?.nonEmptyString()
    for key in ["RequestInterval", "FailureThreshold"] where type == .recoveryControl {
      map[key]?.error(
        "InvalidInput: Invalid parameter : \(key) is not allowed with Type \(type.rawValue)")
    }
    for fault in config.faults where !isReported(fault, map) { (map[fault.key] ?? node).error(fault.message) }
    return (config, map)
  }

  static let probeKeys = ["Port", "ResourcePath", "SearchString", "RequestInterval", "FailureThreshold"]

  /// What a probe asks for, and how often.
  static func readProbe(_ map: ConfigurationMap, into config: inout HealthCheckConfig) {
    config.port = map["Port"]?.integer(in: 1...65_535).map(UInt16.init)
    config.resourcePath = map["ResourcePath"]?.string()
    config.searchString = map["SearchString"]?.string()
    // Faults of these are reported once, by the reader or by the validation.
    if let value = map["RequestInterval"]?.integer(in: 10...30) { config.requestInterval = value }
    if let value = map["FailureThreshold"]?.integer(in: 1...10) { config.failureThreshold = value }
  }

  /// A value that could not be read has been reported, and is not missing.
  private static func isReported(_ fault: HealthCheckConfig.Fault, _ map: ConfigurationMap) -> Bool {
    guard fault.message.contains("is required") else { return false }
    let keys = fault.key == "Type" ? ["IPAddress", "FullyQualifiedDomainName"] : [fault.key]
    return keys.contains { map[$0]?.scalarText?.isEmpty == false || map[$0]?.isMap == true }
  }

  private static func alarm(_ node: ConfigurationNode) -> HealthCheckConfig.AlarmIdentifier? {
    guard let map = node.map(keys: ["Region", "Name"]),
      let region = map.required("Region")?.nonEmptyString(), let name = map.required("Name")?.nonEmptyString()
    else { return nil }
    return HealthCheckConfig.AlarmIdentifier(region: region, name: name)
  }

  // MARK: The lab's own

  /// A file that is not there is no fault: whoever writes it may come later. Until then its alarms have no data.
  private static func readAlarms(
    _ path: String, _ node: ConfigurationNode, _ configuration: inout HealthConfiguration
  ) {
    let directory = ConfigurationFile(path: node.file, diagnostics: node.diagnostics).directory
    let file = AlarmFile(path: path.hasPrefix("/") ? path : "\(directory)/\(path)")
    configuration.alarmFile = file
    configuration.alarms = file.states(node.diagnostics) ?? [:]
    if !file.exists {
      node.warning("alarms is \(path.quoted), and there is no such file yet: its alarms have no data")
    }
  }

  private static func prometheus(_ node: ConfigurationNode, _ checks: [HealthCheck])
    -> HealthConfiguration.Prometheus?
  {
    guard let map = node.map(keys: ["url", "alarms"]), let url = map.required("url"),
      let list = map.required("alarms"),
      var endpoint = url.parsed(
        as: "http://address:port or https://, the address in figures", HTTPEndpoint.init)
    else { return nil }
    let names = Set(checks.compactMap(\.config.alarmIdentifier?.name))
    var seen = Uniqueness()
    let items = list.list()
    if items.count > Limits.metricAlarms {
      list.error("\(items.count) alarms; at most \(Limits.metricAlarms) are allowed")
    }
    let alarms = items.compactMap { item -> MetricAlarm? in
      guard let map = item.map(keys: ["AlarmName", "Query", "ComparisonOperator", "Threshold", "Period"]),
        let name = map.required("AlarmName"), let text = name.nonEmptyString(),
        seen.claim(text, "alarm", name), let query = map.required("Query")?.nonEmptyString(),
        let comparison = map.required("ComparisonOperator")?.choice(MetricAlarm.ComparisonOperator.self),
        let threshold = map.required("Threshold")?.number(in: -Limits.threshold...Limits.threshold)
      else { return nil }
      if !names.contains(text) { name.warning("no health check follows the alarm \(text.quoted)") }
      let period = map["Period"]?.integer(in: Limits.periodSeconds) ?? 60
      return MetricAlarm(
        name: text, query: query, comparison: comparison, threshold: threshold, periodSeconds: period)
    }
    if endpoint.path.hasSuffix("/") { endpoint.path.removeLast() }
    return HealthConfiguration.Prometheus(endpoint: endpoint, alarms: alarms)
  }

  private static func endpoints(_ node: ConfigurationNode, _ origins: [String]?)
    -> [HealthConfiguration.Endpoint]
  {
    var seen = Uniqueness()
    return node.entries().compactMap { key, value in
      let place = key.parsed(as: "an address or a host name, with or without a port", HostAndPort.parse)
      let target = value.parsed(
        as: "an address, address:port, or the name of a built-in origin", parseTarget)
      guard let place, let target, seen.claim(key.scalarText?.lowercased() ?? "", "endpoint", key) else {
        return nil
      }
      if case .origin(let name) = target, let origins, !origins.contains(name) {
        value.error(
          "there is no built-in origin \(name.quoted)\(NearestName.suggestion(for: name, among: origins))")
      }
      return HealthConfiguration.Endpoint(host: place.host, port: place.port, target: target)
    }
  }

  private static func parseTarget(_ text: String) -> HealthConfiguration.Endpoint.Target? {
    guard let place = HostAndPort.parse(text) else { return nil }
    if let address = IPAddress(place.host) { return .address(address, port: place.port) }
    return place.port == nil ? .origin(place.host) : nil
  }

  private static func notification(_ node: ConfigurationNode) -> HealthConfiguration.Notification? {
    guard let map = node.map(keys: ["url", "command"]) else { return nil }
    switch (map["url"], map["command"]) {
    case (let url?, nil):
      return url.parsed(as: "http://address:port/path or https://, the address in figures", HTTPEndpoint.init)
        .map { .webhook($0) }
    case (nil, let command?):
      let words = command.list().compactMap { $0.string() }
      if words.isEmpty { command.error("\(command.name) is empty; expected a program and its arguments") }
      return words.isEmpty ? nil : .command(words)
    default:
      node.error("\(node.name) must have either url or command")
      return nil
    }
  }
}
