import Foundation
import Testing

/// `--rrl-limit` against a flood on loopback.
@Suite struct RateLimitTests {
  private struct Outcome {
    var whole = 0, truncated = 0
  }

  /// Sends `count` queries as fast as answers or silence allow.
  private func flood(_ lab: LabProcess, count: Int) throws -> Outcome {
    let client = try UDPClient(port: lab.dnsPort(), receiveMilliseconds: 300)
    let query: [UInt8] =
      [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3] + Array("www".utf8) + [7] + Array("example".utf8) + [3]
      + Array("com".utf8) + [0, 0, 1, 0, 1]
    var outcome = Outcome()
    for _ in 0..<count { client.send(query) }
    while case let reply = client.receive(), reply.count >= 12 {
      if reply[2] & 2 == 0 {
        outcome.whole += 1
      } else {
        outcome.truncated += 1
        #expect(reply.count == query.count)
        #expect(reply[6...11].allSatisfy { $0 == 0 })
      }
    }
    return outcome
  }

  @Test func aFloodIsLimitedAndSomeOfItIsTruncated() throws {
    let lab = try LabProcess(["--workers", "1", "--rrl-limit", "50", "--rrl-slip", "4"])
    let outcome = try flood(lab, count: 1000)
    // The flood may straddle a second.
    #expect((50...250).contains(outcome.whole), "\(outcome)")
    #expect((100...300).contains(outcome.truncated), "\(outcome)")
    #expect(outcome.whole + outcome.truncated < 600, "\(outcome)")
    // Over TCP nothing is limited.
    #expect(try !lab.answers("www.example.com", "A", "+tcp").isEmpty)
  }

  @Test(arguments: [[], ["--rrl-limit", "50", "--rrl-exempt", "127.0.0.0/8"]])
  func offOrExemptNothingIsLimited(_ options: [String]) throws {
    let lab = try LabProcess(["--workers", "1"] + options)
    #expect(try UDPClient(port: lab.dnsPort()).ask("www.example.com", count: 1000) == 1000)
  }
}
