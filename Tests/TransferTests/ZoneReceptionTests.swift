import DNSWire
import Primitives
import Testing
import Zones

@testable import Transfer

/// A primary made of octets: sends what it is told to.
struct Messages {
  static let zone = Name("example.com.")!
  static let now = Instant(secondsSinceEpoch: 1_700_000_000)
  static let key = TSIGKey(name: Name("k.")!, algorithm: .hmacSHA256, secret: Array("a secret".utf8))

  typealias Record = (owner: String, type: RecordType, data: [UInt8])
  static func soa(_ serial: UInt8 = 7, mname: String = "ns1.example.com.") -> Record {
    (
      "example.com.", .soa,
      Name(mname)!.wire + [0, 0, 0, 0, serial] + [0, 0, 14, 16, 0, 0, 2, 88, 0, 1, 81, 128, 0, 0, 1, 44]
    )
  }
  static let ns: Record = ("example.com.", .ns, Name("ns1.example.com.")!.wire)
  static let address: Record = ("ns1.example.com.", .a, [192, 0, 2, 1])

  /// A message of a transfer with all names uncompressed.
  static func message(
    _ records: [Record], id: UInt16 = 9, flags: UInt16 = 0x8400, question: String? = "example.com.",
    type: RecordType = .axfr, authorities: UInt16 = 0, recordClass: UInt16 = 1
  ) -> [UInt8] {
    var octets: [UInt8] = []
    for word in [id, flags, question == nil ? 0 : 1, UInt16(records.count), authorities, 0] {
      octets.append(word)
    }
    if let question {
      octets += Name(question)!.wire
      octets.append(type.rawValue)
      octets.append(UInt16(1))
    }
    for record in records {
      octets += Name(record.owner)!.wire
      octets.append(record.type.rawValue)
      octets.append(recordClass)
      octets += [0, 0, 1, 44]
      octets.append(UInt16(record.data.count))
      octets += record.data
    }
    return octets
  }

  static func reception(after held: UInt32? = nil, key: TSIGKey? = nil) -> (PrimaryRequest, ZoneReception) {
    let request = PrimaryRequest(zone: zone, type: .axfr, id: 9, key: key, now: now)
    return (request, ZoneReception(request, after: held))
  }

  /// The fault that ends the transfer; nil if the zone is whole or more is awaited.
  static func fault(_ messages: [[UInt8]], after held: UInt32? = nil) -> PrimaryFault? {
    var (_, reception) = reception(after: held)
    do throws(PrimaryFault) {
      for message in messages { try reception.receive(message.span, now: now) }
      if reception.isComplete { _ = try reception.zone() }
      return nil
    } catch { return error }
  }
}

@Suite("RFC 5936 section 2.2: what a secondary accepts") struct ZoneReceptionTests {
  typealias M = Messages
  static let body = [M.soa(), M.ns, M.address, M.soa()]

  @Test func aZoneInOneMessage() throws {
    var (_, reception) = M.reception()
    let message = M.message(Self.body)
    try reception.receive(message.span, now: M.now)
    #expect(reception.isComplete && reception.recordCount == 3 && reception.octetCount == message.count)
    let zone = try reception.zone()
    #expect(zone.serial == 7 && zone.apex == M.zone && zone.recordCount == 3)
  }

  @Test("One record a message, the question only in the first or in all", arguments: [true, false])
  func aZoneInMany(repeatsQuestion: Bool) throws {
    var (_, reception) = M.reception()
    for (index, record) in Self.body.enumerated() {
      #expect(!reception.isComplete)
      let message = M.message([record], question: index == 0 || repeatsQuestion ? "EXAMPLE.com." : nil)
      try reception.receive(message.span, now: M.now)
    }
    #expect(reception.isComplete && reception.messageCount == 4)
    #expect(try reception.zone().recordCount == 3)
  }

  @Test("What ZoneTransfer sends is what ZoneReception takes, compressed names and all")
  func roundTrip() throws {
    let text =
      "$TTL 300\n@ SOA ns1 h 5 7200 900 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n@ MX 10 ns1\n"
      + "srv SRV 1 2 3 ns1\nptr PTR ns1\nsvc SVCB 1 ns1 alpn=h2\nloc LOC 52 14 05 N 00 08 50 E 10m\n"
      + "c CAA 0 issue \"ca.test\"\nx TYPE65400 \\# 3 010203\nt TXT \"a\" \"b\"\nn NAPTR 1 1 \"u\" \"\" \"\" ns1\n"
      + (0..<3000).map { "h\($0) A 10.0.\($0 / 256).\($0 % 256)\n" }.joined()
    let zone = try #require(ZoneReader.read(Array(text.utf8), file: "t", origin: M.zone).zone)
    let (request, fresh) = M.reception()
    var reception = fresh
    let query = request.octets
    var transfer = ZoneTransfer(of: zone, request: query.span, questionEnd: query.count)
    var buffer = [UInt8](repeating: 0, count: 65_535)
    while !transfer.isFinished {
      var span = buffer.mutableSpan
      let count = transfer.writeMessage(into: &span)
      try reception.receive(buffer.span.extracting(0..<count), now: M.now)
    }
    #expect(reception.isComplete && reception.messageCount > 2)
    let received = try reception.zone()
    var (sent, got): ([String], [String]) = ([], [])
    CanonicalText(zone).forEachLine { sent.append($0) }
    CanonicalText(received).forEachLine { got.append($0) }
    #expect(sent == got)
  }

  @Test(
    "Each rule refuses",
    arguments: [
      ("QR", [M.message(body, flags: 0x0400)], .notAnAnswer),
      ("opcode", [M.message(body, flags: 0xA400)], .notAnAnswer),
      ("id", [M.message(body, id: 8)], .otherID),
      ("id of a later message", [M.message([M.soa()]), M.message([M.ns], id: 8)], .otherID),
      ("RCODE", [M.message([], flags: 0x8405)], .refused(.refused)),
      (
        "RCODE in the middle", [M.message([M.soa()]), M.message([], flags: 0x8402)], .refused(.serverFailure)
      ),
      ("TC", [M.message(body, flags: 0x8600)], .truncated),
      ("no question in the first message", [M.message(body, question: nil)], .otherQuestion),
      ("another question", [M.message(body, question: "example.org.")], .otherQuestion),
      ("another question later", [M.message([M.soa()]), M.message([M.ns], question: "a.")], .otherQuestion),
      ("another type", [M.message(body, type: .ixfr)], .otherQuestion),
      ("no records", [M.message([])], .noRecords),
      ("no records in the middle", [M.message([M.soa()]), M.message([])], .noRecords),
      ("authority section", [M.message(body, authorities: 1)], .hasAuthoritySection),
      ("SOA is not first", [M.message([M.ns, M.soa()])], .noStartOfAuthority),
      (
        "SOA of another zone", [M.message([("example.org.", .soa, M.soa().data), M.ns])],
        .noStartOfAuthority
      ),
      ("another serial at the end", [M.message([M.soa(7), M.ns, M.address, M.soa(8)])], .otherEnd),
      (
        "another SOA at the end",
        [M.message([M.soa(), M.ns, M.address, M.soa(mname: "ns2.example.com.")])],
        .otherEnd
      ),
      ("records behind the end", [M.message(body + [M.ns])], .recordsAfterEnd),
      ("messages behind the end", [M.message(body), M.message([M.ns])], .recordsAfterEnd),
      ("class", [M.message(body, recordClass: 3)], .otherClass),
      ("a meta type", [M.message([M.soa(), ("a.example.com.", .any, [])])], .metaType(.any)),
      (
        "no NS", [M.message([M.soa(), M.soa()])],
        .noZone("the zone has no NS record at its apex example.com.")
      ),
    ] as [(String, [[UInt8]], PrimaryFault)])
  func refusals(rule: String, messages: [[UInt8]], expected: PrimaryFault) {
    #expect(M.fault(messages) == expected, "\(rule)")
  }

  @Test("The case of a name in the last SOA record may be another: it may be compressed to another's")
  func caseOfTheEnd() {
    #expect(M.fault([M.message([M.soa(), M.ns, M.address, M.soa(mname: "NS1.Example.com.")])]) == nil)
  }

  @Test(
    "RFC 1982: the zone must be newer than ours",
    arguments: [(6, nil), (7, .notNewer(7)), (8, .notNewer(7)), (0x8000_0008, nil), (nil, nil)]
      as [(UInt32?, PrimaryFault?)])
  func serials(held: UInt32?, expected: PrimaryFault?) {
    #expect(M.fault([M.message(Self.body)], after: held) == expected)
  }

  @Test("A record outside the zone is left out and counted") func outside() throws {
    var (_, reception) = M.reception()
    let message = M.message([M.soa(), M.ns, ("www.example.org.", .a, [192, 0, 2, 9]), M.soa()])
    try reception.receive(message.span, now: M.now)
    #expect(reception.outsideCount == 1)
    #expect(try reception.zone().recordCount == 2)
  }

  @Test(
    "RDATA must be what its type says, with its names expanded (RFC 3597 section 4)",
    arguments: [
      ("a.example.com.", .a, [192, 0, 2], false), ("a.example.com.", .a, [192, 0, 2, 1], true),
      ("a.example.com.", .aaaa, [192, 0, 2, 1], false), ("a.example.com.", .mx, [0, 1], false),
      // To the question's name: 12.
      ("a.example.com.", .mx, [0, 1, 0xC0, 12], true), ("a.example.com.", .mx, [0, 1, 0xC0, 12, 0], false),
      ("a.example.com.", .srv, [0, 1, 0, 1, 0, 1, 0xC0, 12], true),
      ("a.example.com.", .txt, [], false), ("a.example.com.", .txt, [2, 65], false),
      ("a.example.com.", .txt, [1, 65], true), ("a.example.com.", .caa, [0, 0, 65], false),
      ("a.example.com.", .caa, [0, 1, 65], true), ("a.example.com.", .soa, [0, 0, 1], false),
      ("a.example.com.", .ns, [0xC0, 0xFF], false), ("a.example.com.", .nsec, [0, 0, 0], false),
      ("a.example.com.", RecordType(rawValue: 65_400), [1, 2, 3], true),
    ] as [(String, RecordType, [UInt8], Bool)])
  func recordData(owner: String, type: RecordType, data: [UInt8], isGood: Bool) {
    let fault = M.fault([M.message([M.soa(), M.ns, M.address, (owner, type, data), M.soa()])])
    if isGood {
      #expect(fault == nil)
    } else if case .malformed = fault {
    } else {
      Issue.record("\(String(describing: fault))")
    }
  }

  @Test("A message cut anywhere is a fault, never a trap") func cut() {
    let message = M.message(Self.body)
    for count in 0..<message.count { #expect(M.fault([Array(message[..<count])]) != nil) }
  }

  @Test("Of a record larger than a message can be, nothing is kept") func large() {
    let data = [UInt8](repeating: 1, count: 65_100)
    let fault = M.fault([
      M.message([M.soa()]),
      M.message([("a.example.com.", RecordType(rawValue: 65_400), data)], question: nil),
    ])
    #expect(fault == .recordTooLarge)
  }

  @Test func everyFaultSaysWhatIsWrong() {
    for fault in [.ended, .truncated, .zoneTooLarge, .signature(.refused(17))] as [PrimaryFault] {
      #expect("\(fault)".count > 8)
    }
    #expect("\(PrimaryFault.signature(.refused(17)))".contains("BADKEY"))
  }
}

@Suite("RFC 8945 section 5.3.1: signatures over many messages") struct SignedReceptionTests {
  typealias M = Messages

  /// A zone in `count` messages, of which those that `isSigned` says are signed, as a primary does it.
  private func messages(
    _ request: PrimaryRequest, count: Int, key: TSIGKey = M.key, isSigned: (Int) -> Bool
  ) throws -> [[UInt8]] {
    var bodies = [M.message([M.soa(), M.ns, M.address])]
    for index in 1..<count - 1 {
      bodies.append(M.message([("h\(index).example.com.", .a, [10, 0, 0, 1])], question: nil))
    }
    bodies.append(M.message([M.soa()], question: nil))
    let mac = try #require(try TSIGRecord.last(of: request.octets.span)).record.mac
    var (previous, pending): ([UInt8], [UInt8]) = (mac, [])
    return bodies.enumerated().map { index, body in
      guard isSigned(index) else {
        pending += body
        return body
      }
      var record = TSIGRecord(
        key: key, timeSigned: UInt64(M.now.secondsSinceEpoch), originalID: 9)
      record.mac = key.mac(
        of: TSIGRecord.counted(previous) + pending + body + (index == 0 ? record.variables : record.timers))
      (previous, pending) = (record.mac, [])
      var message = body
      record.append(to: &message)
      return message
    }
  }

  private func fault(
    count: Int, key: TSIGKey = M.key, at time: Instant = M.now, tampering: Int? = nil,
    isSigned: (Int) -> Bool
  ) throws -> PrimaryFault? {
    var (request, reception) = M.reception(key: M.key)
    var all = try messages(request, count: count, key: key, isSigned: isSigned)
    if let tampering { all[tampering][all[tampering].count - 1] ^= 1 }
    do throws(PrimaryFault) {
      for message in all { try reception.receive(message.span, now: time) }
      #expect(reception.isComplete)
      return nil
    } catch { return error }
  }

  @Test(
    "Every message, every so many, first and last: 99 between are allowed",
    arguments: [(5, 1, true), (250, 100, true), (101, 100, true), (102, 101, false), (250, 101, false)])
  func spacing(count: Int, every: Int, isGood: Bool) throws {
    let fault = try fault(count: count) { $0 % every == 0 || $0 == count - 1 }
    #expect(fault == (isGood ? nil : .signature(.tooFewSignatures)))
  }

  @Test("The first and the last are signed") func ends() throws {
    #expect(try fault(count: 3) { $0 != 0 } == .signature(.unsigned))
    #expect(try fault(count: 3) { $0 != 2 } == .signature(.unsigned))
    #expect(try fault(count: 3) { $0 != 1 } == nil)
  }

  @Test("An octet changed in an unsigned message is found by the next signature") func tampering() throws {
    #expect(
      try fault(count: 4, tampering: 1) { $0 == 0 || $0 == 3 } == .signature(.badSignature))
  }

  @Test("Another secret, another key, another time") func wrongKeys() throws {
    let secret = TSIGKey(name: M.key.name, algorithm: .hmacSHA256, secret: [1])
    #expect(try fault(count: 3, key: secret) { _ in true } == .signature(.badSignature))
    let name = TSIGKey(name: Name("l.")!, algorithm: .hmacSHA256, secret: Array("a secret".utf8))
    #expect(try fault(count: 3, key: name) { _ in true } == .signature(.otherKey))
    let algorithm = TSIGKey(name: M.key.name, algorithm: .hmacSHA512, secret: Array("a secret".utf8))
    #expect(try fault(count: 3, key: algorithm) { _ in true } == .signature(.otherKey))
    #expect(
      try fault(count: 3, at: M.now.advanced(bySeconds: 301)) { _ in true } == .signature(.badTime))
  }

  @Test("Our own signer, message by message, is one a verifier believes") func ownSigner() throws {
    var (request, reception) = M.reception(key: M.key)
    guard case .verified(_, var signer) = TSIGVerdict(of: request.octets.span, keys: [M.key], now: M.now)
    else {
      Issue.record("the request is not verified")
      return
    }
    for var message in [M.message([M.soa(), M.ns]), M.message([M.address]), M.message([M.soa()])] {
      signer.sign(&message, now: M.now)
      try reception.receive(message.span, now: M.now)
    }
    #expect(reception.isComplete)
  }

  @Test("What a primary says of our key: BADKEY, and the like") func refusedByThePrimary() throws {
    var (request, reception) = M.reception(key: M.key)
    guard case .refused(_, let answer) = TSIGVerdict(of: request.octets.span, keys: [], now: M.now) else {
      Issue.record("not refused")
      return
    }
    #expect(throws: PrimaryFault.signature(.refused(17))) {
      try reception.receive(answer.span, now: M.now)
    }
  }
}

@Suite("RFC 1034 section 4.3.5: the answer to a query for the SOA record") struct PrimaryRequestTests {
  typealias M = Messages

  @Test(
    arguments: [
      (M.message([M.soa()], type: .soa), nil), (M.message([M.ns, M.soa()], type: .soa), nil),
      (M.message([M.soa()], id: 1, type: .soa), .otherID),
      (M.message([M.soa()], flags: 0x8000, type: .soa), .notAuthoritative),
      (M.message([M.soa()], flags: 0x8600, type: .soa), .truncated),
      (M.message([], flags: 0x8405, type: .soa), .refused(.refused)),
      (M.message([], type: .soa), .noStartOfAuthority), (M.message([M.ns], type: .soa), .noStartOfAuthority),
      (M.message([M.soa()], type: .axfr), .otherQuestion),
      (M.message([M.soa()], question: nil, type: .soa), .otherQuestion),
    ] as [([UInt8], PrimaryFault?)])
  func serial(message: [UInt8], expected: PrimaryFault?) {
    let request = PrimaryRequest(zone: M.zone, type: .soa, id: 9, key: nil, now: M.now)
    do throws(PrimaryFault) {
      #expect(try request.serial(in: message.span, now: M.now) == 7 && expected == nil)
    } catch { #expect(error == expected) }
  }

  @Test("With a key, only what it signed counts") func signed() throws {
    let request = PrimaryRequest(zone: M.zone, type: .soa, id: 9, key: M.key, now: M.now)
    var message = M.message([M.soa()], type: .soa)
    #expect(throws: PrimaryFault.signature(.unsigned)) {
      try request.serial(in: message.span, now: M.now)
    }
    guard case .verified(_, var signer) = TSIGVerdict(of: request.octets.span, keys: [M.key], now: M.now)
    else {
      Issue.record("the request is not verified")
      return
    }
    signer.sign(&message, now: M.now)
    #expect(try request.serial(in: message.span, now: M.now) == 7)
  }
}

@Suite struct RequestTests {
  typealias M = Messages

  @Test(
    "RFC 1996: who may notify",
    arguments: [
      ("192.0.2.1", nil, 0), ("192.0.2.2", nil, nil), ("192.0.2.2", "k.", 1), ("198.51.100.7", "k.", 1),
      ("198.51.100.7", nil, nil), ("192.0.2.1", "k.", 1), ("192.0.2.1", "l.", 0),
    ] as [(String, String?, Int?)])
  func notifiers(client: String, key: String?, expected: Int?) throws {
    let zone = TransferPolicy.SecondaryZone(
      name: M.zone,
      primaries: [
        .init(address: try #require(IPAddress("192.0.2.1")), port: 53, key: nil),
        .init(address: try #require(IPAddress("192.0.2.2")), port: 53, key: M.key.name),
      ])
    #expect(zone.notifier(try #require(IPAddress(client)), key: key.flatMap { Name($0) }) == expected)
  }

  @Test("RFC 1996 section 3.7: one question of type SOA, perhaps the SOA record as a hint")
  func notify() throws {
    func read(_ message: [UInt8]) -> NotifyRequest? { NotifyRequest(message.span) }
    let hinted = read(M.message([M.soa()], flags: 0x2400, type: .soa))
    #expect(hinted?.zone == M.zone && hinted?.serial == 7)
    let bare = read(M.message([], flags: 0x2400, type: .soa))
    #expect(bare?.zone == M.zone && bare?.serial == nil)
    #expect(read(M.message([M.ns], flags: 0x2400, type: .soa))?.serial == .some(nil))
    #expect(read(M.message([], flags: 0x2400, type: .a)) == nil)
    #expect(read(M.message([], flags: 0x2400, question: nil, type: .soa)) == nil)
    #expect(read(M.message([], flags: 0xA400, type: .soa)) == nil, "an answer")
    #expect(read(M.message([], flags: 0x0400, type: .soa)) == nil, "a query")
  }

  @Test("RFC 5936 section 2.1, RFC 1995 section 3: what asks for a zone") func transfer() {
    func read(_ message: [UInt8]) -> Result<TransferRequest, TransferRequest.Refusal> {
      TransferRequest.read(message.span)
    }
    let axfr = Message.query(M.zone, .axfr)
    #expect(read(axfr) == .success(TransferRequest(zone: M.zone, questionEnd: axfr.count, serial: nil)))
    #expect(read(Message.query(M.zone, .ixfr)) == .failure(.init(code: .formatError)), "without its SOA")
    var ixfr = M.message([M.soa()], flags: 0, type: .ixfr)
    (ixfr[7], ixfr[9]) = (0, 1)
    #expect(read(ixfr) == .success(TransferRequest(zone: M.zone, questionEnd: axfr.count, serial: 7)))
    #expect(
      read(Message.query(M.zone, .axfr, recordClass: .chaos)) == .failure(.init(code: .notAuthoritative)))
    #expect(read(Message.query(M.zone, .a)) == .failure(.init(code: .formatError)))
  }
}
