import Authority
import DNSWire
import Primitives
import Transfer
import Zones

/// What a request for a zone gets.
enum TransferAnswer: ~Copyable {
  /// One message, whole.
  case message([UInt8])
  case transfer(ZoneTransfer, TSIGSigner?)
}

extension DNSServer {
  /// Whether `message` asks for a whole zone: looked at before anything else is parsed, so it must be cheap.
  static func asksForTransfer(_ message: Span<UInt8>) -> Bool {
    guard message.count > WireLimits.headerOctets, message[2] & 0xF8 == 0, message[4] == 0, message[5] == 1,
      let length = Name.length(of: message, at: WireLimits.headerOctets),
      message.count >= WireLimits.headerOctets + length + 4
    else { return false }
    let type = RecordType(rawValue: message.bigEndianUInt16(at: WireLimits.headerOctets + length))
    return type == .axfr || type == .ixfr
  }

  /// Answers a request for a zone (RFC 5936 section 2.2): it is ours, and the client may have it, or it gets no record.
  func transfer(_ message: Span<UInt8>, to client: IPAddress) -> TransferAnswer {
    let now = loop.now
    var request = message.indices.map { message[$0] }
    var signer: TSIGSigner?
    switch TSIGVerdict(of: message, keys: transfers.keys, now: now) {
    case .malformed: return .message(Self.refusal(of: request, .formatError))
    case .refused(_, let answer): return .message(answer)
    case .verified(let bare, let verified): (request, signer) = (bare, verified)
    case .unsigned: break
    }
    let code: ResponseCode
    switch asked(request, client, signer?.key.name) {
    case .success(let transfer):
      return .transfer(
        ZoneTransfer(
          of: transfer.zone, request: request.span, questionEnd: transfer.questionEnd, serial: transfer.serial
        ), signer)
    case .failure(let refusal): code = refusal.code
    }
    var answer = Self.refusal(of: request, code)
    signer?.sign(&answer, now: now)
    return .message(answer)
  }

  /// Answers a signed query that is none for a zone, and signs the answer; nil: it is not signed. `unsigned` is what
  /// the responder said, who knows no keys.
  func answerSigned(
    _ message: Span<UInt8>, unsigned: Response, from client: IPAddress, over transport: Transport,
    into reply: inout MutableSpan<UInt8>
  ) -> Response? {
    var answer: [UInt8]
    var response: Response
    switch TSIGVerdict(of: message, keys: transfers.keys, now: loop.now) {
    case .malformed, .unsigned: return nil
    case .refused(_, let refusal):
      response = unsigned
      answer = refusal
    case .verified(let request, var signer):
      response = respond(to: request.span, from: client, over: transport, into: &reply)
      guard response.count > 0 else { return response }
      answer = (0..<response.count).map { reply[$0] }
      signer.sign(&answer, now: loop.now)
    }
    guard answer.count <= reply.count else { return nil }
    for (index, octet) in answer.enumerated() { reply[index] = octet }
    response.count = answer.count
    return response
  }

  private struct Asked {
    var zone: Zone
    var questionEnd: Int
    var serial: UInt32?
  }

  private struct Refusal: Error { var code: ResponseCode }

  private func asked(_ request: [UInt8], _ client: IPAddress, _ key: Name?) -> Result<Asked, Refusal> {
    var offset = WireLimits.headerOctets
    let message = request.span
    guard let name = try? Name(message, at: &offset) else { return .failure(Refusal(code: .formatError)) }
    let type = RecordType(rawValue: message.bigEndianUInt16(at: offset))
    let end = offset + 4
    guard message.bigEndianUInt16(at: offset + 2) == RecordClass.internet.rawValue,
      let zone = catalog.zones.first(where: { $0.apex == name })
    else { return .failure(Refusal(code: .notAuthoritative)) }
    guard transfers.allows(name, to: client, key: key) else { return .failure(Refusal(code: .refused)) }
    var serial: UInt32?
    if type == .ixfr {
      // The secondary's SOA stands in the authority section (RFC 1995 section 3).
      guard let have = Self.serial(in: message, at: end) else { return .failure(Refusal(code: .formatError)) }
      serial = have
    }
    return .success(Asked(zone: zone, questionEnd: end, serial: serial))
  }

  private static func serial(in message: Span<UInt8>, at start: Int) -> UInt32? {
    var offset = start
    do throws(WireError) {
      guard message.bigEndianUInt16(at: 8) > 0 else { return nil }
      _ = try Name(message, at: &offset)
      guard RecordType(rawValue: try message.readUInt16(at: &offset)) == .soa else { return nil }
      offset += 8
      _ = try Name(message, at: &offset)
      _ = try Name(message, at: &offset)
      return try message.readUInt32(at: &offset)
    } catch { return nil }
  }

  /// Header and question with an RCODE.
  private static func refusal(of request: [UInt8], _ code: ResponseCode) -> [UInt8] {
    var end = WireLimits.headerOctets
    if let length = Name.length(of: request.span, at: end), end + length + 4 <= request.count {
      end += length + 4
    }
    var answer = Array(request[..<end])
    answer[2] = 0x80 | answer[2] & 0x79
    answer[3] = UInt8(truncatingIfNeeded: code.rawValue & 15)
    for index in 4..<WireLimits.headerOctets { answer[index] = 0 }
    if end > WireLimits.headerOctets { answer[5] = 1 }
    return answer
  }
}
