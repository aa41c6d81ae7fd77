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
    switch asked(request.span, client, signer?.key.name) {
    case .success(let asked):
      return .transfer(
        ZoneTransfer(
          of: asked.zone, request: request.span, questionEnd: asked.request.questionEnd,
          serial: asked.request.serial), signer)
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
      if response.isRefusedIncremental, transport == .udp,
        let serial = answerIncremental(
          request.span, unsigned: response, from: client, key: signer.key.name, into: &reply)
      {
        response = serial
      }
      guard response.count > 0 else { return response }
      answer = (0..<response.count).map { reply[$0] }
      var signed = signer
      signed.sign(&answer, now: loop.now)
      if transport == .udp, answer.count > Self.datagramOctets(request) {
        // No room for the signature: the question alone, signed (RFC 8945 section 5.3).
        answer = Self.refusal(of: request, .noError)
        answer[2] |= 2
        signer.sign(&answer, now: loop.now)
      }
    }
    return Self.write(answer, &response, &reply)
  }

  /// Answers IXFR over UDP with the SOA record alone: if the secondary has an older one, it goes on over TCP (RFC 1995
  /// section 2), as Knot and BIND say. Nil: it is refused.
  func answerIncremental(
    _ message: Span<UInt8>, unsigned: Response, from client: IPAddress, key: Name? = nil,
    into reply: inout MutableSpan<UInt8>
  ) -> Response? {
    guard case .success(let asked) = asked(message, client, key) else { return nil }
    // The whole answer to a secondary that has it all.
    var transfer = ZoneTransfer(
      of: asked.zone, request: message, questionEnd: asked.request.questionEnd, serial: asked.zone.serial)
    var answer: [UInt8] = []
    withUnsafeTemporaryAllocation(byteCount: Limits.dnsMessageBytes, alignment: 8) { buffer in
      var span = MutableSpan<UInt8>(_unsafeBytes: buffer)
      let count = transfer.writeMessage(into: &span)
      answer = Array(buffer[..<count])
    }
    var response = unsigned
    response.code = .noError
    return Self.write(answer, &response, &reply)
  }

  /// Replaces what stands in `reply`; nil: it has no room.
  static func write(
    _ answer: [UInt8], _ response: inout Response, _ reply: inout MutableSpan<UInt8>
  ) -> Response? {
    guard answer.count <= reply.count else { return nil }
    for (index, octet) in answer.enumerated() { reply[index] = octet }
    response.count = answer.count
    return response
  }

  /// Octets that `client` takes over UDP: what it says, within our own bounds.
  private static func datagramOctets(_ request: [UInt8]) -> Int {
    var query = Query()
    _ = query.parse(request.span)
    let wanted = query.hasEDNS ? Int(query.udpOctets) : WireLimits.plainUDPOctets
    return min(max(wanted, WireLimits.plainUDPOctets), WireLimits.udpOctets)
  }

  private struct Asked {
    var zone: Zone
    var request: TransferRequest
  }

  private func asked(
    _ message: Span<UInt8>, _ client: IPAddress, _ key: Name?
  ) -> Result<Asked, TransferRequest.Refusal> {
    switch TransferRequest.read(message) {
    case .failure(let refusal): return .failure(refusal)
    case .success(let request):
      let zone = catalog.zones.first { $0.apex == request.zone }
      guard zone != nil || catalog.unavailable.contains(request.zone) else {
        return .failure(.init(code: .notAuthoritative))
      }
      guard transfers.allows(request.zone, to: client, key: key) else {
        return .failure(.init(code: .refused))
      }
      guard let zone else { return .failure(.init(code: .serverFailure)) }
      return .success(Asked(zone: zone, request: request))
    }
  }

  /// Header and question with an RCODE.
  static func refusal(of request: [UInt8], _ code: ResponseCode) -> [UInt8] {
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

extension Response {
  /// The responder refuses IXFR: it knows no secondaries.
  var isRefusedIncremental: Bool { code == .refused && type == .ixfr }
}
