import Geo
import Primitives
import Testing
import Zones

@testable import Routing

/// Random trees of two levels with random health: what holds for every decision.
@Suite struct DecisionPropertyTests {
  private struct Leaf {
    let octet: Int
    let healthCheck: String?
  }

  @Test(arguments: UInt64(1)...60)
  func `never an unhealthy answer while a healthy one is to be had`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
    let regions = ["us-east-1", "eu-west-1", "ap-northeast-2", "sa-east-1"]
    var lines = ""
    var leaves: [[Leaf]] = []
    for branch in 0..<(1 + below(4)) {
      let top =
        switch seed % 3 {
        case 0: "routing=\"WEIGHTED\" weight=\(below(4))"
        case 1: "routing=\"LATENCY\" region=\"\(regions[branch])\""
        default: "routing=\"GEOPROXIMITY\" awsRegion=\"\(regions[branch])\" bias=\"\(below(100))\""
        }
      lines += "top AWS ALIAS A b\(branch) $self true ; AWS \(top) identifier=\"\(branch)\"\n"
      var members: [Leaf] = []
      for member in 0..<(1 + below(4)) {
        let leaf = Leaf(
          octet: branch * 10 + member + 1,
          healthCheck: below(5) == 0 ? nil : "h\(branch * 10 + member + 1)")
        let check = leaf.healthCheck.map { " healthCheckId=\"\($0)\"" } ?? ""
        lines +=
          "b\(branch) A 192.0.2.\(leaf.octet) ; AWS routing=\"WEIGHTED\" weight=\(below(3)) identifier=\"\(member)\"\(check)\n"
        members.append(leaf)
      }
      leaves.append(members)
    }
    let zone = try RoutedZone(lines)
    for _ in 0..<40 {
      let bad = Set(leaves.joined().compactMap(\.healthCheck).filter { _ in below(3) > 0 })
      let client = [Client.seoul, Client.virginia, Client.germany, .unknown][below(4)]
      let draw = random.next()
      let decision = try zone.decide("top", at: client, bad: bad, draw: draw)
      let answer = zone.answer(decision)
      let healthy = leaves.joined().filter { $0.healthCheck.map { !bad.contains($0) } ?? true }.map(\.octet)
      // Never empty because of health; healthy if anything is.
      #expect(answer.count == 1)
      if !healthy.isEmpty { #expect(healthy.contains(answer[0])) }
      #expect(decision.steps[0].failedOpen == healthy.isEmpty)
      // The same for the same inputs.
      #expect(zone.answer(try zone.decide("top", at: client, bad: bad, draw: draw)) == answer)
      // A weighted top does not look at the place.
      #expect(seed % 3 != 0 || decision.scopePrefixLength == 0)
    }
  }
}
