import DNSWire
import Testing
import Zones

/// What `edgesim zone check` says of signed zones.
@Suite struct SignatureTests {
  static func signature(_ owner: String, _ type: String) -> String {
    "\(owner) RRSIG \(type) 8 2 3600 20300101000000 20200101000000 1 @ AA==\n"
  }

  static let good =
    "@ NSEC ns1 NS SOA RRSIG NSEC\nns1 NSEC @ A RRSIG NSEC\n" + signature("@", "SOA") + signature("@", "NS")
    + signature("@", "NSEC") + signature("ns1", "A") + signature("ns1", "NSEC")

  @Test(
    "What is right, and what is wrong with it",
    arguments: [
      (good, nil),
      ("a A 192.0.2.2\n", nil),
      ("@ DNSKEY 256 3 8 AwEAAQ==\n", "its SOA record no signature"),
      (
        good + "@ 0 NSEC3PARAM 1 0 0 -\n" + signature("@", "NSEC3PARAM"), "no NSEC3 record has the parameters"
      ),
      (signature("@", "SOA"), "no NSEC or NSEC3 records"),
      (
        good + "a A 192.0.2.2\n",
        "RRsets without a signature in a signed zone: 1, the first is a.example.com. A"
      ),
      (good + "a AWS ALIAS A ns1 $self false\n", "an alias"),
      (
        good + "a A 192.0.2.2\na NSEC @ A RRSIG NSEC\n" + signature("a", "A") + signature("a", "NSEC"),
        "NSEC record of example.com. does not lead to the next one"
      ),
      (
        "@ 0 NSEC3PARAM 1 0 151 -\n" + signature("@", "SOA")
          + "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 151 - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A\n",
        "NSEC3 with 151 iterations; resolvers take the zone for unsigned above 150"
      ),
    ] as [(String, String?)])
  func warnings(lines: String, expected: String?) throws {
    let (zone, diagnostics) = try ZoneReaderTests.read(lines)
    #expect(zone != nil)
    let messages = diagnostics.map(\.message)
    if let expected {
      #expect(messages.contains { $0.contains(expected) }, "\(messages)")
    } else {
      #expect(messages.isEmpty)
    }
  }

  @Test("RFC 5155 section 10.3: more than 2500 iterations are refused") func iterations() throws {
    let chain = { (count: Int) in
      "@ 0 NSEC3PARAM 1 0 \(count) -\n" + Self.signature("@", "SOA")
        + "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 \(count) - 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A\n"
    }
    #expect(try ZoneReaderTests.read(chain(2500)).zone != nil)
    #expect(try ZoneReaderTests.read(chain(2501)).zone == nil)
  }

  @Test("Signatures stand behind what they cover, each with its own TTL") func order() throws {
    let (zone, _) = try ZoneReaderTests.read(
      "a 60 RRSIG TXT 8 2 60 20300101000000 20200101000000 1 @ AA==\na 60 TXT x\na 30 A 192.0.2.2\n"
        + "a 30 RRSIG A 8 2 30 20300101000000 20200101000000 1 @ AA==\n")
    let read = try #require(zone)
    let name = try #require(Name("a.example.com"))
    let found = read.node(for: FoldedName(name))
    let node = try #require(found)
    var (offset, sets) = (node.setStart, [String]())
    for _ in 0..<node.setCount {
      let set = read.recordSet(at: offset)
      sets.append("\(set.type) \(set.ttlSeconds) \(set.isSigned)")
      offset = set.end
    }
    #expect(sets == ["A 30 true", "RRSIG 30 false", "TXT 60 true", "RRSIG 60 false"])
  }
}
