import Foundation
import Testing

/// The questions of RFC 8906 section 8 and of ISC's EDNS compliance tester, put with `dig`.
@Suite struct DNSComplianceTests {
  /// What a line of `dig` output must say, and must not say.
  struct Case: CustomTestStringConvertible, Sendable {
    let section: String
    let question: [String]
    let expected: [String]
    let absent: [String]

    init(_ section: String, _ question: String, _ expected: [String], not absent: [String] = []) {
      (self.section, self.expected, self.absent) = (section, expected, absent)
      self.question = question.split(separator: " ").map(String.init)
    }

    var testDescription: String { "\(section): dig \(question.joined(separator: " "))" }
  }

  private static let answer = "IN\tSOA\t"
  private static let okay = "status: NOERROR"

  static let cases: [Case] = [
    Case("8.1.1", "+noedns +noad +norec soa example.com", [okay, "flags: qr aa;", answer], not: ["EDNS"]),
    Case("8.1.2", "+noedns +noad +norec type1000 example.com", [okay, "flags: qr aa;", "ANSWER: 0", answer]),
    // Each header bit by itself: RD comes back, the others do not (RFC 1035 section 4.1.1, RFC 4035 section 3.1.6).
    Case("8.1.3.1", "+noedns +noad +norec +cd soa example.com", [okay, "flags: qr aa;", answer]),
    Case("8.1.3.2", "+noedns +noad +norec +ad soa example.com", [okay, "flags: qr aa;", answer]),
    Case(
      "8.1.3.3", "+noedns +noad +norec +zflag soa example.com", [okay, "flags: qr aa;", answer], not: ["MBZ"]),
    Case("8.1.3.4", "+noedns +noad +rec soa example.com", [okay, "flags: qr aa rd;", answer]),
    Case("8.1.4", "+noedns +noad +norec +opcode=15 +header-only", ["status: NOTIMP", "opcode: RESERVED15"]),
    Case("8.1.5", "+noedns +noad +norec +tcp soa example.com", [okay, "flags: qr aa;", answer, "(TCP)"]),
    Case(
      "8.2.1", "+edns=0 +nocookie +noad +norec soa example.com",
      [okay, "flags: qr aa;", answer, "EDNS: version: 0"]),
    Case(
      "8.2.2", "+edns=1 +noednsneg +nocookie +noad +norec soa example.com",
      ["status: BADVERS", "flags: qr;", "EDNS: version: 0"], not: [answer]),
    Case(
      "8.2.3", "+edns=0 +ednsopt=100 +nocookie +noad +norec soa example.com",
      [okay, answer, "EDNS: version: 0"], not: ["OPT=100"]),
    Case(
      "8.2.4", "+edns=0 +ednsflags=0x40 +nocookie +noad +norec soa example.com",
      [okay, answer, "EDNS: version: 0"], not: ["MBZ"]),
    Case(
      "8.2.5", "+edns=1 +noednsneg +ednsflags=0x40 +nocookie +noad +norec soa example.com",
      ["status: BADVERS", "EDNS: version: 0"], not: ["MBZ", answer]),
    Case(
      "8.2.6", "+edns=1 +noednsneg +ednsopt=100 +nocookie +noad +norec soa example.com",
      ["status: BADVERS", "EDNS: version: 0"], not: ["OPT=100", answer]),
    Case(
      "8.2.7", "+dnssec +edns=0 +nocookie +noad +norec soa example.com",
      [okay, answer, "EDNS: version: 0, flags: do;"]),
    Case(
      "edns1do", "+dnssec +edns=1 +noednsneg +nocookie +noad +norec soa example.com",
      ["status: BADVERS", "EDNS: version: 0"], not: [answer]),
    Case(
      "edns512", "+dnssec +bufsize=512 +ignore +nocookie +norec +noad dnskey example.com",
      [okay, "EDNS: version: 0, flags: do;"]),
    Case(
      "8.2.8", "+edns=0 +tcp +nocookie +noad +norec soa example.com",
      [okay, answer, "EDNS: version: 0", "(TCP)"]),
    Case(
      "edns512tcp", "+dnssec +bufsize=512 +tcp +nocookie +norec +noad soa example.com",
      [okay, answer, "flags: do;"]),
    // Several known options at once.
    Case(
      "8.2.9", "+edns=0 +cookie +nsid +expire +subnet=0.0.0.0/0 +noad +norec soa example.com",
      [okay, "flags: qr aa;", answer, "EDNS: version: 0"]),
  ]

  @Test func everyQuestionGetsWhatTheRFCExpects() throws {
    let lab = try LabProcess()
    for one in Self.cases {
      let reply = try lab.dig(one.question)
      for text in one.expected { #expect(reply.contains(text), "\(one.testDescription)\n\(reply)") }
      for text in one.absent { #expect(!reply.contains(text), "\(one.testDescription)\n\(reply)") }
    }
  }
}
