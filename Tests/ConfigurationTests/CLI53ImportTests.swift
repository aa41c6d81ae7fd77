import Configuration
import DNSWire
import Testing

/// What `cli53 export` loses, and what of it can be mended.
@Suite struct CLI53ImportTests {
  static let head = "$ORIGIN a.test.\n@\t900\tIN\tSOA\tns h 1 2 3 4 5\n@\t900\tIN\tNS\tns.example.net.\n"

  static let rows: [(String, String, String)] = [
    // Escapes that are left are octal.
    (
      "a\\344\t60\tIN\tA\t192.0.2.1", "a\\228.a.test. 60 IN A 192.0.2.1",
      "4:2: warning: mended: \\344 is octal"
    ),
    ("t\t60\tIN\tTXT\t\"\\001\\177\"", "TXT \"\\001\\127\"", "4:18: warning: mended: \\177"),
    ("t\t60\tIN\tTXT\t\"gr303274n\"", "TXT \"gr303274n\"", "4:16: warning: '303' may be the octet \\303"),
    ("t\t60\tIN\tTXT\t\"gr303\\244n\"", "TXT \"gr303\\164n\"", "'303' may be the octet"),
    ("t\t60\tIN\tTXT\t\"\\189\"", "TXT \"\\189\"", "\\189 is no octal escape"),
    // It writes subdivisionCode and reads subdivisonCode.
    (
      "g\t60\tIN\tA\t192.0.2.1 ; AWS routing=\"GEOLOCATION\" countryCode=\"US\" subdivisonCode=\"CA\" identifier=\"x\"",
      "countryCode=\"US\" subdivisionCode=\"CA\" identifier=\"x\"", "no default location"
    ),
    // Its own import refuses these.
    (
      "e\t86400\tAWS\tALIAS\tA lb.elb.amazonaws.com. ABCDE true ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"\\100\"",
      "AWS ALIAS A lb.elb.amazonaws.com. ABCDE true ; AWS routing=\"WEIGHTED\" weight=1 identifier=\"100\"",
      "nothing is known of the AWS resource"
    ),
    ("g\t60\tIN\tA\t192.0.2.1\ng\t60\tIN\tA\t192.0.2.2", "192.0.2.2", "plain records: look at g.a.test. A"),
    ("g\t60\tIN\tA\t192.0.2.1", "192.0.2.1", "cli53 leaves out DS, TLSA, SSHFP, SVCB and HTTPS"),
    (
      "g\t60\tIN\tA\t192.0.2.1 ; AWS routing=\"MULTIVALUE\" healthCheckId=\"h\" identifier=\"x\"",
      "healthCheckId=\"h\"",
      "ids of health checks alone"
    ),
  ]

  @Test(arguments: rows)
  func `mends, and says what it cannot`(lines: String, expected: String, message: String) throws {
    let (file, diagnostics) = CLI53Import.read(Array((Self.head + lines + "\n").utf8), file: "f.txt")
    let text = try #require(file?.text, "\(diagnostics)")
    #expect(file?.name == "a.test.zone")
    #expect(text.contains(expected), "\(text)")
    #expect(diagnostics.contains { $0.description.contains(message) }, "\(diagnostics.map(\.description))")
  }

  static let body = "@ 60 IN SOA ns h 1 2 3 4 5\n@ 60 IN NS ns.example.net.\nw 60 IN A 192.0.2.1\n"

  @Test func `without $ORIGIN the zone is the one that is given`() throws {
    let (file, diagnostics) = CLI53Import.read(
      Array(Self.body.utf8), file: "f.txt", origin: Name("b.test."))
    #expect(file?.name == "b.test.zone", "\(diagnostics)")
    #expect(file?.text.contains("w.b.test. 60 IN A 192.0.2.1") == true)
  }

  @Test func `with neither it says what to do`() {
    let (file, diagnostics) = CLI53Import.read(Array(Self.body.utf8), file: "f.txt")
    #expect(file == nil)
    #expect(
      diagnostics.map(\.description) == [
        "f.txt:1:1: there is no $ORIGIN, which cli53 writes first: say with --origin which zone this is"
      ])
  }

  @Test func `faults stand where they are in the file`() {
    let (file, diagnostics) = CLI53Import.read(
      Array((Self.head + "\\344\t60\tIN\tA\tx\n").utf8), file: "f.txt")
    #expect(file == nil)
    #expect(
      diagnostics.contains { $0.description.hasPrefix("f.txt:4:14: an IPv4 address") }, "\(diagnostics)")
  }
}
