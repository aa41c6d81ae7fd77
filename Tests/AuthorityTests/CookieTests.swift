import DNSWire
import Primitives
import Testing

@testable import Authority

/// The vectors of RFC 9018 appendix A.
@Suite struct CookieTests {
  static let client: UInt64 = 0x2464_c4ab_cf10_c957
  static let address = IPAddress("198.51.100.100")!

  private func secret(_ hex: [UInt8]) -> CookieSecret {
    func word(_ start: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(hex[start + $1]) << UInt64(8 * $1) } }
    return CookieSecret(word(0), word(8))
  }

  private var key: CookieSecret {
    secret([
      0xe5, 0xe9, 0x73, 0xe5, 0xa6, 0xb2, 0xa4, 0x3f, 0x48, 0xe7, 0xdc, 0x84, 0x9e, 0x37, 0xbf, 0xcf,
    ])
  }

  @Test(arguments: [
    ("e5e973e5a6b2a43f48e7dc849e37bfcf", true), ("E5E973E5A6B2A43F48E7DC849E37BFCF", true),
    ("e5e973e5a6b2a43f48e7dc849e37bfc", false), ("e5e973e5a6b2a43f48e7dc849e37bfcff", false),
    ("e5e973e5a6b2a43f48e7dc849e37bfcg", false), ("", false), ("é5e973e5a6b2a43f48e7dc849e37bfc", false),
  ])
  func `a secret is 32 hexadecimal digits`(text: String, isSecret: Bool) throws {
    let read = CookieSecret(hexadecimal: text)
    #expect((read != nil) == isSecret)
    guard let read else { return }
    #expect(read.low == key.low && read.high == key.high)
  }

  @Test func `RFC 9018 appendix A_1: learning a new server cookie`() {
    let cookie = ServerCookie(
      client: Self.client, address: Self.address, now: Instant(secondsSinceEpoch: 1_559_731_985), secret: key)
    #expect(cookie.head == 0x0100_0000_5cf7_9f11)
    #expect(cookie.hash == 0x1f81_30c3_eee2_9480)
  }

  @Test func `RFC 9018 section 4_3: a cookie is good for an hour`() throws {
    let option: [UInt8] = [
      0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57, 0x01, 0, 0, 0, 0x5c, 0xf7, 0x9f, 0x11, 0x1f, 0x81, 0x30,
      0xc3, 0xee, 0xe2, 0x94, 0x80,
    ]
    let packet = Message.query(Name("a.test")!, .a, options: [(10, option)])
    var query = Query()
    #expect(query.parse(packet.span) == .wellFormed)
    let received = query.cookie
    let cookie = try #require(received)
    func isGood(_ seconds: Int64, _ address: IPAddress = Self.address) -> Bool {
      ServerCookie.isGood(cookie, address: address, now: Instant(secondsSinceEpoch: seconds), secret: key)
    }
    #expect(isGood(1_559_731_985))
    #expect(isGood(1_559_731_985 + 3600))
    #expect(!isGood(1_559_731_985 + 3601))
    #expect(!isGood(1_559_731_985 - 301))
    #expect(!isGood(1_559_731_985, IPAddress("198.51.100.101")!))
  }

  @Test(arguments: [
    (0, true), (7, false), (8, true), (9, false), (15, false), (16, true), (40, true), (41, false),
  ])
  func `RFC 7873 section 5_2_2: a cookie of another length is FORMERR, if cookies are known`(
    octets: Int, isWellFormed: Bool
  ) throws {
    let option = [UInt8](repeating: 1, count: octets)
    var options: [(code: UInt16, data: [UInt8])] = []
    if octets > 0 { options.append((10, option)) }
    let packet = Message.query(Name("web.example.com")!, .a, options: options)
    var settings = AnswerSettings()
    #expect(try Message(Server().ask(packet, settings: settings).span).code == .noError)
    settings.cookies = .offered
    let answer = try Message(Server().ask(packet, settings: settings).span)
    #expect((answer.code == ResponseCode.noError) == isWellFormed)
    #expect((answer.edns?.options.first?.data.count == 24) == (isWellFormed && octets > 0))
  }

  @Test func `RFC 7873 section 5_2_3: BADCOOKIE over UDP, and the next query has a good one`() throws {
    var settings = AnswerSettings()
    settings.cookies = .required
    let name = Name("web.example.com")!
    let first = try Message(
      Server().ask(Message.query(name, .a, options: [(10, Array(1...8))]), settings: settings).span)
    #expect(first.code == .badCookie)
    #expect(first.answers.isEmpty)
    let cookie = try #require(first.edns?.options.first?.data)
    let second = Message.query(name, .a, options: [(10, cookie)])
    #expect(try Message(Server().ask(second, settings: settings).span).answers.count == 1)
    let plain = Message.query(name, .a)
    #expect(try Message(Server().ask(plain, settings: settings).span).answers.count == 1)
  }
}
