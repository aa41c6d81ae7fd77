import Foundation
import Testing

/// Zone files with odd syntax: what nsd-checkzone, named-checkzone, kzonecheck and `edgesim zone check` say of them.
///
/// What one of the three loads and is correct loads here; what all three refuse is refused here.
@Suite struct ZoneVerdictTests {
  static let head = "$TTL 3600\n@ SOA ns1 admin 7 7200 900 1209600 86400\n@ NS ns1\nns1 A 192.0.2.1\n"
  private static let rest = "@ NS ns1\nns1 A 192.0.2.1\n"
  private static let long = String(repeating: "x", count: 255)
  private static let key = "AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ=="

  /// What follows the head; who loads it (N for NSD, B for BIND, K for Knot); whether edgesim does.
  static let records: [(lines: String, peers: String, loads: Bool)] = [
    // TTL and class: RFC 1035 section 5.1, RFC 2181 section 8, RFC 3597 section 5.
    ("a 2147483648 A 192.0.2.2", "NBK", true), ("a 4294967295 A 192.0.2.2", "NBK", true),
    ("a 5000w A 192.0.2.2", "NBK", true), ("a 4294967296 A 192.0.2.2", "N--", false),
    ("a IN 300 A 192.0.2.2", "NBK", true), ("a 300 IN A 192.0.2.2", "NBK", true),
    ("a CLASS1 A 192.0.2.2", "NB-", true), ("a class1 300 A 192.0.2.2", "NB-", true),
    ("a CLASS3 A 192.0.2.2", "---", false), ("a 300 IN 300 A 192.0.2.2", "---", false),
    ("a IN IN A 192.0.2.2", "---", false), ("a in a 192.0.2.2\na Txt x", "NBK", true),
    // Types by number and data in the generic form: RFC 3597 section 5.
    ("a TYPE1 192.0.2.2", "NBK", true), ("a TYPE1 \\# 4 c0000202", "NBK", true),
    ("a type1 \\# 4 C0000202", "NBK", true), ("a A \\# 4 c0 00 02 02", "NBK", true),
    ("a A \\# 4 ( c000\n 0202 )", "NBK", true), ("a MX \\# 5 000a 0161 00", "NBK", true),
    ("a A \\# 3 c00002", "--K", false), ("a TYPE65280 \\# 0", "NBK", true),
    ("a TYPE65280 \\# 1 a b", "NB-", true),
    ("a TYPE65535 \\# 1 00", "NBK", true), ("a TYPE65536 \\# 1 00", "---", false),
    ("a NONSENSE x", "---", false),
    // Names: RFC 1035 section 5.1.
    ("a MX 10 @\nb CNAME @", "NBK", true), ("\\@ A 192.0.2.2", "NBK", true), ("a@b A 192.0.2.2", "NB-", true),
    ("a\\.b A 192.0.2.2", "NBK", true), ("a\\046b A 192.0.2.2", "NBK", true),
    ("a\\ b A 192.0.2.2", "NBK", true),
    ("a\\;b A 192.0.2.2", "NBK", true), ("a\\(b A 192.0.2.2", "NBK", true),
    ("\"a\" A 192.0.2.2", "NB-", true),
    ("300 A 192.0.2.2", "NBK", true), ("MX A 192.0.2.2\nIN A 192.0.2.2", "NBK", true),
    (".a A 192.0.2.2", "---", false), ("\\$x A 192.0.2.2", "NBK", true), ("müller A 192.0.2.2", "NB-", true),
    // Strings.
    ("a TXT \"\"", "NBK", true), ("a TXT \"\" \"\"", "NBK", true), ("a TXT \"x\"\"y\"", "NB-", true),
    ("a TXT x\"y\"", "NB-", true), ("a TXT \"x;y\" ; z", "NBK", true), ("a TXT x;y", "NBK", true),
    ("a TXT \"(x\"", "NBK", true), ("a TXT \"x\\\"y\" z\\\"w", "NBK", true),
    ("a TXT \"\\255\\000\"", "NBK", true),
    ("a TXT \"\\999\"", "N--", false), ("a TXT \"\\25\"", "N--", false), ("a TXT \"x\ny\"", "N--", false),
    ("a TXT \"\(long)\"", "NBK", true), ("a TXT \"\(long)x\"", "--K", false),
    ("a TXT" + String(repeating: " \"\(long)\"", count: 200), "NBK", true),
    ("a TXT" + String(repeating: " \"\(long)\"", count: 257), "---", false),
    // White space, parentheses, the end of the file.
    ("a\t\tA\t192.0.2.2\t\n\t\tTXT\tx", "NBK", true), ("   \n\t\n;", "NBK", true),
    ("a ( A\n 192.0.2.2 )", "NBK", true), ("a A ( ( 192.0.2.2 ) )", "-B-", true),
    ("( a A 192.0.2.2 )", "-B-", true), ("a A ( 192.0.2.2\nb A 192.0.2.3", "---", false),
    ("a A ( 192.0.2.2", "N--", false), ("a A 192.0.2.2 )", "---", false),
    // Directives.
    ("$INCLUDE inc.inc", "NBK", true), ("$INCLUDE inc.inc sub", "-B-", true),
    ("$INCLUDE inc.inc sub.example.com.\nw A 192.0.2.9", "NBK", true),
    ("$INCLUDE \"inc.inc\"", "-BK", true), ("$INCLUDE inc.inc ; comment", "NBK", true),
    ("$INCLUDE none.inc", "---", false),
    ("$ORIGIN sub\na A 192.0.2.2", "-B-", true), ("$ORIGIN @\na A 192.0.2.2", "NB-", true),
    ("$ORIGIN .\na.example.com A 192.0.2.2", "NBK", true), ("$ORIGIN", "---", false),
    ("$TTL 0\na A 192.0.2.2", "NBK", true), ("$TTL", "---", false), ("$TTL 60 70", "---", false),
    ("$FOO x", "---", false), (" $TTL 60", "---", false), ("$ttl 60\na A 192.0.2.2", "NBK", true),
    ("$GENERATE 1-3 h$ A 192.0.2.$", "-B-", true), ("$GENERATE 1-2 h$ 60 IN CNAME a$", "-B-", true),
    ("$GENERATE 0-8/4 h${0,3,d} A 192.0.2.${1}", "-B-", true),
    ("$GENERATE 1-2 h$ TXT \"a b $\"", "-B-", true), ("$GENERATE 1-2 h$ MX \"10 a$\"", "-B-", true),
    ("$GENERATE 1-2 h$ MX 10 a$", "---", false), ("$GENERATE 3-1 h$ A 192.0.2.$", "---", false),
    // Types that not everyone has.
    ("a IPSECKEY 10 1 2 192.0.2.38 \(key)", "NBK", true), ("a IPSECKEY 10 0 2 . \(key)", "NBK", true),
    ("a IPSECKEY 10 0 0 .", "N-K", true), ("a IPSECKEY 10 3 2 gw \(key)", "NBK", true),
    ("a IPSECKEY 10 1 2 gw \(key)", "---", false),
    ("a NID 10 0014:4fff:ff20:ee64\na L64 10 2001:0DB8:1140:1000", "NBK", true),
    ("a NID 10 0014:4fff:ff20", "---", false),
    ("a ISDN \"150862028003217\" \"004\"", "NB-", true),
    ("a NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00", "NB-", true),
    ("a DLV 1 8 1 2BB183AF5F22588179A53B0A98631FAD1A292118", "NB-", true), ("a AVC \"x\"", "NB-", true),
    ("a AMTRELAY 10 0 1 203.0.113.15", "-B-", true), ("a RESINFO qnamemin", "-B-", true),
    ("a TALINK b c", "-B-", true),
    // Numbers and addresses.
    ("a A 192.000.002.001", "---", false), ("a AAAA 2001:db8::192.0.2.1", "NBK", true),
    ("a AAAA fe80::1%eth0", "---", false), ("a MX 0x0a b", "---", false), ("a MX 0010 b", "NBK", true),
    ("a MX 0 .", "NBK", true),
  ]

  /// Whole files.
  static let files: [(text: String, peers: String, loads: Bool)] = [
    ("$TTL 2147483648\n@ SOA ns1 admin 7 7200 900 1209600 60\n" + rest, "NBK", true),
    ("$TTL 60\n@ SOA ns1 admin 4294967295 7200 900 1209600 2147483648\n" + rest, "NBK", true),
    ("$TTL 60\n@ SOA ns1 admin 4294967296 7200 900 1209600 60\n" + rest, "N--", false),
    ("$TTL 60\n@ SOA ns1 admin 7 2h 15m 2w 1d\n" + rest, "NBK", true),
    ("$TTL 60\n@ SOA ns1 admin 1d 7200 900 1209600 60\n" + rest, "---", false),
    ("@ SOA ns1 admin 7 7200 900 1209600 60\n" + rest, "NBK", true),
    (
      "$TTL 60\n@ IN SOA ns1 admin (\n  7 ; serial\n  7200\n  900 ; (retry\n\n  1209600\n  60 )\n" + rest,
      "NBK", true
    ),
    ("$TTL 60\n@ ( SOA ns1\nadmin ( 7 7200\n) 900\n 1209600 60 )\n" + rest, "-B-", true),
    ((head + "b TXT \"x\"\n").replacing("\n", with: "\r\n"), "NB-", true),
    (head + "a A 192.0.2.2", "NBK", true), (head + "a TXT \"x\"", "NBK", true),
    (head + "a A 192.0.2.2 ; x", "NBK", true), (" \n\n" + head, "NB-", true),
    ("\u{FEFF}" + head, "---", false), ("", "---", false), ("; x\n", "---", false),
    (head + "a A 192.0.2.2\n\0", "---", false), (head + "a\u{C}A 192.0.2.2\n", "---", false),
  ]

  @Test(arguments: records) func `records and directives`(lines: String, peers: String, loads: Bool) throws {
    try check(Self.head + lines + "\n", peers, loads)
  }

  @Test(arguments: files) func `whole files`(text: String, peers: String, loads: Bool) throws {
    try check(text, peers, loads)
  }

  private func check(_ text: String, _ peers: String, _ loads: Bool) throws {
    let directory = FileManager.default.temporaryDirectory.appending(
      path: "edgesim-verdict-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = "example.com.zone"
    try Data(text.utf8).write(to: directory.appending(path: file))
    try Data("w A 192.0.2.7\n".utf8).write(to: directory.appending(path: "inc.inc"))
    var verdict = ""
    for (letter, program, arguments) in [
      ("N", "/usr/sbin/nsd-checkzone", ["example.com", file]),
      ("B", "named-checkzone", ["-i", "none", "-k", "ignore", "example.com", file]),
      ("K", "kzonecheck", ["-o", "example.com", file]),
    ] {
      let command = try Command(program, arguments, in: directory)
      // 127 is what `env` says of a program that is not there.
      try #require(command.status != 127, "\(program) is not installed: make test installs it")
      verdict += command.status == 0 ? letter : "-"
    }
    #expect(verdict == peers)
    let command = try Command(LabProcess.program.path, ["zone", "check", file], in: directory)
    #expect(command.status == (loads ? 0 : 1), "\(command.errors)")
    if !loads { #expect(command.errors.hasPrefix("\(file):")) }
  }
}
