import EventLoop
import HTTP2
import HTTPWire
import Primitives
import TLS

/// A viewer's HTTP/2 connection: each stream is an exchange of its own, all share the connection's output.
final class HTTP2Connection: ConnectionHandler, ViewerConnection {
  static var streamOutput: Int { HTTP2.Limits.streamOutput }

  private let edge: EdgeServer
  private let connection: Connection
  private let security: ViewerSecurity
  private var session: HTTP2Session!
  private var streams: [Int32: HTTP2Stream] = [:]
  /// Streams that have room for more of their bodies.
  private var hungry: [Int32] = []
  private var isPumping = false
  private var isDraining = false
  private var isHeadTimed = false
  private let onEnd: (HTTP2Connection) -> Void

  var peer: SocketAddress { connection.peer }

  /// Takes over an open connection, with its handler's place; nil if there is no memory, and the connection is closed.
  init?(
    edge: EdgeServer, over connection: Connection, _ security: ViewerSecurity,
    onEnd: @escaping (HTTP2Connection) -> Void
  ) {
    (self.edge, self.connection, self.security, self.onEnd) = (edge, connection, security, onEnd)
    do throws(HTTP2Session.Fault) { session = try HTTP2Session(handler: self) } catch {
      connection.close()
      return nil
    }
    connection.handler = self
    rest()
    pump()
  }

  // MARK: Output

  /// Moves what the session has to say to the connection, as long as that takes it.
  func pump() {
    guard !isPumping, connection.isOpen else { return }
    isPumping = true
    var hasFed = false
    repeat {
      while connection.outputCount < Connection.outputHighWater, let bytes = session.nextOutput() {
        connection.send(Span(_unsafeElements: bytes))
      }
      let fed = hungry
      hungry.removeAll(keepingCapacity: true)
      for number in fed { streams[number]?.drained() }
      hasFed = !fed.isEmpty
    } while hasFed && connection.outputCount < Connection.outputHighWater
    isPumping = false
    if session.hasEnded || (isDraining && streams.isEmpty) { connection.closeWhenDrained(lingering: true) }
    connection.flush()
  }

  // MARK: For streams

  func respond(_ head: Span<UInt8>, hasBody: Bool, on stream: Int32) {
    progress()
    session.respond(head, hasBody: hasBody, on: stream)
  }

  func sendInterim(_ head: Span<UInt8>, on stream: Int32) { session.sendInterim(head, on: stream) }
  func resume(_ stream: Int32) { session.resume(stream) }

  func consume(_ count: Int, on stream: Int32) {
    progress()
    session.consume(count, on: stream)
  }

  func reset(_ stream: Int32) { session.reset(stream) }

  // MARK: Time

  /// No request under way: pings do not keep a connection.
  private func rest() { connection.limit(totalSeconds: Limits.idleSeconds) }
  /// Some request or response has moved on.
  private func progress() { if !isHeadTimed { connection.limit(totalSeconds: Limits.stallSeconds) } }

  private func timeHead() {
    guard session.isInsideHead != isHeadTimed else { return }
    isHeadTimed.toggle()
    if isHeadTimed { connection.limit(totalSeconds: Limits.headSeconds) } else { progress() }
  }

  // MARK: ViewerConnection

  func drain() {
    guard !isDraining else { return }
    isDraining = true
    session.drain()
    pump()
  }

  func cut() { connection.close() }

  // MARK: ConnectionHandler

  func connectionOpened(_ connection: Connection) {}

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    // Nothing is sent while nghttp2 is in the middle of reading.
    isPumping = true
    let isWell = session.receive(input)
    isPumping = false
    guard isWell else {
      pump()
      connection.closeWhenDrained()
      return input.count
    }
    timeHead()
    pump()
    // Who asks without reading waits until it has read.
    if connection.outputCount >= Connection.outputHighWater { connection.hold() }
    return input.count
  }

  func connectionInputEnded(_ connection: Connection) { connection.close() }

  func connectionDrained(_ connection: Connection) {
    pump()
    if connection.isOpen, connection.outputCount < Connection.outputHighWater { connection.release() }
  }

  func connectionReachedDeadline(_ connection: Connection) {
    let isWaitingForOrigins =
      !streams.isEmpty && !session.isInsideHead && connection.outputCount == 0
      && streams.values.allSatisfy(\.isWaitingForOrigin)
    // Origins have time limits of their own, longer ones maybe.
    if isWaitingForOrigins { return progress() }
    guard streams.isEmpty, !session.isInsideHead else { return connection.close() }
    session.terminate()
    pump()
    connection.closeWhenDrained()
  }

  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    let left = streams.values
    streams = [:]
    for stream in left { stream.abandon() }
    onEnd(self)
  }
}

extension HTTP2Connection: HTTP2Handler {
  func received(_ head: inout RequestHead, on number: Int32) {
    let stream = edge.takeStream(on: self)
    streams[number] = stream
    progress()
    stream.begin(number, &head, on: self, security)
  }

  func refused(_ fault: HTTPError, on stream: Int32) {
    var head: [UInt8] = []
    head.append(statusLine: fault.status)
    head.append("Server: CloudFront\r\nContent-Length: 0\r\n\r\n")
    edge.cache.countRefused(bytesSent: head.count)
    session.respond(head.span, hasBody: false, on: stream)
  }

  func received(body: Span<UInt8>, on stream: Int32) {
    guard let stream = streams[stream] else { return session.consume(body.count) }
    stream.received(body)
  }

  func bodyEnded(on stream: Int32) { streams[stream]?.inputEnded() }

  func closed(_ number: Int32) {
    guard let stream = streams.removeValue(forKey: number) else { return }
    stream.abandon()
    session.consume(stream.takeUnconsumed())
    edge.putBack(stream)
    if streams.isEmpty { rest() }
  }

  func bodyAvailable(on stream: Int32, limit: Int) -> HTTP2Body {
    guard let (count, isLast) = streams[stream]?.available(limit: limit) else { return .later }
    return .octets(count, isLast: isLast)
  }

  func sendBody(on number: Int32, frameHeader: Span<UInt8>, count: Int) {
    guard let stream = streams[number] else { return }
    progress()
    connection.send(frameHeader)
    let isHungry = stream.takeOutput(count) { connection.send($0) }
    if isHungry { hungry.append(number) }
  }
}
