import Primitives
import Testing

@testable import Routing

/// What draws come to in the long run; Tests/ExplainingTests counts them out.
@Suite struct DecisionShareTests {
  static let zone = """
    top AWS ALIAS A a $self true ; AWS routing="WEIGHTED" weight=1 identifier="a"
    top AWS ALIAS A b $self true ; AWS routing="WEIGHTED" weight=3 identifier="b"
    top AWS ALIAS A c $self true ; AWS routing="WEIGHTED" weight=0 identifier="c"
    a A 192.0.2.1 ; AWS routing="WEIGHTED" weight=1 identifier="1" healthCheckId="h1"
    a A 192.0.2.2 ; AWS routing="WEIGHTED" weight=4 identifier="2" healthCheckId="h2"
    b A 192.0.2.3 ; AWS routing="FAILOVER" failover="PRIMARY" identifier="p" healthCheckId="h3"
    b A 192.0.2.4 ; AWS routing="FAILOVER" failover="SECONDARY" identifier="s" healthCheckId="h4"
    c A 192.0.2.5 ; AWS routing="SIMPLE" healthCheckId="h5"
    m A 192.0.2.6 ; AWS routing="MULTIVALUE" identifier="1" healthCheckId="h6"
    m A 192.0.2.7 ; AWS routing="MULTIVALUE" identifier="2"
    geo A 192.0.2.8 ; AWS routing="GEOLOCATION" countryCode="KR" identifier="kr"
    """

  /// Outcomes in percent, by the last octet of the address; 0 for none.
  private func shares(_ name: String, bad: Set<String>, failClosed: Bool = false) throws -> [Int: Int] {
    let zone = try RoutedZone(Self.zone)
    var settings = RoutingSettings()
    if failClosed { settings.fallback = .failClosed }
    var percent: [Int: Int] = [:]
    for share in try zone.shares(name, bad: bad, settings: settings) {
      var octet = 0
      if case .records(let offset) = share.outcome {
        let set = zone.zone.recordSet(at: offset)
        octet = Int(zone.zone.octets[set.start + 5])
      }
      percent[octet, default: 0] += Int((share.share * 100).rounded())
    }
    return percent
  }

  @Test(
    arguments: [
      ("top", [], [1: 5, 2: 20, 3: 75]),
      ("top", ["h1"], [2: 25, 3: 75]),
      ("top", ["h3"], [1: 5, 2: 20, 4: 75]),
      // A branch with nothing healthy is left; the rest shares what it had.
      ("top", ["h1", "h2"], [3: 100]),
      ("top", ["h3", "h4"], [1: 20, 2: 80]),
      // Weight 0 serves when the others are gone.
      ("top", ["h1", "h2", "h3", "h4"], [5: 100]),
      // Nothing is healthy: everything is in again, but for weight 0.
      ("top", ["h1", "h2", "h3", "h4", "h5"], [1: 5, 2: 20, 3: 75]),
      ("m", [], [6: 100, 7: 100]), ("m", ["h6"], [7: 100]),
      // No location and no default.
      ("geo", [], [0: 100]),
    ] as [(String, Set<String>, [Int: Int])])
  func `Developer Guide: shares by weight and health`(
    name: String, bad: Set<String>, expected: [Int: Int]
  ) throws {
    #expect(try shares(name, bad: bad) == expected)
  }

  @Test func `failing closed, nothing answers`() throws {
    #expect(try shares("top", bad: ["h1", "h2", "h3", "h4", "h5"], failClosed: true) == [0: 100])
    #expect(try shares("top", bad: ["h1", "h2"], failClosed: true) == [3: 100])
  }

  @Test func `candidates without others`() {
    var some = CandidateSet(count: 100)
    for index in [0, 63, 64, 99] { some.remove(index) }
    var rest = CandidateSet(count: 100).subtracting(some)
    #expect(
      [rest.popFirst(), rest.popFirst(), rest.popFirst(), rest.popFirst(), rest.popFirst()] == [
        0, 63, 64, 99, -1,
      ])
  }
}
