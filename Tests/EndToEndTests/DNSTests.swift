import Foundation
import Testing

/// The live DNS server, asked by `dig`.
@Suite struct DNSTests {
  let lab: LabProcess
  init() throws { lab = try LabProcess() }

  @Test func answersOverUDPAndTCPAlike() throws {
    let udp = try lab.dig("example.com", "MX")
    #expect(udp.contains("status: NOERROR"))
    #expect(udp.contains("flags: qr aa"))
    let tcp = try lab.answers("example.com", "MX", "+tcp")
    #expect(!tcp.isEmpty)
    #expect(try Set(lab.answers("example.com", "MX")) == Set(tcp))
  }

  @Test("RFC 1034 section 4.3.2, RFC 2308: what isn't there comes with the SOA")
  func negativeAnswers() throws {
    let missing = try lab.dig("nothing.here.example.com", "A")
    #expect(missing.contains("status: NXDOMAIN"))
    #expect(missing.contains("SOA"))
    let noData = try lab.dig("example.com", "PTR")
    #expect(noData.contains("status: NOERROR") && noData.contains("ANSWER: 0") && noData.contains("SOA"))
    #expect(try lab.dig("www.example.net", "A").contains("status: REFUSED"))
  }

  @Test("RFC 6891: a small buffer is respected, an OPT is answered")
  func smallBuffer() throws {
    let reply = try lab.dig("www.example.com", "A", "+norec", "+bufsize=512")
    #expect(reply.contains("status: NOERROR"))
    #expect(reply.contains("EDNS: version: 0"))
  }

  @Test("RFC 7766: many queries over one connection")
  func pipelining() throws {
    // Two queries in one segment, then half of a third and the rest of it.
    func query(_ identifier: UInt8, _ label: String) -> [UInt8] {
      var message: [UInt8] = [0, identifier, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
      for part in [label, "example", "com"] where !part.isEmpty {
        message += [UInt8(part.utf8.count)] + Array(part.utf8)
      }
      message += [0, 0, 1, 0, 1]
      return [0, UInt8(message.count)] + message
    }
    let client = try RawClient(port: lab.dnsPort())
    let third = query(3, "")
    client.send(query(1, "www") + query(2, "no-such-name") + third.prefix(9))
    client.send(Array(third.dropFirst(9)))
    var received: [UInt8] = []
    var identifiers: [UInt8] = []
    while identifiers.count < 3 {
      let more = client.receive()
      guard !more.isEmpty else { break }
      received += more
      while received.count >= 2, case let length = Int(received[0]) << 8 | Int(received[1]),
        received.count >= 2 + length
      {
        identifiers.append(received[3])
        received.removeFirst(2 + length)
      }
    }
    #expect(identifiers == [1, 2, 3])
  }

  @Test("RFC 7871: the client subnet decides which PoP, and comes back with its scope")
  func nearestPop() throws {
    // In the largest blocks of their countries.
    let seoul = try lab.dig("www.example.com", "A", "+subnet=14.32.0.0/24")
    let frankfurt = try lab.dig("www.example.com", "A", "+subnet=53.0.0.0/24")
    #expect(seoul.contains("CLIENT-SUBNET: 14.32.0.0/24/"))
    func address(_ reply: String) -> String? {
      reply.split(separator: "\n").first { $0.hasPrefix("www.example.com.") && $0.contains("\tA\t") }
        .flatMap { $0.split(whereSeparator: \.isWhitespace).last }.map(String.init)
    }
    let (korean, german) = (try #require(address(seoul)), try #require(address(frankfurt)))
    #expect(korean != german)
    for (place, address) in [("Seoul", korean), ("Frankfurt", german)] {
      let reply = try lab.curl("/index.html", at: address)
      let pops = try #require(try lab.status()["pops"] as? [[String: Any]])
      let pop = pops.first { $0["id"] as? String == reply.fields["x-amz-cf-pop"] }
      #expect(pop?["city"] as? String == place)
    }
  }

  @Test func aDistributionsOwnNameHasAnAddress() throws {
    #expect(try lab.answers("+short", "d111111abcdef8.cloudfront.net", "A") == ["127.0.1.1"])
    #expect(try lab.dig("nobody.cloudfront.net", "A").contains("status: NXDOMAIN"))
  }

  @Test func countsQueries() throws {
    let before = try lab.metrics().sum(
      "edgesim_dns_queries_total", ["zone": "example.com.", "type": "TXT", "transport": "tcp"])
    for _ in 0..<3 { _ = try lab.dig("example.com", "TXT", "+tcp") }
    let after = try lab.metrics().sum(
      "edgesim_dns_queries_total", ["zone": "example.com.", "type": "TXT", "transport": "tcp"])
    #expect(after == before + 3)
  }
}
