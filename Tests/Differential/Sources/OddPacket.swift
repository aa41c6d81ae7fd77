import DNSWire

/// A packet that a well-behaved resolver does not send, or whose header matters more than its question.
struct OddPacket {
  let name: String
  let octets: [UInt8]
  /// Why edgesim differs from the majority, if it does: see docs/dns-answers.md.
  let explanation: String?

  static let all: [OddPacket] = [
    .init("trailing octets", plain() + [1, 2, 3]),
    .init("trailing octets after OPT", edns() + [1, 2, 3]),
    .init("no question", header(counts: [0, 0, 0, 0])),
    .init("no question, OPT", header(counts: [0, 0, 0, 1]) + opt()),
    .init("two questions", header(counts: [2, 0, 0, 0]) + question() + question()),
    .init("two questions announced", header(counts: [2, 0, 0, 0]) + question()),
    .init("an answer record", header(counts: [1, 1, 0, 0]) + question() + record()),
    .init("an authority record", header(counts: [1, 0, 1, 0]) + question() + record()),
    .init("an additional record", header(counts: [1, 0, 0, 1]) + question() + record()),
    .init("an additional record before OPT", header(counts: [1, 0, 0, 2]) + question() + record() + opt()),
    .init("an additional record behind OPT", header(counts: [1, 0, 0, 2]) + question() + opt() + record()),
    .init("two OPT records", header(counts: [1, 0, 0, 2]) + question() + opt() + opt()),
    .init("OPT not at the root", header(counts: [1, 0, 0, 1]) + question() + [1, 97] + opt()),
    .init("OPT cut short", Array(edns().dropLast(2))),
    .init("OPT with an option cut short", edns(options: [0, 3, 0, 9, 1])),
    .init("EDNS version 1", edns(version: 1)),
    .init("EDNS version 1, unknown option", edns(version: 1, options: [0, 100, 0, 1, 7])),
    .init("unknown option", edns(options: [0, 100, 0, 1, 7])),
    .init("unknown EDNS flags", edns(flags: 0x7FFF)),
    .init("EDNS buffer of 0", edns(octets: 0)),
    .init("padding", edns(options: [0, 12, 0, 4, 0, 0, 0, 0])),
    .init("cookie of 8 octets", edns(options: [0, 10, 0, 8] + Array(1...8))),
    .init("cookie of 7 octets", edns(options: [0, 10, 0, 7] + Array(1...7))),
    .init(
      "client subnet, family 3", edns(options: [0, 8, 0, 4, 0, 3, 0, 0]),
      explanation: "FORMERR (RFC 7871 section 7.1.2); servers without client subnet ignore the option"),
    .init(
      "client subnet, bits past the prefix", edns(options: [0, 8, 0, 7, 0, 1, 20, 0, 1, 2, 3]),
      explanation: "FORMERR (RFC 7871 section 7.1.2); servers without client subnet ignore the option"),
    .init("TSIG with an unknown key", header(counts: [1, 0, 0, 1]) + question() + tsig()),
    .init("class CH", plain(type: 16, class: 3)),
    .init(
      "class CH version.bind", header(counts: [1, 0, 0, 0]) + versionBind(),
      explanation: "refused unless the settings have a version to tell"),
    .init("class HS", plain(class: 4)),
    .init("class NONE", plain(class: 254)),
    .init("class ANY", plain(class: 255)),
    .init("class 77", plain(class: 77)),
    .init("type 0", plain(type: 0)),
    .init("type OPT", plain(type: 41)),
    .init("type TSIG", plain(type: 250)),
    .init("type TKEY", plain(type: 249)),
    .init("type MAILB", plain(type: 253)),
    .init("type MAILA", plain(type: 254)),
    .init("type AXFR over UDP", plain(type: 252)),
    .init("type IXFR over UDP without SOA", plain(type: 251)),
    .init("type 128", plain(type: 128)),
    .init("another zone", header(counts: [1, 0, 0, 0]) + [7] + Array("nowhere".utf8) + [0, 0, 1, 0, 1]),
    .init("the root", header(counts: [1, 0, 0, 0]) + [0, 0, 2, 0, 1]),
    .init("name behind a pointer", header(counts: [1, 0, 0, 0]) + [0xC0, 0, 0, 1, 0, 1]),
    .init("label of type 01", header(counts: [1, 0, 0, 0]) + [0x41, 97, 0, 0, 1, 0, 1]),
    .init("question cut short", Array(plain().dropLast(1))),
    .init("header alone, one question announced", header(counts: [1, 0, 0, 0])),
    .init("a response", header(flags: 0x8000, counts: [1, 0, 0, 0]) + question()),
    .init("all flags", header(flags: 0x07F0, counts: [1, 0, 0, 0]) + question()),
    .init("RCODE in a query", header(flags: 0x0005, counts: [1, 0, 0, 0]) + question()),
    .init("opcode IQUERY", header(flags: 0x0800, counts: [1, 0, 0, 0]) + question()),
    .init("opcode STATUS", header(flags: 0x1000, counts: [1, 0, 0, 0]) + question()),
    .init("opcode 3", header(flags: 0x1800, counts: [1, 0, 0, 0]) + question()),
    .init("opcode UPDATE", header(flags: 0x2800, counts: [1, 0, 0, 0]) + question(type: 6)),
    .init("opcode NOTIFY", header(flags: 0x2400, counts: [1, 0, 0, 0]) + question(type: 6)),
    .init("opcode 15, OPT", header(flags: 0x7800, counts: [1, 0, 0, 1]) + question() + opt()),
    .init("opcode 15, no question", header(flags: 0x7800, counts: [0, 0, 0, 0])),
  ]

  init(_ name: String, _ octets: [UInt8], explanation: String? = nil) {
    (self.name, self.octets, self.explanation) = (name, octets, explanation)
  }

  private static let apex: [UInt8] = [2, 122, 48, 4] + Array("test".utf8) + [0]

  private static func header(flags: UInt16 = 0, counts: [UInt8]) -> [UInt8] {
    [0x77, 0x77, UInt8(flags >> 8), UInt8(flags & 255)] + counts.flatMap { [0, $0] }
  }
  private static func question(type: UInt8 = 1, class: UInt8 = 1) -> [UInt8] { apex + [0, type, 0, `class`] }
  private static func plain(type: UInt8 = 1, class: UInt8 = 1) -> [UInt8] {
    header(counts: [1, 0, 0, 0]) + question(type: type, class: `class`)
  }
  private static func versionBind() -> [UInt8] {
    [7] + Array("version".utf8) + [4] + Array("bind".utf8) + [0, 0, 16, 0, 3]
  }
  private static func record() -> [UInt8] { apex + [0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1] }
  private static func edns(
    version: UInt8 = 0, octets: UInt16 = 1232, flags: UInt16 = 0, options: [UInt8] = []
  ) -> [UInt8] {
    header(counts: [1, 0, 0, 1]) + question() + opt(version, octets, flags, options)
  }
  private static func opt(
    _ version: UInt8 = 0, _ octets: UInt16 = 1232, _ flags: UInt16 = 0, _ options: [UInt8] = []
  ) -> [UInt8] {
    [0, 0, 41, UInt8(octets >> 8), UInt8(octets & 255), 0, version, UInt8(flags >> 8), UInt8(flags & 255), 0]
      + [UInt8(options.count)] + options
  }
  private static func tsig() -> [UInt8] {
    let algorithm: [UInt8] = [11] + Array("hmac-sha256".utf8) + [0]
    let data =
      algorithm + [0, 0, 0x65, 0, 0, 0, 1, 44, 0, 32] + [UInt8](repeating: 7, count: 32) + [
        0x77, 0x77, 0, 0, 0, 0,
      ]
    return [3, 107, 101, 121, 0, 0, 250, 0, 255, 0, 0, 0, 0, 0, UInt8(data.count)] + data
  }
}
