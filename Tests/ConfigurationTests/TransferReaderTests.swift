import Configuration
import DNSWire
import Primitives
import Testing
import Transfer
import Zones

@Suite struct TransferReaderTests {
  private static let keys = "keys: [{name: k.test, algorithm: hmac-sha256, secret: c2VjcmV0}]\n"

  /// The policy, and the faults without the directory.
  private func load(_ text: String, holding zones: [Zone] = []) throws -> (TransferPolicy?, [String]) {
    let lab = try Lab(["transfer.yaml": Self.keys + text])
    let (policy, diagnostics) = TransferReader.load(zones: lab.directory, holding: zones)
    return (policy, diagnostics.map { "\($0)".replacingOccurrences(of: lab.directory + "/", with: "") })
  }

  @Test func secondaries() throws {
    let (policy, faults) = try load(
      "secondary:\n- zone: example.org\n  primaries: [{address: 192.0.2.1, key: K.test}, {address: '::1', port: 5353}]\n"
    )
    #expect(faults.isEmpty)
    let zone = try #require(policy?.secondaryZones.first)
    #expect(zone.name == Name("example.org."))
    #expect(
      zone.primaries == [
        .init(address: try #require(IPAddress("192.0.2.1")), port: 53, key: Name("k.test.")),
        .init(address: try #require(IPAddress("::1")), port: 5353, key: nil),
      ])
  }

  @Test(
    "Each fault with its place",
    arguments: [
      ("- {zone: a.test}", "3:", "lacks the required key 'primaries'"),
      ("- {primaries: [{address: 192.0.2.1}]}", "3:", "lacks the required key 'zone'"),
      ("- {zone: a.test, primaries: []}", "3:", "must have a server at least"),
      ("- {zone: a..test, primaries: [{address: 192.0.2.1}]}", "3:10:", "a domain name"),
      ("- {zone: a.test, primaries: [{address: here}]}", "3:40:", "an IP address"),
      ("- {zone: a.test, primaries: [{address: 192.0.2.1, key: l}]}", "3:56:", "there is no key l."),
      ("- {zone: a.test, primaries: [{address: 192.0.2.1, zones: []}]}", "3:51:", "unknown key 'zones'"),
      ("- {zone: a.test, primaries: [{address: 192.0.2.1, port: 70000}]}", "3:57:", "1 to 65535"),
      ("- {zone: held.test, primaries: [{address: 192.0.2.1}]}", "3:10:", "stands in a file"),
      (
        "- {zone: a.test, primaries: [{address: 192.0.2.1}]}\n- {zone: A.test., primaries: [{address: 192.0.2.1}]}",
        "4:10:", "already used"
      ),
    ])
  func faults(text: String, place: String, what: String) throws {
    let held = ZoneReader.read(
      Array("@ 60 SOA a a 1 2 3 4 5\n@ 60 NS a\n".utf8), file: "t", origin: try #require(Name("held.test.")))
    let (policy, faults) = try load("secondary:\n" + text + "\n", holding: [try #require(held.zone)])
    #expect(policy == nil)
    let place = "transfer.yaml:" + place
    #expect(faults.contains { $0.hasPrefix(place) && $0.contains(what) }, "\(faults)")
  }
}
