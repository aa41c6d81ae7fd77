import Foundation
import Testing

/// `edgesim zone check`, `print` and `diff`.
@Suite struct ZoneCommandTests {
  private static let head =
    "$TTL 300\n@ SOA ns1 admin 7 7200 900 1209600 60\n@ NS ns1\nns1 A 192.0.2.1\n"

  private func zone(in files: TestFiles, _ arguments: String...) throws -> Command {
    try Command(LabProcess.program.path, ["zone"] + arguments, in: files.url)
  }

  @Test func `check: a zone without fault`() throws {
    let files = try TestFiles(["example.com.zone": Self.head, "other": Self.head])
    let one = try zone(in: files, "check", "example.com.zone")
    #expect(one.status == 0)
    #expect(one.output == "example.com. serial 7, 3 records: fine\n")
    #expect(one.errors.isEmpty)
    let named = try zone(in: files, "check", "--origin", "example.org", "other")
    #expect(named.output == "example.org. serial 7, 3 records: fine\n")
    #expect(try zone(in: files, "check", "--origin", "a..b", "other").status == 2)
  }

  @Test func `check: every fault with its place; the worst file decides the status`() throws {
    let files = try TestFiles([
      "good.test.zone": Self.head, "warned.test.zone": Self.head + "a 2147483648 A 192.0.2.2\n",
      "bad.test.zone": Self.head + "a A 192.0.2\n\tMX ten b\n$INCLUDE in.inc\n", "in.inc": "\n\nx BOGUS y\n",
    ])
    let warned = try zone(in: files, "check", "warned.test.zone")
    #expect(warned.status == 0)
    #expect(
      warned.errors
        == "warned.test.zone:5:3: warning: a TTL of 0 to 2147483647 seconds is expected, found '2147483648'; 0 is used (RFC 2181 section 8)\n"
    )
    let bad = try zone(in: files, "check", "good.test.zone", "bad.test.zone", "warned.test.zone")
    #expect(bad.status == 1)
    #expect(
      bad.output
        == "good.test. serial 7, 3 records: fine\nwarned.test. serial 7, 4 records: fine\n")
    #expect(
      bad.errors.split(separator: "\n").prefix(3) == [
        "bad.test.zone:5:5: an IPv4 address is expected, found '192.0.2'",
        "bad.test.zone:6:5: a number up to 65535 is expected, found 'ten'",
        "in.inc:3:3: a record type is expected, found 'BOGUS'",
      ])
    #expect(try zone(in: files, "check", "good.test.zone", "missing.zone").status == 2)
    #expect(try zone(in: files, "check", ".").status == 2)
    #expect(try zone(in: files, "check").status == 2)
  }

  @Test(arguments: [
    // The parenthesis, where it opens, and nothing that only follows from it.
    (head + "a A ( 192.0.2.2\nb A 192.0.2.3\n", ["5:5"]), (head + "a A ( 192.0.2.2", ["5:5"]),
    (head + "a A ( 192.0.2\nb A 192.0.2\n", ["5:5", "5:7", "6:5"]),
    (head + "a MX (\n 10\n ten b\nb A 192.0.2\n", ["5:6", "7:6", "8:5"]),
    ("\u{FEFF}" + head, ["1:1"]), ("\u{FEFF}$TTL x\n" + head, ["1:1", "1:6"]), ("", ["1:1"]),
    // A refused SOA record is one fault, not two.
    ("@ SOA ns1 admin x 1 1 1 1\n", ["1:17"]),
  ])
  func `check: where faults stand`(text: String, places: [String]) throws {
    let files = try TestFiles(["example.com.zone": text])
    let command = try zone(in: files, "check", "example.com.zone")
    #expect(command.status == 1)
    let found = command.errors.split(separator: "\n").map { line in
      line.split(separator: ":").dropFirst().prefix(2).joined(separator: ":")
    }
    #expect(found == places, "\(command.errors)")
  }

  @Test func `print: what is printed is the same zone, every type in it`() throws {
    let files = try TestFiles(["example.com.zone": Self.head + Self.everyType])
    let printed = try zone(in: files, "print", "example.com.zone")
    #expect(printed.status == 0, "\(printed.errors)")
    #expect(printed.output.hasPrefix("example.com. 300 IN SOA ns1.example.com. "))
    try files.write("again.zone", printed.output)
    let again = try zone(in: files, "print", "--origin", "example.com", "again.zone")
    #expect(again.status == 0, "\(again.errors)")
    #expect(again.output == printed.output)
    let diff = try zone(in: files, "diff", "--origin", "example.com", "example.com.zone", "again.zone")
    #expect(diff.status == 0)
    #expect(diff.output.isEmpty)
    // No type is written in the generic form but those that are not known.
    let generic = printed.output.split(separator: "\n").filter { $0.contains(" \\# ") }
    #expect(generic.count == 1, "\(generic)")
    // The peers read it, too: what they know of it.
    let bind = try Command(
      "named-checkzone", ["-i", "none", "-k", "ignore", "example.com", "again.zone"], in: files.url)
    #expect(bind.status == 0, "\(bind.output)")
  }

  @Test func `print and diff: faults and status 2`() throws {
    let files = try TestFiles(["good.test.zone": Self.head, "bad.test.zone": Self.head + "a A\n"])
    for arguments in [["print", "bad.test.zone"], ["diff", "good.test.zone", "bad.test.zone"]] {
      let command = try Command(LabProcess.program.path, ["zone"] + arguments, in: files.url)
      #expect(command.status == 2)
      #expect(command.output.isEmpty)
      #expect(command.errors.hasPrefix("bad.test.zone:5:4: "))
    }
    #expect(try zone(in: files, "print", "missing.zone").status == 2)
    #expect(try zone(in: files, "diff", "good.test.zone", "missing.zone").status == 2)
  }

  @Test func `diff: records of one and of the other`() throws {
    let files = try TestFiles([
      "a.zone": Self.head + "a 60 A 192.0.2.1\nb TXT x\n",
      "b.zone": Self.head + "B txt X\na 60 A 192.0.2.2\nb TXT x\n",
    ])
    let diff = try zone(in: files, "diff", "--origin", "example.com", "a.zone", "b.zone")
    #expect(diff.status == 1)
    #expect(diff.errors.isEmpty)
    let lines = diff.output.split(separator: "\n")
    #expect(lines.contains("- a.example.com. 60 IN A 192.0.2.1"))
    #expect(lines.contains("+ a.example.com. 60 IN A 192.0.2.2"))
    // Those of the first file come first.
    #expect(lines.sorted { $0.first == "-" && $1.first == "+" } == lines)
  }

  /// At least one record of every type that zone files know by name.
  private static let everyType = ##"""
    aaaa AAAA 2001:db8::1
    cname CNAME ns1
    ptr PTR ns1
    mx MX 10 ns1
    txt TXT "a b" "" "c\"d\\e;\255"
    srv SRV 1 2 53 ns1
    caa CAA 0 issue "ca.example; account=1"
    mb MB ns1
    mg MG ns1
    mr MR ns1
    hinfo HINFO "PC" "Linux"
    minfo MINFO ns1 ns1
    rp RP ns1 txt
    afsdb AFSDB 1 ns1
    x25 X25 "311061700956"
    isdn ISDN "150862028003217" "004"
    rt RT 10 ns1
    nsap NSAP 0x47.0005.80.005a00.0000.0001.e133.ffffff000161.00
    px PX 10 ns1 txt
    loc LOC 51 30 12.748 N 0 7 39.612 W 0.00m 1m 10000m 10m
    naptr NAPTR 100 10 "u" "sip" "!^.*$!x!" .
    kx KX 10 ns1
    cert CERT 1 0 0 AQID
    dname DNAME ns1
    apl APL 1:192.0.2.0/24 !2:2001:db8::/32
    cut NS ns1
    cut DS 60485 8 1 2BB183AF5F22588179A53B0A98631FAD1A292118
    sshfp SSHFP 1 1 aabbccddeeff00112233445566778899aabbccdd
    ipseckey IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==
    ipseckey IPSECKEY 10 2 2 2001:db8::1 AQID
    ipseckey IPSECKEY 10 3 2 ns1 AQID
    dhcid DHCID AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA=
    tlsa TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
    smimea SMIMEA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b97983a1d16e8a410e4561cb106618e971
    ninfo NINFO "x"
    rkey RKEY 0 3 8 AQID
    talink TALINK ns1 txt
    @ CDS 0 0 0 00
    @ CDNSKEY 0 3 0 AA==
    openpgpkey OPENPGPKEY AQID
    @ CSYNC 66 3 A NS
    @ ZONEMD 7 1 1 aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899
    svcb SVCB 1 ns1 alpn="h2,h3" port=443 ipv4hint=192.0.2.1
    https HTTPS 1 . alpn=h2 key667="hello"
    spf SPF "v=spf1 -all"
    nid NID 10 0014:4fff:ff20:ee64
    l32 L32 10 10.1.2.0
    l64 L64 10 2001:0DB8:1140:1000
    lp LP 10 ns1
    eui48 EUI48 00-00-5e-00-53-2a
    eui64 EUI64 00-00-5e-ef-10-00-00-2a
    uri URI 10 1 "ftp://ftp.example.com/public"
    avc AVC "x"
    amtrelay AMTRELAY 10 0 1 203.0.113.15
    amtrelay AMTRELAY 10 1 3 ns1
    amtrelay AMTRELAY 128 0 0 .
    resinfo RESINFO qnamemin exterr=15,16,17
    ta TA 60485 8 1 2BB183AF5F22588179A53B0A98631FAD1A292118
    dlv DLV 60485 8 1 2BB183AF5F22588179A53B0A98631FAD1A292118
    unknown TYPE65280 \# 3 0a0b0c

    """##
}
