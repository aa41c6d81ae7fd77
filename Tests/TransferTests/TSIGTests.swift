import DNSWire
import Primitives
import Testing
import Transfer

@Suite("RFC 8945") struct TSIGTests {
  static let now = Instant(secondsSinceEpoch: 1_700_000_000)
  static let key = TSIGKey(
    name: Name("transfer.example.")!, algorithm: .hmacSHA256, secret: Array("a secret of some length".utf8))

  private func request(signedWith key: TSIGKey = key, at time: Instant = now) -> [UInt8] {
    var message = Message.query(Name("example.com.")!, .axfr, id: 7)
    var signer = TSIGSigner(key: key)
    signer.sign(&message, now: time)
    return message
  }

  private func refusal(_ verdict: TSIGVerdict) -> TSIGError? {
    if case .refused(let error, _) = verdict { return error }
    return nil
  }

  @Test(
    "RFC 4231 section 4.3 (test case 2)",
    arguments: [
      (TSIGKey.Algorithm.hmacSHA256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
      (
        .hmacSHA384,
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
      ),
      (
        .hmacSHA512,
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
      ),
    ])
  func macs(algorithm: TSIGKey.Algorithm, expected: String) {
    let key = TSIGKey(name: .root, algorithm: algorithm, secret: Array("Jefe".utf8))
    let hex = key.mac(of: Array("what do ya want for nothing?".utf8)).map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }.joined()
    #expect(hex == expected)
  }

  @Test(arguments: TSIGKey.Algorithm.allCases)
  func aSignedRequestIsVerifiedAndGivenBackBare(algorithm: TSIGKey.Algorithm) throws {
    let key = TSIGKey(name: Self.key.name, algorithm: algorithm, secret: [1, 2, 3])
    let verdict = TSIGVerdict(of: request(signedWith: key).span, keys: [key], now: Self.now)
    guard case .verified(let bare, _) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    #expect(bare == Message.query(Name("example.com.")!, .axfr, id: 7))
  }

  @Test func anUnsignedRequestIsUnsigned() {
    let message = Message.query(Name("example.com.")!, .axfr, udpOctets: 1232)
    guard case .unsigned = TSIGVerdict(of: message.span, keys: [Self.key], now: Self.now) else {
      Issue.record("taken for something else")
      return
    }
  }

  @Test("Section 5.2.1: a key we do not have") func unknownKey() throws {
    let verdict = TSIGVerdict(of: request().span, keys: [], now: Self.now)
    guard case .refused(.badKey, let answer) = verdict else {
      Issue.record("\(verdict)")
      return
    }
    let message = try Message(answer.span)
    #expect(message.code == .notAuthoritative && message.isResponse && message.id == 7)
    let tsig = try #require(try TSIGRecord.last(of: answer.span)).record
    #expect(tsig.error == 17 && tsig.mac.isEmpty)
  }

  @Test("Section 5.2.2: every octet of the message counts") func badSignature() {
    let good = request()
    for index in good.indices where index != 0 && index != 1 && index != 10 && index != 11 {
      var bad = good
      bad[index] ^= 1
      if case .verified = TSIGVerdict(of: bad.span, keys: [Self.key], now: Self.now) {
        // The case of names is not signed, nor is the TTL's place anything but zeros in what is.
        let start = (try? TSIGRecord.last(of: good.span))??.start ?? 0
        #expect(index > start, "octet \(index)")
      }
    }
    var bad = good
    bad[13] ^= 1
    #expect(refusal(TSIGVerdict(of: bad.span, keys: [Self.key], now: Self.now)) == .badSignature)
  }

  @Test("Section 5.2.3: clocks", arguments: [(300, true), (-300, true), (301, false), (-301, false)])
  func time(offset: Int64, isGood: Bool) throws {
    let verdict = TSIGVerdict(of: request().span, keys: [Self.key], now: Self.now.advanced(bySeconds: offset))
    #expect(refusal(verdict) == (isGood ? nil : .badTime))
    if case .refused(_, let answer) = verdict {
      let record = try #require(try TSIGRecord.last(of: answer.span)).record
      #expect(record.other.count == 6 && !record.mac.isEmpty)
    }
  }

  @Test func garbageIsMalformedOrUnsignedAndNeverATrap() {
    var generator = SplitMix64(seed: 3)
    for _ in 0..<20_000 {
      var message = request()
      for _ in 0..<4 {
        message[Int(generator.next() % UInt64(message.count))] = UInt8(truncatingIfNeeded: generator.next())
      }
      message.removeLast(Int(generator.next() % UInt64(message.count)))
      _ = TSIGVerdict(of: message.span, keys: [Self.key], now: Self.now)
    }
  }
}
