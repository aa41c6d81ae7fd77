import Foundation
import Testing

/// Garbage on every port: the lab goes on answering, and its memory stays bounded.
@Suite(.serialized) struct HostileTests {
  let lab: LabProcess
  init() throws { lab = try LabProcess() }

  private func stillAnswers() throws {
    #expect(try lab.dig("www.example.com", "A").contains("status: NOERROR"))
    let pop = try #require(try lab.answers("+short", "www.example.com", "A").first)
    #expect(try lab.curl("/index.html", at: pop).status == 200)
    #expect(try !lab.metrics().text.isEmpty)
  }

  private func noise(_ count: Int, _ state: inout UInt64) -> [UInt8] {
    (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 33)
    }
  }

  @Test func randomBytes() throws {
    var state: UInt64 = 42
    let udp = try UDPClient(port: lab.dnsPort())
    for size in 0..<2000 { udp.send(noise(size % 600, &state)) }
    for port in [try lab.dnsPort(), try lab.httpPort(), try lab.adminPort()] {
      for size in [1, 2, 13, 500, 5000, 70_000] {
        let client = try RawClient(port: port)
        client.send(noise(size, &state))
      }
    }
    try stillAnswers()
  }

  @Test(
    "Malformed requests get the protocol's own error",
    arguments: [
      ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
      ("GET / HTTP/1.1\nHost: a\n\n", 400),
      ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
      ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 30_000) + "\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
    ])
  func malformedRequest(request: String, status: Int) throws {
    let client = try RawClient(port: lab.httpPort())
    client.send(request)
    #expect(client.receiveAll().hasPrefix("HTTP/1.1 \(status) "))
    try stillAnswers()
  }

  @Test func halfRequestsAndTenThousandConnections() throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    // Both ends count: half of what the system lets this process have, ten thousand at most.
    let wanted = min(10_000, Int(limit.rlim_cur) - 200)
    let before = try lab.residentBytes()
    var clients: [RawClient] = []
    let ports = [try lab.httpPort(), try lab.dnsPort(), try lab.adminPort()]
    for number in 0..<wanted {
      let client = try RawClient(port: ports[number % 3])
      client.send(
        number % 3 == 1 ? [0, 40, 1, 2, 3] : Array("GET /index.html HTTP/1.1\r\nHost: www.exa".utf8))
      clients.append(client)
    }
    try stillAnswers()
    let each = (try lab.residentBytes() - before) / wanted
    #expect(each < 8192, "\(each) bytes a connection")
    // Those who finish their request are answered, late as they are.
    clients[0].send("mple.com\r\n\r\n")
    #expect(String(decoding: clients[0].receive(), as: UTF8.self).hasPrefix("HTTP/1.1 "))
  }

  @Test func slowReadersHoldBoundedMemory() throws {
    let before = try lab.residentBytes()
    let port = try lab.httpPort()
    // They ask for a body that is not stored and read nothing of it.
    let clients = try (0..<50).map { number in
      let client = try RawClient(port: port)
      client.send("GET /downloads/1GiB.bin?\(number) HTTP/1.1\r\nHost: www.example.com\r\n\r\n")
      return client
    }
    #expect(clients.allSatisfy { !$0.receive(1).isEmpty })
    try stillAnswers()
    let grown = try lab.residentBytes() - before
    #expect(grown < 50 * 2 << 20, "\(grown >> 20) MiB for 50 slow readers")
  }
}
