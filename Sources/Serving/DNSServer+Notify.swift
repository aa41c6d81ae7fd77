import Authority
import DNSWire
import Primitives
import Transfer

extension DNSServer {
  /// Answers a NOTIFY (RFC 1996): NOERROR if it comes from a primary of the zone, which is then asked for it; REFUSED if
  /// it does not, as NSD and BIND say; NOTAUTH if this server is no secondary of the zone, as Knot and BIND say. Nil: it
  /// is for the responder, who knows neither secondaries nor keys.
  func answerNotify(
    _ message: Span<UInt8>, unsigned: Response, from client: IPAddress, over transport: Transport,
    into reply: inout MutableSpan<UInt8>
  ) -> Response? {
    guard NotifyRequest.isOne(message) else { return nil }
    var request = message.indices.map { message[$0] }
    var signer: TSIGSigner?
    var answer: [UInt8]
    var response = unsigned
    response.type = .soa
    switch TSIGVerdict(of: message, keys: transfers.keys, now: loop.now) {
    case .malformed:
      response.code = .formatError
      return Self.write(Self.refusal(of: request, .formatError), &response, &reply)
    case .refused(_, let refusal):
      response.code = .notAuthoritative
      return Self.write(refusal, &response, &reply)
    case .verified(let bare, let verified): (request, signer) = (bare, verified)
    case .unsigned: break
    }
    response.code = heed(request, client, signer?.key.name)
    answer = Self.refusal(of: request, response.code)
    if response.code == .noError { answer[2] |= 4 }
    signer?.sign(&answer, now: loop.now)
    return Self.write(answer, &response, &reply)
  }

  private func heed(_ request: [UInt8], _ client: IPAddress, _ key: Name?) -> ResponseCode {
    guard let notify = NotifyRequest(request.span) else { return .formatError }
    guard let zone = transfers.secondaryZones.first(where: { $0.name == notify.zone }) else {
      return .notAuthoritative
    }
    guard let primary = zone.notifier(client, key: key) else { return .refused }
    inbox?.post(NotifyInbox.Entry(zone: zone.name, primary: primary, serial: notify.serial))
    return .noError
  }
}
