import DNSWire
import Primitives
import Transfer
import Zones

/// What a client sends: whatever TSIG is made of it, no trap; what was read stands in the message.
func fuzzSignature(_ input: [UInt8]) {
  if let found = try? TSIGRecord.last(of: input.span) {
    precondition(found.start < input.count, "TSIG stands behind the message")
    var copy = Array(input[..<found.start])
    guard copy.count >= WireLimits.headerOctets else { return }
    found.record.append(to: &copy)
  }
  if case .verified = TSIGVerdict(of: input.span, keys: [otherKey], now: now) {
    preconditionFailure("a signature without the secret")
  }
  // The corpus is signed with this one, so that mutations reach what lies behind a good signature.
  _ = TSIGVerdict(of: input.span, keys: [key], now: now)
}

/// Requests for zones and NOTIFY: what is read agrees with the whole message, where that can be read.
func fuzzTransferRequest(_ input: [UInt8]) {
  let message = try? Message(input.span)
  if case .success(let request) = TransferRequest.read(input.span) {
    precondition(request.questionEnd <= input.count)
    if let message {
      precondition(message.questions.first?.name == request.zone)
      precondition((message.questions.first?.type == .ixfr) == (request.serial != nil))
    }
  }
  if let notify = NotifyRequest(input.span), let message {
    precondition(message.opcode == .notify && message.questions == [.init(name: notify.zone, type: .soa)])
  }
}

/// A transfer: messages behind their lengths, as they come over TCP. What was received whole is a zone whose text reads
/// as the same zone.
func fuzzTransfer(_ input: [UInt8]) {
  let whole = receive(input, key: nil)
  _ = receive(input, key: key)
  guard let whole else { return }
  precondition(whole.apex == zone)
  var text: [UInt8] = []
  CanonicalText(whole).forEachLine { text += Array($0.utf8) + [UInt8(ascii: "\n")] }
  let (again, faults) = ZoneReader.read(text, file: "fuzz", origin: zone)
  precondition(again?.serial == whole.serial, "what is kept cannot be read: \(faults)")
}

private func receive(_ input: [UInt8], key: TSIGKey?) -> Zone? {
  let request = PrimaryRequest(zone: zone, type: .axfr, id: 9, key: key, now: now)
  var reception = ZoneReception(request)
  var start = 0
  while start + 2 <= input.count {
    let end = min(start + 2 + Int(input[start]) << 8 + Int(input[start + 1]), input.count)
    do throws(PrimaryFault) {
      try reception.receive(input.span.extracting(start + 2..<end), now: now)
      if reception.isComplete { return try reception.zone() }
    } catch {
      precondition(!"\(error)".isEmpty)
      return nil
    }
    start = end
  }
  return nil
}

private let zone = Name("example.com.") ?? .root
private let now = Instant(secondsSinceEpoch: 1_700_000_000)
private let key = TSIGKey(name: Name("k.") ?? .root, algorithm: .hmacSHA256, secret: Array("a secret".utf8))
private let otherKey = TSIGKey(
  name: Name("k.") ?? .root, algorithm: .hmacSHA256, secret: Array("another".utf8))
