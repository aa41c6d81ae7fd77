import DNSWire
import Primitives
import Testing
import Zones

/// $INCLUDE, $GENERATE and $TTL, and what faults in them say.
@Suite struct DirectiveTests {
  static let files = [
    "a.inc": "www A 192.0.2.7\n$INCLUDE b.inc\n", "b.inc": "deep A 192.0.2.8\n",
    "loop.inc": "$INCLUDE loop.inc\n",
    "bad.inc": "x A 192.0.2.9\ny A 192.0.2\n", "self.inc": "$INCLUDE z\n",
    "origin.inc": "$ORIGIN elsewhere.\n$TTL 5\n",
  ]

  static func read(_ lines: String) throws -> (lines: [String], faults: [String]) {
    let text = "$TTL 3600\n@ SOA ns1 admin 7 7200 900 1209600 86400\n@ NS ns1\nns1 A 192.0.2.1\n\(lines)\n"
    let origin = try #require(Name("example.com"))
    let (zone, diagnostics) = ZoneReader.read(Array(text.utf8), file: "z", origin: origin) {
      (path, _) throws(ZoneSource.Failure) in
      guard let text = path == "z" ? text : files[path] else { throw ZoneSource.Failure("no such file") }
      return ZoneSource(file: path, text: Array(text.utf8))
    }
    var printed: [String] = []
    if let zone { CanonicalText(zone).forEachLine { printed.append($0) } }
    return (printed, diagnostics.map(\.description))
  }

  @Test(arguments: [
    ("$INCLUDE a.inc", ["deep.example.com. 3600 IN A 192.0.2.8", "www.example.com. 3600 IN A 192.0.2.7"]),
    ("$INCLUDE b.inc sub", ["deep.sub.example.com. 3600 IN A 192.0.2.8"]),
    (
      "$INCLUDE b.inc sub.example.com.\n$INCLUDE b.inc",
      [
        "deep.example.com. 3600 IN A 192.0.2.8", "deep.sub.example.com. 3600 IN A 192.0.2.8",
      ]
    ),
    ("$INCLUDE origin.inc\nhere A 192.0.2.9", ["here.example.com. 5 IN A 192.0.2.9"]),
  ]) func `RFC 1035 section 5_1: $INCLUDE`(lines: String, expected: [String]) throws {
    let (printed, faults) = try Self.read(lines)
    #expect(faults.isEmpty)
    for line in expected { #expect(printed.contains(line), "\(printed)") }
  }

  @Test(arguments: [
    ("$INCLUDE none.inc", "z:5:10: 'none.inc' cannot be included: no such file"),
    ("$INCLUDE loop.inc", "loop.inc:1:10: 'loop.inc' includes itself"),
    ("$INCLUDE self.inc", "self.inc:1:10: 'z' includes itself"),
    ("$INCLUDE bad.inc", "bad.inc:2:5: an IPv4 address is expected, found '192.0.2'"),
    ("$INCLUDE", "z:5:9: a file name is expected, found the end of the line"),
    ("$INCLUDE b.inc a b", "z:5:18: the end of the line is expected, found 'b'"),
  ]) func `faults of $INCLUDE`(lines: String, expected: String) throws {
    #expect(try Self.read(lines).faults == [expected])
  }

  @Test(arguments: [
    (
      "$GENERATE 1-2 h$ A 192.0.2.$",
      ["h1.example.com. 3600 IN A 192.0.2.1", "h2.example.com. 3600 IN A 192.0.2.2"]
    ),
    (
      "$GENERATE 8-12/4 h${-8,3,x} 60 IN CNAME w${0,2,X}",
      [
        "h000.example.com. 60 IN CNAME w08.example.com.", "h004.example.com. 60 IN CNAME w0C.example.com.",
      ]
    ),
    (
      "$GENERATE 26-26 ${0,3,n}.r PTR a${0,0,N}b${0,0,o}",
      ["a.1.r.example.com. 3600 IN PTR aA.1b32.example.com."]
    ),
    (
      "$GENERATE 1-1 h$ TXT \"a b$\"\n$GENERATE 2-2 h$ 60 IN MX \"1$ a\"",
      ["h1.example.com. 3600 IN TXT \"a\" \"b1\"", "h2.example.com. 60 IN MX 12 a.example.com."]
    ),
    ("$GENERATE 1-1 a$$b$ TXT \\$", ["a\\$b1.example.com. 3600 IN TXT \"$\""]),
  ]) func `BIND's $GENERATE`(lines: String, expected: [String]) throws {
    let (printed, faults) = try Self.read(lines)
    #expect(faults.isEmpty)
    for line in expected { #expect(printed.contains(line), "\(printed)") }
  }

  @Test(arguments: [
    "$GENERATE 2-1 h$ A 192.0.2.$", "$GENERATE 1-2/0 h$ A 192.0.2.$", "$GENERATE 1 h$ A 192.0.2.$",
    "$GENERATE 0-99999999 h$ A 192.0.2.$", "$GENERATE 1-2 h${0,0,q} A 192.0.2.$",
    "$GENERATE 1-2 h${0 A 192.0.2.$",
    "$GENERATE 0-1 h${-5} A 192.0.2.$", "$GENERATE 255-300 h$ A 192.0.2.$", "$GENERATE 1-2",
    "$GENERATE 1-2 h$ MX 10 a",
    "$GENERATE 1-2 h$ TXT \"a\" b", "$TTL", "$TTL x",
  ]) func `refused directives, one fault each`(lines: String) throws {
    #expect(try Self.read(lines).faults.count == 1)
  }
}
