import DNSWire
import Primitives
import Testing
import Zones

@testable import Authority

/// Which records stand where, with DO, in signed zones.
@Suite struct DNSSECTests {
  /// `CODE | answer | authority`: owners without the zone, types; RRSIG as `+` behind the RRset it covers. Hashes as names.
  static func ask(
    _ server: Server, _ name: String, _ type: RecordType, dnssecOK: Bool = true,
    over transport: Transport = .udp
  ) throws -> String {
    let packet = Message.query(try #require(Name("\(name)example.com")), type, dnssecOK: dnssecOK)
    let message = try Message(server.ask(packet, transport).span)
    func text(_ records: [Message.Record]) -> String {
      var sets: [String] = []
      for record in records {
        let owner = "\(record.name)".lowercased().replacing("example.com.", with: "")
        let label = owner.hasSuffix(".") ? String(owner.dropLast()) : owner.isEmpty ? "@" : owner
        guard record.type == .rrsig else {
          if sets.last != "\(label) \(record.type)" { sets.append("\(label) \(record.type)") }
          continue
        }
        let covered = RecordType(rawValue: UInt16(record.data[0]) << 8 | UInt16(record.data[1]))
        // A signature stands right behind what it covers, and has its TTL.
        if let last = sets.last, last.prefix(while: { $0 != "+" }) == "\(label) \(covered)" {
          sets[sets.count - 1] += "+"
        } else {
          sets.append("\(label) \(covered)?")
        }
      }
      return sets.map(Self.named).joined(separator: ", ")
    }
    #expect(message.flags & 0x0030 == 0, "AD and CD are clear")
    return
      "\(message.code)\(message.isTruncated ? " tc" : "") | \(text(message.answers)) | \(text(message.authorities))"
  }

  /// `HASH NSEC3+` as `(name) NSEC3+`.
  private static func named(_ set: String) -> String {
    for name in [
      "", "ent", "b.ent", "new", "web.new", "ns1", "old", "secure", "star", "*.star", "web", "wild", "*.wild",
      "www", "insecure", "below", "deep.below",
    ] {
      if let hash = SignedZone.hash(name), set.hasPrefix(hash) {
        return "(\(name))" + set.dropFirst(hash.count)
      }
    }
    return set
  }

  /// The member of the NSEC3 chain that matches or covers a name.
  static func chain(_ name: String, optOut: Bool) -> String {
    let members =
      [
        "", "ent", "b.ent", "new", "web.new", "ns1", "old", "secure", "star", "*.star", "web", "wild",
        "*.wild",
        "www",
      ] + (optOut ? [] : ["insecure", "below", "deep.below"])
    let hash = SignedZone.hash(name) ?? ""
    let sorted = members.sorted { SignedZone.hash($0) ?? "" < SignedZone.hash($1) ?? "" }
    return "(\(sorted.last { SignedZone.hash($0) ?? "" <= hash } ?? sorted[sorted.count - 1])) NSEC3+"
  }

  @Test(
    "RFC 4035 section 3.1: NSEC",
    arguments: [
      ("web.", "A", "NOERROR | web A+ | "), ("www.", "A", "NOERROR | www CNAME+, web A+ | "),
      ("www.", "NSEC", "NOERROR | www NSEC+ | "), ("www.", "RRSIG", "NOERROR | www CNAME?, www NSEC? | "),
      // NODATA, at an empty non-terminal too.
      ("web.", "MX", "NOERROR |  | @ SOA+, web NSEC+"),
      ("ent.", "A", "NOERROR |  | @ SOA+, deep.below NSEC+"),
      // NXDOMAIN: the name, and the wildcard that could have been.
      ("none.", "A", "NXDOMAIN |  | @ SOA+, web.new NSEC+, @ NSEC+"),
      ("a.ent.", "A", "NXDOMAIN |  | @ SOA+, deep.below NSEC+"),
      // A wildcard stands in, and has no such type.
      ("x.wild.", "A", "NOERROR | x.wild A+ | *.wild NSEC+"),
      ("x.wild.", "MX", "NOERROR |  | @ SOA+, *.wild NSEC+"),
      ("x.star.", "MX", "NOERROR | x.star CNAME+ | @ SOA+, *.star NSEC+, web NSEC+"),
      ("*.wild.", "A", "NOERROR | *.wild A+ | "),
      // The synthesized CNAME has no signature.
      ("web.old.", "A", "NOERROR | old DNAME+, web.old CNAME, web.new A+ | "),
      ("x.secure.", "A", "NOERROR |  | secure NS, secure DS+"),
      ("x.insecure.", "A", "NOERROR |  | insecure NS, insecure NSEC+"),
      ("secure.", "DS", "NOERROR | secure DS+ | "),
      ("insecure.", "DS", "NOERROR |  | @ SOA+, insecure NSEC+"),
      ("", "ANY", "NOERROR | @ NS+ | "),
    ])
  func nsec(name: String, type: String, expected: String) throws {
    let server = try Server(SignedZone.nsec)
    #expect(try Self.ask(server, name, try #require(RecordType(type))) == expected)
  }

  @Test("RFC 5155 section 7.2: NSEC3, without and with opt-out", arguments: [false, true])
  func nsec3(optOut: Bool) throws {
    let server = try Server(SignedZone.nsec3(optOut: optOut))
    func chain(_ names: String...) -> String {
      var sets: [String] = []
      for name in names {
        let set = Self.chain(name, optOut: optOut)
        if !sets.contains(set) { sets.append(set) }
      }
      return sets.joined(separator: ", ")
    }
    for (name, type, expected) in [
      ("web.", RecordType.a, "NOERROR | web A+ | "),
      ("web.", .mx, "NOERROR |  | @ SOA+, \(chain("web"))"),
      ("ent.", .a, "NOERROR |  | @ SOA+, \(chain("ent"))"),
      ("none.", .a, "NXDOMAIN |  | @ SOA+, \(chain("", "none", "*"))"),
      ("a.b.none.", .a, "NXDOMAIN |  | @ SOA+, \(chain("", "none", "*"))"),
      ("x.wild.", .a, "NOERROR | x.wild A+ | \(chain("x.wild"))"),
      ("y.x.wild.", .a, "NOERROR | y.x.wild A+ | \(chain("x.wild"))"),
      ("x.wild.", .mx, "NOERROR |  | @ SOA+, \(chain("x.wild", "wild", "*.wild"))"),
      ("x.secure.", .a, "NOERROR |  | secure NS, secure DS+"),
      (
        "x.insecure.", .a,
        "NOERROR |  | insecure NS, \(optOut ? chain("", "insecure") : chain("insecure"))"
      ),
      ("insecure.", .ds, "NOERROR |  | @ SOA+, \(optOut ? chain("", "insecure") : chain("insecure"))"),
      // An empty non-terminal that only an insecure cut makes.
      ("below.", .a, "NOERROR |  | @ SOA+, \(optOut ? chain("", "below") : chain("below"))"),
      (
        "deep.below.", .ds, "NOERROR |  | @ SOA+, \(optOut ? chain("", "below") : chain("deep.below"))"
      ),
      ("www.", .nsec, "NOERROR |  | @ SOA+, \(chain("www"))"),
    ] {
      #expect(try Self.ask(server, name, type) == expected, "\(name) \(type)")
    }
  }

  @Test("RFC 5155 section 7.2.8: owners of NSEC3 records are no names")
  func hashedOwners() throws {
    let server = try Server(SignedZone.nsec3(optOut: false))
    let owner = try #require(SignedZone.hash("web"))
    #expect(try Self.ask(server, "\(owner).", .nsec3).hasPrefix("NXDOMAIN"))
    #expect(try Self.ask(server, "x.\(owner).", .a).hasPrefix("NXDOMAIN"))
  }

  @Test("RFC 4035 section 3.2.1: no DNSSEC records without DO unless asked for by type")
  func withoutDO() throws {
    let server = try Server(SignedZone.nsec)
    for (name, type, expected) in [
      ("web.", RecordType.a, "NOERROR | web A | "), ("none.", .a, "NXDOMAIN |  | @ SOA"),
      ("x.secure.", .a, "NOERROR |  | secure NS"), ("x.wild.", .a, "NOERROR | x.wild A | "),
      ("web.", .nsec, "NOERROR | web NSEC | "), ("secure.", .ds, "NOERROR | secure DS | "),
      ("web.", .rrsig, "NOERROR | web A?, web NSEC? | "),
    ] {
      #expect(try Self.ask(server, name, type, dnssecOK: false) == expected, "\(name) \(type)")
    }
    #expect(
      try Self.ask(server, "web.", .any, dnssecOK: false, over: .tcp) == "NOERROR | web A+, web NSEC+ | ")
  }

  @Test("RFC 4034 section 3: a signature has the TTL of what it covers")
  func lifetimes() throws {
    let server = try Server(SignedZone.nsec)
    for (name, type) in [("web.", RecordType.a), ("none.", .a), ("web.", .nsec), ("web.", .mx)] {
      let packet = Message.query(try #require(Name("\(name)example.com")), type, dnssecOK: true)
      let message = try Message(server.ask(packet).span)
      let records = message.answers + message.authorities
      for (record, signature) in zip(records, records.dropFirst()) where signature.type == .rrsig {
        #expect(record.ttlSeconds == signature.ttlSeconds, "\(record)")
      }
    }
  }

  @Test("RFC 4035 section 3.1.1: signatures that do not fit set TC")
  func truncation() throws {
    let large =
      "web RRSIG A 8 2 300 20300101000000 20200101000000 2 @ \(String(repeating: "AAAA", count: 400))\n"
    let server = try Server(SignedZone.nsec + large)
    #expect(try Self.ask(server, "web.", .a) == "NOERROR tc |  | ")
    #expect(try Self.ask(server, "web.", .a, over: .tcp) == "NOERROR | web A++ | ")
  }

  @Test("Unsigned zones know nothing of it") func unsigned() throws {
    let server = try Server()
    #expect(server.catalog.zones[0].isSigned == false)
    #expect(try Self.ask(server, "web.", .a) == "NOERROR | web A | ")
    #expect(try Self.ask(server, "none.", .a) == "NXDOMAIN |  | @ SOA")
  }
}
