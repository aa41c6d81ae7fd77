import Health
import Primitives
import Testing

struct HealthCheckConfigTests {
  private func config(_ type: HealthCheckConfig.CheckType, _ change: (inout HealthCheckConfig) -> Void)
    -> HealthCheckConfig
  {
    var config = HealthCheckConfig(type: type)
    if type.isProbed { config.ipAddress = IPAddress(v4: 0x7F00_0001) }
    change(&config)
    return config
  }

  @Test("what a probe saw, and why it failed: connect in 4 s (TCP 10 s), status in 2 s, 2xx and 3xx")
  func judgement() {
    let rows: [(HealthCheckConfig.CheckType, ProbeOutcome, ProbeFailure?)] = [
      (.http, .answered(), nil),
      (.http, .answered(status: 399), nil),
      (.http, .answered(status: 400), .statusCode(400)),
      (.http, .answered(status: 199), .statusCode(199)),
      (.http, .answered(connectedAfter: .seconds(4)), nil),
      (.http, .answered(connectedAfter: .milliseconds(4_001)), .connectionTimedOut),
      (.tcp, .answered(status: 0, connectedAfter: .milliseconds(9_999)), nil),
      (.tcp, .answered(status: 0, connectedAfter: .milliseconds(10_001)), .connectionTimedOut),
      (.https, .answered(firstByteAfter: .seconds(2)), nil),
      (.https, .answered(firstByteAfter: .milliseconds(2_001)), .responseTimedOut),
      (.httpStringMatch, .answered(foundSearchString: true), nil),
      (.httpStringMatch, .answered(), .searchStringNotFound),
      (.httpStringMatch, .answered(status: 500, foundSearchString: true), .statusCode(500)),
      (.http, ProbeOutcome(failure: .dnsResolutionFailed), .dnsResolutionFailed),
      (.tcp, ProbeOutcome(failure: .originNotRunning), .originNotRunning),
      (.http, ProbeOutcome(), .connectionFailed),
    ]
    for (type, outcome, expected) in rows {
      #expect(config(type) { _ in }.failure(of: outcome) == expected, "\(type) \(outcome)")
    }
  }

  @Test("Host: the name, with the port unless it is the scheme's own; without a name the address")
  func host() {
    let rows: [(HealthCheckConfig.CheckType, String?, UInt16?, String)] = [
      (.http, "a.test", nil, "a.test"), (.http, "a.test", 80, "a.test"),
      (.http, "a.test", 8080, "a.test:8080"),
      (.http, "a.test", 443, "a.test:443"), (.https, "a.test", nil, "a.test"),
      (.https, "a.test", 443, "a.test"), (.https, "a.test", 80, "a.test:80"), (.http, nil, 8080, "127.0.0.1"),
    ]
    for (type, name, port, expected) in rows {
      let config = config(type) { ($0.fullyQualifiedDomainName, $0.port) = (name, port) }
      #expect(config.host == expected)
    }
  }

  @Test(
    arguments: [(nil, "/"), ("", "/"), ("health", "/health"), ("/a?b=c", "/a?b=c")] as [(String?, String)])
  func path(given: String?, sent: String) {
    #expect(config(.http) { $0.resourcePath = given }.path == sent)
  }

  @Test("accepted")
  func accepts() {
    #expect(config(.http) { _ in }.faults.isEmpty)
    #expect(config(.tcp) { $0.port = 25 }.faults.isEmpty)
    #expect(config(.httpsStringMatch) { $0.searchString = "ok" }.faults.isEmpty)
    #expect(config(.http) { $0.resourcePath = "/" + String(repeating: "a", count: 254) }.faults.isEmpty)
    #expect(config(.http) { $0.regions = [.euWest1, .usEast1, .saEast1] }.faults.isEmpty)
    #expect(config(.calculated) { $0.healthThreshold = 0 }.faults.isEmpty)
  }

  @Test("refused, at the key that is wrong")
  func refuses() {
    let rows: [(HealthCheckConfig.CheckType, String, (inout HealthCheckConfig) -> Void)] = [
      (.http, "Type", { $0.ipAddress = nil }),
      (.tcp, "Port", { _ in }),
      (.http, "Port", { $0.port = 0 }),
      (.http, "RequestInterval", { $0.requestInterval = 20 }),
      (.http, "FailureThreshold", { $0.failureThreshold = 0 }),
      (.http, "FailureThreshold", { $0.failureThreshold = 11 }),
      (.http, "SearchString", { $0.searchString = "x" }),
      (.httpStringMatch, "SearchString", { _ in }),
      (.httpStringMatch, "SearchString", { $0.searchString = String(repeating: "x", count: 256) }),
      (.http, "ResourcePath", { $0.resourcePath = "/" + String(repeating: "a", count: 255) }),
      (.http, "ResourcePath", { $0.resourcePath = "/a b\r\n" }),
      (.http, "EnableSNI", { $0.enableSNI = true }),
      (.https, "EnableSNI", { $0.enableSNI = true }),
      (.http, "Regions", { $0.regions = [.usEast1, .euWest1] }),
      (.http, "Regions", { $0.regions = [.usEast1, .euWest1, .usEast1] }),
      (.calculated, "HealthThreshold", { _ in }),
      (
        .calculated, "IPAddress",
        { ($0.healthThreshold, $0.ipAddress) = (1, IPAddress(v4: 1)) }
      ),
      (
        .calculated, "ChildHealthChecks",
        { ($0.healthThreshold, $0.childHealthChecks) = (1, (0..<256).map { "c\($0)" }) }
      ),
      (.cloudWatchMetric, "AlarmIdentifier", { $0.insufficientDataHealthStatus = .healthy }),
      (
        .cloudWatchMetric, "InsufficientDataHealthStatus",
        { $0.alarmIdentifier = .init(region: "us-east-1", name: "a") }
      ),
      (.recoveryControl, "RoutingControlArn", { _ in }),
      (.http, "HealthThreshold", { $0.healthThreshold = 1 }),
    ]
    for (type, key, change) in rows {
      #expect(config(type, change).faults.map(\.key) == [key], "\(type) \(key)")
    }
  }

  @Test("children must be there, once, and not calculated themselves")
  func children() {
    let checks = [
      HealthCheck.http("a"), .calculated("sum", 1, of: ["a", "b", "a", "other"]),
      .calculated("other", 0, of: []),
    ]
    let faults = HealthCheckSet(checks).faults
    #expect(faults.map(\.check) == [1, 1, 1])
    #expect(
      faults.map(\.fault.message) == [
        "InvalidInput: child health check b does not exist",
        "InvalidInput: child health check a stands twice",
        "InvalidInput: child health check other is calculated itself",
      ])
  }

  @Test("an observation in words")
  func observations() {
    var outcome = ProbeOutcome.answered(status: 503)
    outcome.address = IPAddress(v4: 0xC000_0201)
    func text(_ failure: ProbeFailure?) -> String {
      ProbeObservation(checkedAt: Drill.start, outcome: outcome, failure: failure).text
    }
    #expect(text(nil) == "Success: HTTP Status Code: 503. Resolved IP: 192.0.2.1. OK")
    #expect(text(.statusCode(503)) == "Failure: HTTP Status Code: 503. Resolved IP: 192.0.2.1")
    outcome.status = 0
    #expect(text(.connectionRefused) == "Failure: Resolved IP: 192.0.2.1. Connection refused")
  }
}
