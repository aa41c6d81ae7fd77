import DNSWire
import Primitives
import Testing

@testable import Authority

@Suite struct SettingsTests {
  private static func settings(_ change: (inout AnswerSettings) -> Void) -> AnswerSettings {
    var settings = AnswerSettings()
    change(&settings)
    return settings
  }

  private static let named = settings {
    $0.identifier = Array("edge-1".utf8)
    $0.version = Array("9".utf8)
    $0.keepaliveDeciseconds = 300
  }

  @Test(arguments: [
    ("version.bind", "9"), ("VERSION.server", "9"), ("id.server", "edge-1"), ("hostname.bind", "edge-1"),
  ])
  func `RFC 4892: CHAOS names tell what the settings allow`(name: String, text: String) throws {
    let packet = Message.query(try #require(Name(name)), .txt, recordClass: .chaos)
    #expect(try Message(Server().ask(packet).span).code == .refused)
    let answer = try Message(Server().ask(packet, settings: Self.named).span)
    #expect(answer.answers.map { Array($0.data.dropFirst()) } == [Array(text.utf8)])
    #expect(answer.answers.first?.recordClass == .chaos)
  }

  @Test func `RFC 5001: NSID answers who asks`() throws {
    let asking = Message.query(Name("web.example.com")!, .a, options: [(3, [])])
    #expect(try Message(Server().ask(asking).span).edns?.options == [])
    let answer = try Message(Server().ask(asking, settings: Self.named).span)
    #expect(answer.edns?.options == [.init(code: 3, data: Array("edge-1".utf8))])
    let silent = Message.query(Name("web.example.com")!, .a, udpOctets: 1232)
    #expect(try Message(Server().ask(silent, settings: Self.named).span).edns?.options == [])
  }

  @Test func `RFC 7828 section 3_2: keepalive over TCP only`() throws {
    let packet = Message.query(Name("web.example.com")!, .a, options: [(11, [])])
    let stream = try Message(Server().ask(packet, .tcp, settings: Self.named).span)
    #expect(stream.edns?.options == [.init(code: 11, data: [1, 44])])
    #expect(try Message(Server().ask(packet, .udp, settings: Self.named).span).edns?.options == [])
  }

  @Test(arguments: [
    (Transport.tls, true, true), (.tls, false, false), (.tcp, true, false), (.udp, true, false),
  ])
  func `RFC 8467 section 4_1: over TLS, who pads gets blocks of 468 octets`(
    transport: Transport, pads: Bool, isPadded: Bool
  ) throws {
    for name in ["web.example.com", "many.example.com", "example.net"] {
      let packet = Message.query(try #require(Name(name)), .a, options: [(pads ? 12 : 3, [0, 0, 0])])
      let answer = try Server().ask(packet, transport)
      #expect(try Message(answer.span).edns?.options.contains { $0.code == 12 } == isPadded)
      // The last option, even behind an extended error.
      if isPadded {
        #expect(answer.count % 468 == 0)
        #expect(try Message(answer.span).edns?.options.last?.code == 12)
      }
    }
  }

  @Test func `RFC 8914: a refusal says why, to who has EDNS`() throws {
    let packet = Message.query(Name("example.net")!, .a, udpOctets: 1232)
    #expect(try Message(Server().ask(packet).span).edns?.options == [.init(code: 15, data: [0, 20])])
    let silent = Self.settings { $0.sendsExtendedErrors = false }
    #expect(try Message(Server().ask(packet, settings: silent).span).edns?.options == [])
  }

  @Test func `RFC 8482: ANY is one RRset over UDP, and as the settings say over TCP`() throws {
    let packet = Message.query(Name("mail.example.com")!, .any)
    #expect(try Message(Server().ask(packet).span).answers.count == 1)
    #expect(try Message(Server().ask(packet, .tcp).span).answers.count == 2)
    let minimal = Self.settings { $0.any = .oneSet }
    #expect(try Message(Server().ask(packet, .tcp, settings: minimal).span).answers.count == 1)
  }
}
