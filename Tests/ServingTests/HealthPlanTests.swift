import Configuration
import EventLoop
import Health
import Primitives
import Simulation
import Testing

@testable import Serving

struct HealthPlanTests {
  private let origin = SocketAddress(IPAddress(v4: 0x7F00_0001), port: 40_000)

  private func plan(_ endpoints: [HealthConfiguration.Endpoint] = []) -> HealthPlan {
    var configuration = HealthConfiguration()
    configuration.endpoints = endpoints
    return HealthPlan(configuration, origins: ["www.origin.test": origin], faults: [:])
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
    let fault = try OriginFault(words: ["partition=sa-east-1"])
    let plan = HealthPlan(
      HealthConfiguration(), origins: ["www.origin.test": origin],
      faults: ["www.origin.test": fault, "x": fault])
    #expect(plan.partitions == [origin: [CheckerSelection(.saEast1)]])
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
