import Foundation
import Testing

/// How the DNS server treats connections and addresses.
@Suite struct DNSTransportTests {
  private static let question: [UInt8] =
    [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7] + Array("example".utf8) + [3]
    + Array("com".utf8) + [0, 0, 1, 0, 1]

  private func isAnswered(_ client: RawClient) -> Bool {
    client.send([0, UInt8(Self.question.count)] + Self.question) && client.receive().count > 14
  }

  @Test("When all connections are taken, the idlest makes room")
  func eviction() throws {
    let lab = try LabProcess([
      "--workers", "1", "--tcp-connections", "3", "--tcp-connections-per-source", "3",
    ])
    let clients = try (0..<3).map { _ in try RawClient(port: lab.dnsPort()) }
    for client in clients { #expect(isAnswered(client)) }
    #expect(isAnswered(clients[0]))
    // The share of 127.0.0.1 is taken; another address finds room.
    let refused = try RawClient(port: lab.dnsPort())
    #expect(!isAnswered(refused))
    #expect(try lab.answers("www.example.com", "A", "+tcp", "-b", "127.0.0.9").count > 0)
    #expect(!isAnswered(clients[1]))
    #expect(isAnswered(clients[0]))
    #expect(isAnswered(clients[2]))
  }

  @Test("RFC 1035 section 4.2.1: an answer leaves from the address that was asked")
  func wildcardAddress() throws {
    let lab = try LabProcess(["--dns", "0.0.0.0:0"])
    for address in ["127.0.0.1", "127.0.0.7", "127.1.2.3"] {
      // Connected: the kernel drops what comes from another address.
      let client = try UDPClient(port: lab.dnsPort(), address: address, receiveMilliseconds: 3000)
      #expect(client.ask("www.example.com", count: 3) == 3, "\(address)")
    }
  }
}
