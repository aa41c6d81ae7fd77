import Configuration
import Health
import Primitives
import Testing

@Suite("health-checks.yaml")
struct HealthCheckTests {
  private func load(_ text: String) throws -> (health: HealthConfiguration?, messages: [String]) {
    let lab = try Lab([
      "health-checks.yaml": text,
      "a.test.zone": "$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n",
    ])
    let (configuration, diagnostics) = LabConfiguration.load(zones: lab.directory, edgeConfig: nil)
    return (
      configuration?.health,
      diagnostics.map { "\($0)".replacing(lab.directory + "/health-checks.yaml:", with: "") }
    )
  }

  /// One check with `config`.
  private func check(_ config: String) throws -> (health: HealthConfiguration?, messages: [String]) {
    try load("HealthChecks: {c: {\(config)}}")
  }

  @Test("every key of the API")
  func accepts() throws {
    let (health, messages) = try load(
      """
      HealthChecks:
        web:
          Type: HTTPS_STR_MATCH
          IPAddress: 192.0.2.10
          Port: 8443
          ResourcePath: health?deep=1
          FullyQualifiedDomainName: WWW.example.com
          SearchString: "all fine"
          RequestInterval: 10
          FailureThreshold: 1
          MeasureLatency: true
          Inverted: true
          Disabled: false
          EnableSNI: false
          Regions: {Quantity: 3, Items: [us-east-1, eu-west-1, sa-east-1]}
        all: {Type: CALCULATED, HealthThreshold: 1, ChildHealthChecks: [web, alarm], Inverted: false}
        alarm:
          Type: CLOUDWATCH_METRIC
          AlarmIdentifier: {Region: us-east-1, Name: latency}
          InsufficientDataHealthStatus: LastKnownStatus
        switch: {Type: RECOVERY_CONTROL, RoutingControlArn: "arn:aws:x"}
      """)
    #expect(messages == [])
    let checks = try #require(health?.checks)
    #expect(checks.map(\.id) == ["web", "all", "alarm", "switch"])
    var web = HealthCheckConfig(type: .httpsStringMatch)
    (web.ipAddress, web.port) = (IPAddress(v4: 0xC000_020A), 8443)
    (web.resourcePath, web.fullyQualifiedDomainName) = ("health?deep=1", "www.example.com")
    (web.searchString, web.requestInterval, web.failureThreshold) = ("all fine", 10, 1)
    (web.measuresLatency, web.isInverted, web.enableSNI) = (true, true, false)
    web.regions = [.usEast1, .euWest1, .saEast1]
    #expect(checks[0].config == web)
    #expect(checks[1].config.childHealthChecks == ["web", "alarm"])
    #expect(checks[2].config.insufficientDataHealthStatus == .lastKnownStatus)
  }

  @Test("what `aws route53 list-health-checks` prints")
  func listOfTheCommandLine() throws {
    let (health, messages) = try load(
      """
      {"HealthChecks": [{"Id": "6bb57c41-879a-42d0-acdd-ed6472f08eb9", "CallerReference": "x",
        "HealthCheckConfig": {"IPAddress": "192.0.2.10", "Port": 80, "Type": "HTTP", "RequestInterval": 30,
          "FailureThreshold": 3, "MeasureLatency": false, "Inverted": false, "Disabled": false, "EnableSNI": false},
        "HealthCheckVersion": 1}], "IsTruncated": false, "MaxItems": "100"}
      """)
    #expect(messages == [])
    #expect(health?.checks.map(\.id) == ["6bb57c41-879a-42d0-acdd-ed6472f08eb9"])
  }

  @Test("the lab's own: endpoints, checkers, who is told")
  func labExtensions() throws {
    let (health, messages) = try load(
      """
      endpoints:
        192.0.2.10: 127.0.3.1:8000
        192.0.2.10:443: 127.0.3.1
        WWW.example.com:80: www.origin.test
      checkers: {perRegion: 3, timeScale: 20}
      notify: [{url: "http://127.0.0.1:9000/x?y"}, {url: "https://[::1]"}, {command: [./page-me, --loud]}]
      """)
    #expect(messages == [])
    let loaded = try #require(health)
    let host = IPAddress(v4: 0x7F00_0301)
    #expect(loaded.target(of: "192.0.2.10", port: 80) == .address(host, port: 8000))
    #expect(loaded.target(of: "192.0.2.10", port: 443) == .address(host, port: nil))
    #expect(loaded.target(of: "www.example.com", port: 80) == .origin("www.origin.test"))
    #expect(loaded.target(of: "www.example.com", port: 81) == nil)
    #expect((loaded.settings.checkersPerRegion, loaded.settings.timeScale) == (3, 20))
    #expect(
      loaded.notifications == [
        .webhook(
          HTTPEndpoint(
            scheme: .http, address: IPAddress(v4: 0x7F00_0001), port: 9000, host: "127.0.0.1:9000",
            path: "/x?y")),
        .webhook(
          HTTPEndpoint(
            scheme: .https, address: IPAddress(family: .v6, bits: 1), port: 443, host: "[::1]", path: "/")),
        .command(["./page-me", "--loud"]),
      ])
  }

  @Test(
    "refused, with the place and what was expected",
    arguments: [
      (
        "Type: HTTP",
        "1:26: InvalidInput: Invalid parameter : either IPAddress or FullyQualifiedDomainName is required for Type HTTP"
      ),
      (
        "Type: TCP, IPAddress: 192.0.2.1",
        "1:19: InvalidInput: Invalid parameter : Port is required for Type TCP"
      ),
      (
        "Type: HTTP, IPAddress: 192.0.2.1, RequestInterval: 20",
        "1:71: InvalidInput: Invalid parameter : RequestInterval is 20; it must be 10 or 30"
      ),
      (
        "Type: HTTP, IPAddress: 192.0.2.1, FailureThreshold: 11",
        "1:72: FailureThreshold is 11; it must be in 1 to 10"
      ),
      ("Type: HTTP, IPAddress: 192.0.2.256", "1:43: IPAddress is '192.0.2.256'; expected an IP address"),
      ("Type: HTTP, IPAddress: 192.0.2.1, Path: /x", "1:54: unknown key 'Path' in c"),
      (
        "Type: HTTP, IPAddress: 192.0.2.1, Regions: [us-east-1, eu-west-1]",
        "1:63: InvalidInput: Invalid parameter : 2 regions; at least 3 are required"
      ),
      (
        "Type: CALCULATED, HealthThreshold: 1, ChildHealthChecks: [x]",
        "1:77: InvalidInput: child health check x does not exist"
      ),
      (
        "Type: RECOVERY_CONTROL",
        "1:19: InvalidInput: Invalid parameter : RoutingControlArn is required for Type RECOVERY_CONTROL"
      ),
      (
        "Type: RECOVERY_CONTROL, RoutingControlArn: a, RequestInterval: 30",
        "1:83: InvalidInput: Invalid parameter : RequestInterval is not allowed with Type RECOVERY_CONTROL"
      ),
      (
        "Type: CLOUDWATCH_METRIC, AlarmIdentifier: {Region: us-east-1}, InsufficientDataHealthStatus: Healthy",
        "1:62: AlarmIdentifier lacks the required key 'Name'"
      ),
      (
        "Type: HTTP, IPAddress: 192.0.2.1, Port: 65536",
        "1:60: Port is 65536; it must be in 1 to 65535"
      ),
    ])
  func refuses(config: String, message: String) throws {
    let (health, messages) = try check(config)
    #expect(health == nil)
    #expect(messages == [message])
  }

  @Test("alarms: a file of their states beside this one; it may come later, but not be wrong")
  func alarms() throws {
    func load(_ alarms: String?) throws -> (health: HealthConfiguration?, messages: [String]) {
      var files = [
        "health-checks.yaml": "alarms: alarms.yaml",
        "a.test.zone": "$TTL 60\n@ SOA ns1 h 1 1 1 1 1\n@ NS ns1\nns1 A 192.0.2.1\n",
      ]
      files["alarms.yaml"] = alarms
      let lab = try Lab(files)
      let (configuration, diagnostics) = LabConfiguration.load(zones: lab.directory, edgeConfig: nil)
      if let file = configuration?.health.alarmFile { #expect(file.path == lab.directory + "/alarms.yaml") }
      return (
        configuration?.health, diagnostics.map { "\($0)".replacing(lab.directory + "/", with: "") }
      )
    }
    let (health, messages) = try load("latency: ALARM\nerrors: OK\n# a comment\nnew: INSUFFICIENT_DATA\n")
    #expect(messages == [])
    #expect(health?.alarms == ["latency": .alarm, "errors": .ok, "new": .insufficientData])
    #expect(try load("\n").health?.alarms == [:])
    let missing = try load(nil)
    #expect(missing.health?.alarms == [:])
    #expect(
      missing.messages == [
        "health-checks.yaml:1:9: warning: alarms is 'alarms.yaml', and there is no such file yet: its alarms have no data"
      ])
    let wrong = try load("latency: ALRAM\n")
    #expect(wrong.health == nil)
    #expect(
      wrong.messages.first?.hasPrefix("alarms.yaml:1:10: latency is 'ALRAM'") == true, "\(wrong.messages)")
    #expect(
      try load("- ALARM\n").messages == [
        "alarms.yaml:1:1: the file of alarms has lines 'AlarmName: OK', ALARM or INSUFFICIENT_DATA"
      ])
  }

  @Test("prometheus: where it is, and what is an alarm")
  func prometheus() throws {
    let (health, messages) = try load(
      """
      HealthChecks:
        slow: {Type: CLOUDWATCH_METRIC, AlarmIdentifier: {Region: us-east-1, Name: slow}, InsufficientDataHealthStatus: Healthy}
      prometheus:
        url: http://127.0.0.1:9090/prom/
        alarms:
          - {AlarmName: slow, Query: 'max(seconds{job="a"})', ComparisonOperator: GreaterThanThreshold, Threshold: 0.5, Period: 15}
          - {AlarmName: low, Query: up, ComparisonOperator: LessThanThreshold, Threshold: 1}
      """)
    #expect(messages == ["7:19: warning: no health check follows the alarm 'low'"])
    let prometheus = try #require(health?.prometheus)
    #expect("\(prometheus.endpoint)" == "http://127.0.0.1:9090/prom" && prometheus.endpoint.port == 9090)
    #expect(
      prometheus.alarms == [
        MetricAlarm(
          name: "slow", query: "max(seconds{job=\"a\"})", comparison: .greater, threshold: 0.5,
          periodSeconds: 15),
        MetricAlarm(name: "low", query: "up", comparison: .less, threshold: 1, periodSeconds: 60),
      ])
  }

  @Test(
    "refused of the lab's own",
    arguments: [
      (
        "prometheus: {url: 'https://a.test', alarms: []}",
        "1:19: url is 'https://a.test'; expected http://address:port or https://, the address in figures"
      ),
      (
        "prometheus: {url: 'http://127.0.0.1:9090', alarms: [{AlarmName: a, Query: q, ComparisonOperator: More, Threshold: 1}]}",
        "1:98: ComparisonOperator is 'More'; it must be 'GreaterThanOrEqualToThreshold', 'GreaterThanThreshold', 'LessThanThreshold' or 'LessThanOrEqualToThreshold'"
      ),
      (
        "prometheus: {url: 'http://127.0.0.1:9090', alarms: [{AlarmName: a, Query: q, ComparisonOperator: LessThanThreshold}]}",
        "1:53: alarms[0] lacks the required key 'Threshold'"
      ),
      (
        "endpoints: {192.0.2.10: 'nowhere:0'}",
        "1:25: 192.0.2.10 is 'nowhere:0'; expected an address, address:port, or the name of a built-in origin"
      ),
      ("checkers: {perRegion: 0}", "1:23: perRegion is 0; it must be in 1 to 12"),
      ("notify: [{}]", "1:10: notify[0] must have either url or command"),
      (
        "notify: [{url: 'https://a.test/'}]",
        "1:16: url is 'https://a.test/'; expected http://address:port/path or https://, the address in figures"
      ),
      (
        "HealthChecks: {'a b': {Type: HTTP, IPAddress: 192.0.2.1}}",
        "1:16: a key of HealthChecks is 'a b'; expected a health check id of 1 to 64 visible characters"
      ),
    ])
  func refusesExtensions(text: String, message: String) throws {
    let (health, messages) = try load(text)
    #expect(health == nil)
    #expect(messages == [message])
  }
}
