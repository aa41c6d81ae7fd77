import DNSWire
import Testing

/// Each type's text read, and written back from its octets.
@Suite struct RecordDataTests {
  static func octets(_ type: String, _ text: String) throws -> [UInt8]? {
    let row = try #require(RecordType(type).flatMap { RecordTypeTable[$0] })
    var words = text.split(separator: " ").map { word in
      Array(word.utf8).filter { $0 != UInt8(ascii: "\"") }
    }[...]
    var data: [UInt8] = []
    for field in row.fields {
      do throws(RecordTextError) {
        if field.takesRest {
          try field.append(words: Array(words), to: &data)
          words = []
        } else {
          guard let word = words.popFirst() else { return nil }
          try field.append(word.span, relativeTo: .root, to: &data)
        }
      } catch { return nil }
    }
    return words.isEmpty && row.rule?.violation(by: data.span) == nil ? data : nil
  }

  static let accepted: [(type: String, text: String)] = [
    ("A", "192.0.2.1"), ("AAAA", "2001:db8::1"), ("NS", "a."), ("CNAME", "a.b."), ("PTR", "a."),
    ("MX", "10 a."),
    ("SOA", "a. b. 4294967295 1 2 3 4"), ("TXT", "\"x\" \"\""), ("SPF", "\"v=spf1\""), ("SRV", "1 2 3 a."),
    ("CAA", "0 issue \"ca;x=y\""), ("RRSIG", "A 8 2 3600 20260101000000 20251201000000 12345 a. AwEAAQ=="),
    ("RRSIG", "TYPE65280 13 2 3600 21060207062815 19700101000000 1 . AQID"),
    ("NSEC", "a. A MX RRSIG NSEC TYPE1234"),
    ("NSEC3", "1 1 12 AABBCCDD 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A RRSIG"),
    ("NSEC3", "1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR"), ("NSEC3PARAM", "1 0 10 AABBCCDD"),
    ("NSEC3PARAM", "1 0 0 -"), ("DNSKEY", "257 3 13 AQIDBA=="), ("CDNSKEY", "0 3 0 AA=="),
    ("CDS", "0 0 0 00"),
    ("DS", "1 8 2 0000000000000000000000000000000000000000000000000000000000000000"),
    ("CSYNC", "66 3 A NS AAAA"),
    ("ZONEMD", "2018031500 1 240 0102030405060708090A0B0C"), ("HINFO", "\"PC\" \"Linux\""), ("RP", "a. b."),
    ("AFSDB", "1 a."), ("NAPTR", "100 10 \"u\" \"sip\" \"!^.*$!x!\" ."), ("KX", "1 a."),
    ("CERT", "1 2 8 AQID"),
    ("DNAME", "a."), ("SSHFP", "4 2 0102"), ("TLSA", "3 1 1 0102"), ("SMIMEA", "3 1 1 0102"),
    ("OPENPGPKEY", "AQID"), ("URI", "10 1 \"ftp://x\""), ("EUI48", "00-00-5e-00-53-2a"),
    ("EUI64", "00-00-5e-ef-10-00-00-2a"), ("APL", "1:192.0.2.0/24 !2:2001:db8::/32"), ("APL", ""),
    ("ISDN", "\"1508\""), ("ISDN", "\"1508\" \"004\""), ("NSAP", "0x47000580"),
    ("NID", "10 14:4fff:ff20:ee64"), ("L64", "10 2001:db8:1140:1000"),
    ("IPSECKEY", "10 1 2 192.0.2.38 AQID"), ("IPSECKEY", "10 2 2 2001:db8::1 AQID"),
    ("IPSECKEY", "10 3 2 a.b. AQID"), ("IPSECKEY", "10 0 2 . AQID"), ("IPSECKEY", "10 0 0 ."),
    ("AMTRELAY", "10 0 0 ."), ("AMTRELAY", "10 1 1 192.0.2.1"), ("AMTRELAY", "10 0 2 2001:db8::1"),
    ("AMTRELAY", "255 1 3 a.b."), ("NINFO", "\"x\""), ("RKEY", "0 3 8 AQID"), ("TALINK", "a. b."),
    ("AVC", "\"x\""), ("RESINFO", "\"qnamemin\""),
    ("DLV", "1 8 1 0000000000000000000000000000000000000000"),
    ("TA", "1 8 1 0000000000000000000000000000000000000000"),
    ("LOC", "51 30 12.748 N 0 7 39.612 W 0.00m 1.00m 10000.00m 10.00m"),
    ("LOC", "90 0 0.000 S 180 0 0.000 E -100000.00m 0.00m 90000000.00m 0.01m"),
    // RFC 9460 appendix D.
    ("HTTPS", "0 foo.example.com."), ("SVCB", "1 ."), ("SVCB", "16 foo.example.com. port=53"),
    ("SVCB", "1 foo.example.com. key667=\"hello\""), ("SVCB", "1 foo.example.com. key667=\"hello\\210qoo\""),
    ("SVCB", "1 foo.example.com. ipv6hint=2001:db8::1,2001:db8::53:1"),
    ("SVCB", "16 foo.example.org. mandatory=alpn,ipv4hint alpn=\"h2,h3-19\" ipv4hint=192.0.2.1"),
    ("SVCB", "16 foo.example.org. alpn=\"f\\\\\\\\oo\\\\,bar,h2\""),
    ("HTTPS", "1 . alpn=\"h2\" no-default-alpn ech=AQID"),
  ]

  @Test(arguments: accepted) func `text and octets mean the same`(type: String, text: String) throws {
    let data = try #require(try Self.octets(type, text))
    let written = RecordType(type)?.presentation(of: data.span)
    #expect(written == text)
  }

  @Test(arguments: [
    ("A", "192.0.2.256"), ("A", "192.0.2"), ("A", "192.0.2.1."), ("A", "01.2.3.4"), ("AAAA", "192.0.2.1"),
    ("NS", "a..b"), ("MX", "65536 a."), ("MX", "-1 a."), ("SOA", "a. b. 4294967296 1 2 3 4"),
    ("SRV", "1 2 a."),
    ("CAA", "256 issue x"), ("CAA", "0 is-sue x"), ("DS", "1 8 2 00"), ("DS", "1 8 9 0"), ("CDS", "0 0 1 00"),
    ("DNSKEY", "257 3 13 AQI"), ("DNSKEY", "257 3 13 A=ID"), ("DNSKEY", "257 3 NOPE AQID"),
    ("NSEC", "a. BOGUS"),
    ("NSEC3", "1 0 0 - 2T7!"), ("NSEC3PARAM", "1 0 0 ABC"), ("RRSIG", "A 8 2 1 20260132000000 0 1 . AQID"),
    ("RRSIG", "A 8 2 1 20250229000000 0 1 . AQID"), ("ZONEMD", "1 1 1 00"), ("EUI48", "00-00-5e-00-53"),
    ("EUI64", "00:00:5e:ef:10:00:00:2a"), ("LOC", "91 N 0 W 0"), ("LOC", "1 N 0 W"), ("LOC", "1 60 N 0 W 0m"),
    ("LOC", "1 N 181 W 0m"), ("LOC", "1 N 0 W 0m 1m 1m 1m 1m"), ("APL", "3:192.0.2.0/24"),
    ("APL", "1:192.0.2.0/33"),
    ("ISDN", "a b c"), ("NSAP", "47000580"), ("NSAP", "0x470"), ("NSAP", "0x"), ("NID", "10 14:4fff:ff20"),
    ("NID", "10 14:4fff:ff20:ee64:1"), ("L64", "10 14:4fff:ff20:zz"), ("L64", "10 14:4fff::1"),
    ("IPSECKEY", "10 0 2 a. AQID"), ("IPSECKEY", "10 1 2 a. AQID"), ("IPSECKEY", "10 2 2 192.0.2.1 AQID"),
    ("IPSECKEY", "10 4 2 . AQID"), ("IPSECKEY", "10 1 2 192.0.2.1 A"), ("AMTRELAY", "10 2 1 192.0.2.1"),
    ("AMTRELAY", "10 0 4 ."), ("AMTRELAY", "10 0 1 ."), ("DLV", "1 8 1 00"),
    ("TLSA", "3 1 1 0"), ("SSHFP", "1 1 zz"), ("OPENPGPKEY", "A"), ("HINFO", "PC"),
    ("CERT", "65536 0 0 AQID"),
    ("SVCB", "1 . port"), ("SVCB", "1 . port=65536"), ("SVCB", "1 . alpn=h2 alpn=h3"), ("SVCB", "1 . alpn="),
    ("SVCB", "1 . no-default-alpn=x alpn=h2"), ("SVCB", "1 . no-default-alpn"),
    ("SVCB", "1 . mandatory=alpn"),
    ("SVCB", "1 . mandatory=mandatory"), ("SVCB", "1 . mandatory=port,port port=1"),
    ("SVCB", "1 . ipv4hint=::1"),
    ("SVCB", "1 . key65535=x"), ("SVCB", "1 . key007=x"), ("SVCB", "1 . bogus=x"), ("SVCB", "1 . ech=A"),
  ]) func `refused text`(type: String, text: String) throws {
    #expect(try Self.octets(type, text) == nil)
  }

  @Test(
    arguments: [
      ("A", [1, 2, 3]), ("MX", [0, 1]), ("TXT", []), ("TXT", [2, 65]), ("NSEC", [0, 0, 1, 0]),
      ("NSEC", [0, 0, 0]),
      ("SVCB", [0, 1, 0, 0, 3, 0, 1, 0]), ("SVCB", [0, 1, 0, 0, 3, 0, 2, 0, 1, 0, 1, 0, 2, 1, 65]),
      ("SVCB", [0, 1, 0, 255, 255, 0, 1, 65]), ("SVCB", [0, 1, 0, 0, 0, 0, 2, 255, 255, 255, 255, 0, 0]),
      ("LOC", [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ("DS", [0, 1, 8, 2, 0]),
      ("EUI48", [1, 2, 3]), ("ISDN", []), ("ISDN", [1, 65, 1, 65, 1, 65]), ("NID", [0, 1, 2]), ("NSAP", []),
      ("IPSECKEY", [10, 1, 2, 192, 0, 2]), ("IPSECKEY", [10, 4, 2]), ("IPSECKEY", [10, 3, 2, 1, 65]),
      ("AMTRELAY", [10]), ("AMTRELAY", [10, 0x81, 192]), ("AMTRELAY", [10, 4]), ("AMTRELAY", [10, 0, 1]),
    ] as [(String, [UInt8])]) func `RFC 3597: octets that are no such record`(type: String, data: [UInt8])
    throws
  {
    let type = try #require(RecordType(type))
    let (isWellFormed, text) = (type.isWellFormed(data.span), type.presentation(of: data.span))
    #expect(!isWellFormed)
    #expect(text.hasPrefix("\\#"))
  }

  @Test(arguments: RecordTypeTable.rows.map(\.name)) func `mnemonics are read in any case`(name: String) {
    #expect(RecordType(name.lowercased())?.description == name)
  }
}
