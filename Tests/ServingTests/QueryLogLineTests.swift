import Authority
import DNSWire
import Primitives
import Testing

@testable import Serving

@Suite struct QueryLogLineTests {
  private func line(_ format: QueryLogOptions.Format, _ change: (inout QueryLogLine) -> Void = { _ in })
    -> String
  {
    var line = QueryLogLine(
      time: Instant(nanosecondsSinceEpoch: 1_513_152_950_235_999_999), zone: Array("example.com.".utf8),
      name: Name("www.example.com.")!.wire, type: .aaaa, code: .noError, transport: .tcp,
      client: IPAddress("192.168.3.1")!,
      subnet: ClientSubnet(family: 1, sourcePrefixLength: 24, bits: 0xC0A8_DE00), octets: 99)
    change(&line)
    var text: [UInt8] = []
    line.append(as: format, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  @Test("Route 53 Developer Guide, \"Public DNS query logging\"")
  func route53() {
    #expect(
      line(.route53)
        == "1.0 2017-12-13T08:15:50.235Z example.com. www.example.com AAAA NOERROR TCP LOCAL 192.168.3.1 192.168.222.0/24\n"
    )
  }

  @Test func json() {
    #expect(
      line(.json)
        == #"{"timestamp":"2017-12-13T08:15:50.235Z","zone":"example.com.","name":"www.example.com.","type":"AAAA","#
        + #""rcode":"NOERROR","transport":"tcp","client":"192.168.3.1","subnet":"192.168.222.0/24","octets":99}"#
        + "\n")
  }

  @Test("How the answer came about stands in JSON; Route 53's lines have no place for it")
  func explanations() {
    let change: (inout QueryLogLine) -> Void = { $0.explanation = Array("WEIGHTED w. 'a\"\\\n\u{e9}'".utf8) }
    #expect(line(.json, change).hasSuffix(#""octets":99,"explanation":"WEIGHTED w. 'a\"\\\u000aé'"}"# + "\n"))
    #expect(line(.route53, change) == line(.route53))
  }

  @Test(arguments: [(Transport.udp, "UDP", "udp"), (.tcp, "TCP", "tcp"), (.tls, "TCP", "tls")])
  func transports(_ transport: Transport, route53: String, json: String) {
    #expect(line(.route53) { $0.transport = transport }.contains(" \(route53) LOCAL "))
    #expect(line(.json) { $0.transport = transport }.contains(#""transport":"\#(json)","#))
  }

  @Test func whatIsMissingIsADashOrNull() {
    let change: (inout QueryLogLine) -> Void = {
      ($0.zone, $0.name, $0.subnet, $0.fate) = ([], [], nil, .dropped)
    }
    #expect(line(.route53, change).hasSuffix("Z - - - NOERROR TCP LOCAL 192.168.3.1 -\n"))
    #expect(line(.json, change).contains(#""zone":null,"name":null,"type":null"#))
    #expect(line(.json, change).hasSuffix(#""subnet":null,"octets":99,"limited":"dropped"}"# + "\n"))
  }

  @Test("Names: octal as the Route 53 API, decimal as a zone file; nothing breaks a line or a JSON string")
  func escapes() throws {
    let name = try #require(Name(wire: [4, 42, 10, 34, 92, 0]))
    #expect(line(.route53) { $0.name = name.wire }.contains(#" \052\012\042\134 "#))
    #expect(line(.json) { $0.name = name.wire }.contains(#""name":"\\042\\010\\034\\092.""#))
    #expect(line(.route53) { $0.name = [0] }.contains(" . AAAA "))
  }

  @Test(
    "Dates",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_399, "2000-02-28T23:59:59.000Z"),
      (951_782_400, "2000-02-29T00:00:00.000Z"), (1_709_251_199, "2024-02-29T23:59:59.000Z"),
      (4_107_542_400, "2100-03-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.000Z"),
    ] as [(Int64, String)])
  func dates(seconds: Int64, text: String) {
    #expect(line(.route53) { $0.time = Instant(secondsSinceEpoch: seconds) }.hasPrefix("1.0 \(text) "))
  }
}
