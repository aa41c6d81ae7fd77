import HTTP2
import HTTPWire
import Primitives

/// Fields in lengths and octets: what is accepted and written as HTTP/1.1 is read as the same one request.
func fuzzHTTP2Request(_ input: [UInt8]) {
  var list = RequestFields()
  var offset = 1
  while offset + 2 <= input.count {
    let nameEnd = min(offset + 2 + Int(input[offset]), input.count)
    let end = min(nameEnd + Int(input[offset + 1]), input.count)
    list.append(input.span.extracting(offset + 2..<nameEnd), input.span.extracting(nameEnd..<end))
    offset = end
  }
  var head = RequestHead()
  guard let first = input.first, (try? list.finish(into: &head, hasBody: first & 1 != 0)) != nil else {
    return
  }
  var written: [UInt8] = []
  head.encode(into: &written)
  var (parser, again) = (RequestParser(), RequestHead())
  let used = try? parser.parse(written.span, into: &again)
  // Only what joins cookies again, and Host, may push the head over a limit.
  guard let used else {
    return precondition(written.count > HTTPWire.Limits.headBytes || head.fields.count > 100)
  }
  precondition(used == written.count, "what is written holds more than one request")
  precondition(again.target == head.target && again.methodBytes == head.methodBytes)
  precondition(again.fields.count == head.fields.count)
}

/// Frames: nothing a client sends traps, and what is read does not depend on where it is split.
func fuzzHTTP2Session(_ input: [UInt8]) {
  let whole = events(input, step: max(input.count, 1))
  precondition(whole == events(input, step: 1), "a split changes what is read")
}

private func events(_ input: [UInt8], step: Int) -> [String] {
  let reader = Reader()
  guard let session = try? HTTP2Session(handler: reader) else { return [] }
  reader.session = session
  let bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0] + input
  var start = 0
  while start < bytes.count {
    let end = min(start + step, bytes.count)
    guard session.receive(bytes.span.extracting(start..<end)) else { break }
    start = end
  }
  while session.nextOutput() != nil {}
  reader.session = nil
  return reader.events
}

private final class Reader: HTTP2Handler {
  var session: HTTP2Session?
  var events: [String] = []
  private var bodies: [Int32: Int] = [:]

  func received(_ head: inout RequestHead, on stream: Int32) {
    events.append("\(stream) \(head.target) \(head.bodyFraming)")
    session?.respond(Array("HTTP/1.1 200 OK\r\nA: b\r\n\r\n".utf8).span, hasBody: false, on: stream)
  }
  func refused(_ fault: HTTPError, on stream: Int32) {
    events.append("\(stream) \(fault.reason)")
    session?.respond(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8).span, hasBody: false, on: stream)
  }
  func received(body: Span<UInt8>, on stream: Int32) {
    bodies[stream, default: 0] += body.count
    session?.consume(body.count, on: stream)
  }
  func bodyEnded(on stream: Int32) { events.append("\(stream) ended after \(bodies[stream, default: 0])") }
  func closed(_ stream: Int32) {}
  func bodyAvailable(on stream: Int32, limit: Int) -> HTTP2Body { .later }
  func sendBody(on stream: Int32, frameHeader: Span<UInt8>, count: Int) {}
}
