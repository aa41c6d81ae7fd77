import DNSWire
import Primitives
import Testing
import Zones

@Suite struct ZoneReaderTests {
  static let head =
    "$TTL 1h\n@ SOA ns1 admin ( 7 2h ; serial, refresh\n 15m 2w 1d )\n@ NS ns1\nns1 A 192.0.2.1\n"

  static func read(_ lines: String) throws -> (zone: Zone?, diagnostics: [Diagnostic]) {
    ZoneReader.read(Array((head + lines).utf8), file: "z", origin: try #require(Name("example.com")))
  }

  @Test(arguments: [
    "a A 192.0.2.1", "a 300 IN A 192.0.2.1", "a IN 300 A 192.0.2.1", "a 1h30m TXT \"x y\" z",
    "a CAA 0 issue \"ca\"",
    "a TYPE65280 \\# 2 0aff", "a CLASS1 A \\# 4 c0000201", "a\\.b MX 10 @", " A 192.0.2.2",
    "; AWSome is refused? no",
    "a AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 false", "a AWS ALIAS A ns1 $self true",
    "a AWS ALIAS A lb.elb.amazonaws.com. Z35SXDOTRQ7X7K true",
  ])
  func `RFC 1035 section 5 accepts`(line: String) throws {
    let (zone, diagnostics) = try Self.read(line == "; AWSome is refused? no" ? "; no routing" : line)
    #expect(zone != nil, "\(diagnostics)")
  }

  @Test(arguments: [
    ("a A 192.0.2.256", 6, 5), ("a A", 6, 4), ("a 300 A 192.0.2.1 x", 6, 19), ("a BOGUS x", 6, 3),
    ("$INCLUDE f", 6, 10),
    ("a TXT \"open", 6, 7), ("(", 6, 1), ("a A 192.0.2.1\n(", 7, 1),
    ("a A ) 192.0.2.1", 6, 5), ("a MX 65536 b", 6, 6), ("a..b A 192.0.2.1", 6, 1),
    ("\"\" A 192.0.2.1", 6, 1), ("a \"\" A 192.0.2.1", 6, 3),
    ("a A 192.0.2.1 ; AWS routing", 6, 21), ("; AWS routing=\"SIMPLE\"", 6, 1),
    ("a A 192.0.2.1 ;AWS routing=\"SIMPLE\"", 6, 15), ("$TTL 5 ; AWS x=1", 6, 8),
    ("a AWS ALIAS A d1.cloudfront.net. Z2FDTNDATAQYW2 true", 6, 49),
    ("a AWS ALIAS A missing $self false", 6, 15), ("a AWS ALIAS A lb.example. z-1 true", 6, 27),
    ("a AWS ALIAS A a $self false", 6, 15), ("a CNAME b\na A 192.0.2.1", 6, 3), ("@ SOA a b 1 2 3 4 5", 6, 3),
  ])
  func `RFC 1035 section 5 refuses, with the place`(lines: String, line: Int, column: Int) throws {
    let (zone, diagnostics) = try Self.read(lines)
    #expect(zone == nil)
    let errors = diagnostics.filter { $0.severity == .error }
    #expect(errors.first.map { [$0.line, $0.column] } == [line, column], "\(diagnostics)")
  }

  @Test func `every fault is reported, not only the first`() throws {
    let (_, diagnostics) = try Self.read("a A\nb A 1\nc A 192.0.2.1\nd BOGUS\n")
    #expect(diagnostics.map(\.line) == [6, 7, 9])
  }

  @Test func `RFC 2181 section 5: duplicates and differing TTLs are warnings`() throws {
    let (zone, diagnostics) = try Self.read("a 60 A 192.0.2.1\na 60 A 192.0.2.1\na 90 A 192.0.2.2")
    #expect(zone?.recordCount == 5)
    #expect(diagnostics.map(\.severity) == [.warning, .warning])
  }

  @Test(arguments: [
    ("a 2147483647 A 192.0.2.1", 2_147_483_647, 0), ("a 2147483648 A 192.0.2.1", 0, 1),
    ("$TTL 4294967295\na A 192.0.2.1", 0, 1), ("a 5000w A 192.0.2.1", 0, 1),
  ])
  func `RFC 2181 section 8: a TTL above 2^31 - 1 counts as 0`(lines: String, ttl: Int, warnings: Int) throws {
    let (zone, diagnostics) = try Self.read(lines)
    let node = zone?.node(for: FoldedName(try #require(Name("a.example.com"))))
    #expect(node.flatMap { zone?.recordSet(.a, at: $0)?.ttlSeconds } == UInt32(ttl))
    #expect(diagnostics.count == warnings && diagnostics.allSatisfy { $0.severity == .warning })
  }

  @Test(arguments: ["90", "1h30m", "2w", "1m1m", "30m1h", "2147483647", "4294967295", "7101w"])
  func acceptsTTL(text: String) {
    #expect(TTL.seconds(Array(text.utf8).span) != nil)
  }

  @Test(arguments: ["", "h1", "4294967296", "1h30", "7102w", "99999999999999999999", "1x"]) func refusesTTL(
    text: String
  ) {
    #expect(TTL.seconds(Array(text.utf8).span) == nil)
  }
}
