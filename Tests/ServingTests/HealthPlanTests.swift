import Configuration
import EventLoop
import Health
import LoadBalancing
import Primitives
import Simulation
import Testing

@testable import Serving

struct HealthPlanTests {
  private let origin = SocketAddress(IPAddress(v4: 0x7F00_0001), port: 40_000)

  private func plan(_ endpoints: [HealthConfiguration.Endpoint] = []) -> HealthPlan {
    var configuration = HealthConfiguration()
    configuration.endpoints = endpoints
    return HealthPlan(configuration, balancers: [], origins: ["www.origin.test": origin], faults: [:])
  }

  private func config(_ address: String?, _ name: String?, port: UInt16? = nil) -> HealthCheckConfig {
    var config = HealthCheckConfig(type: .http)
    (config.ipAddress, config.fullyQualifiedDomainName, config.port) = (
      address.flatMap { IPAddress($0) }, name, port
    )
    return config
  }

  private func target(_ plan: HealthPlan, _ config: HealthCheckConfig) -> String {
    switch plan.target(of: config) {
    case .address(let address): "\(address)"
    case .name(let name, let port): "\(name) \(port)"
    case .nowhere: "nowhere"
    }
  }

  @Test(
    "a probe goes to the address, or to what the name is looked up as, or to the built-in origin of that name"
  )
  func plain() {
    #expect(target(plan(), config("192.0.2.1", "www.origin.test")) == "192.0.2.1:80")
    #expect(target(plan(), config(nil, "www.example.com", port: 8080)) == "www.example.com 8080")
    #expect(target(plan(), config(nil, "www.origin.test")) == "127.0.0.1:40000")
  }

  @Test("endpoints of the lab: the one with the port first")
  func endpoints() {
    let place = IPAddress(v4: 0x7F00_0301)
    let plan = plan([
      .init(host: "192.0.2.1", target: .address(place, port: 8000)),
      .init(host: "192.0.2.1", port: 81, target: .address(place, port: nil)),
      .init(host: "www.example.com", target: .origin("www.origin.test")),
      .init(host: "gone.example.com", target: .origin("gone.test")),
    ])
    #expect(target(plan, config("192.0.2.1", nil)) == "127.0.3.1:8000")
    #expect(target(plan, config("192.0.2.1", nil, port: 81)) == "127.0.3.1:81")
    #expect(target(plan, config(nil, "www.example.com")) == "127.0.0.1:40000")
    #expect(target(plan, config(nil, "gone.example.com")) == "nowhere")
  }

  @Test("a partition stands at the origin's address")
  func partitions() throws {
    let fault = try ServerFault(words: ["partition=sa-east-1"])
    let plan = HealthPlan(
      HealthConfiguration(), balancers: [], origins: ["www.origin.test": origin],
      faults: ["www.origin.test": fault, "x": fault])
    #expect(plan.partitions == [origin: [CheckerSelection(.saEast1)]])
  }

  @Test("targets of load balancers are checked behind what the zones know, from one region")
  func targets() {
    var configuration = HealthConfiguration()
    configuration.checks = [HealthCheck(id: "own", config: config("192.0.2.1", nil))]
    let targets = ["a.test", "192.0.2.7:81"].map { LoadBalancer.Target(name: $0) }
    var balancer = BalancedOrigin(
      name: "lb.test", balancer: LoadBalancer(.roundRobin, targets),
      places: [
        "a.test": HostAndPort(host: "a.test"), "192.0.2.7:81": HostAndPort(host: "192.0.2.7", port: 81),
      ])
    balancer.healthCheck = HealthCheckConfig(type: .http)
    let plan = HealthPlan(configuration, balancers: [balancer], origins: ["a.test": origin], faults: [:])
    #expect(plan.checks.checks.map(\.id) == ["own", "lb.test/a.test", "lb.test/192.0.2.7:81"])
    #expect(plan.targetChecks(of: [balancer]) == ["lb.test/a.test": 1, "lb.test/192.0.2.7:81": 2])
    #expect(
      plan.checks.checks.map { target(plan, $0.config) }.dropFirst() == ["127.0.0.1:40000", "192.0.2.7:81"])
    #expect(plan.checks.checks[1].config.regions.count == 1)
  }

  @Test("the request, as Route 53's checkers send it")
  func request() {
    let check = HealthCheck(id: "abc", config: config(nil, "www.example.com", port: 8080))
    let request = ProbeRequest(check, target: .nowhere)
    #expect(
      String(decoding: request.octets, as: UTF8.self)
        == "GET / HTTP/1.1\r\nHost: www.example.com:8080\r\nConnection: close\r\n"
        + "User-Agent: Amazon-Route53-Health-Check-Service (ref abc; report http://amzn.to/1vsZADi)\r\n"
        + "Accept-Encoding: identity,gzip,deflate\r\n\r\n")
  }
}
