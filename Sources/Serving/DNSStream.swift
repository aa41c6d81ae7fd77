import Authority
import EventLoop
import DNSWire
import Primitives
import TLS
import Transfer

/// DNS over one TCP connection: messages behind their length, as many as the client likes, answered in order
/// (RFC 1035 section 4.2.2, RFC 7766); over TLS the same (RFC 7858).
final class DNSStream: ConnectionHandler {
  private let server: DNSServer
  private var connection: Connection!
  /// A zone on its way out; the client's next query waits for its end.
  private var transfer: ZoneTransfer?
  private var signer: TSIGSigner?
  /// Messages and octets of that zone, so far.
  private var sent = (messages: 0, octets: 0)
  private var inputHasEnded = false
  /// Its place among the worker's streams.
  var slot = 0
  let transport: Transport
  private(set) var isShakingHands: Bool

  /// `tls`: the connection begins with a handshake. On an error `accepted` is closed.
  init(server: DNSServer, accepted: AcceptedSocket, tls: TLSContext?) throws(SystemError) {
    self.server = server
    transport = tls == nil ? .tcp : .tls
    isShakingHands = tls != nil
    if let tls {
      connection = try Connection(on: server.loop, accepted: accepted, tls: tls, handler: self)
    } else {
      connection = Connection(on: server.loop, accepted: accepted, handler: self)
    }
  }

  func awaitHandshake() {
    connection.limit(totalSeconds: min(Limits.handshakeSeconds, server.streams.idleSeconds))
  }

  /// From now the client has so long for a whole query, and for reading what it asked for: octets that trickle in or
  /// out win no time.
  func awaitQuery() { connection.limit(totalSeconds: server.streams.idleSeconds) }

  /// Makes room for another client.
  func evict() { connection?.expire() }

  func connectionOpened(_ connection: Connection) {
    isShakingHands = false
    server.streams.shookHands(self)
  }

  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int {
    guard input.count >= 2 else { return 0 }
    let length = Int(input[0]) << 8 | Int(input[1])
    guard input.count >= 2 + length else { return 0 }
    let query = input.extracting(2..<2 + length)
    if TransferRequest.isOne(query) { startTransfer(query) } else { answer(query) }
    guard connection.isOpen else { return 2 + length }
    server.streams.used(self)
    if transfer == nil { awaitQuery() }
    // A client that asks without reading waits until it has read.
    if connection.outputCount > Connection.outputHighWater { connection.hold() }
    return 2 + length
  }

  private func answer(_ query: Span<UInt8>) {
    withUnsafeTemporaryAllocation(byteCount: 2 + Limits.dnsMessageBytes, alignment: 8) { buffer in
      var reply = MutableSpan<UInt8>(
        _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: buffer[2...]))
      let count = server.answer(query, from: connection.peer.address, over: transport, into: &reply)
      // Not a query: whoever sends that over TCP is not a resolver.
      guard count > 0 else { return connection.close() }
      buffer[0] = UInt8(count >> 8)
      buffer[1] = UInt8(count & 0xFF)
      connection.send(Span(_unsafeBytes: buffer[..<(2 + count)]))
    }
  }

  private func startTransfer(_ query: Span<UInt8>) {
    guard !server.transfers.grants.isEmpty else {
      server.operations.transfersOut.refused += 1
      return answer(query)
    }
    switch server.transfer(query, to: connection.peer.address) {
    case .message(let message):
      server.operations.transfersOut.refused += 1
      server.transferLog.refused(message.span, to: connection.peer, now: server.loop.coarseNow)
      send(message)
    case .transfer(let zone, let signer):
      transfer = consume zone
      self.signer = signer
      sent = (0, 0)
      connection.hold()
      // As long as it reads, it may take its time: a zone can be large and a line slow.
      connection.limit(idleSeconds: Limits.dnsIdleSeconds)
      continueTransfer()
    }
  }

  /// Sends messages of the zone until enough of them wait for the client to read.
  private func continueTransfer() {
    while transfer != nil, connection.isOpen, connection.outputCount < Connection.outputHighWater {
      var message: [UInt8] = []
      withUnsafeTemporaryAllocation(byteCount: Limits.dnsMessageBytes, alignment: 8) { buffer in
        var span = MutableSpan<UInt8>(_unsafeBytes: buffer)
        let count = transfer!.writeMessage(into: &span)
        message = Array(buffer[..<count])
      }
      guard !message.isEmpty else {
        endTransfer(isWhole: true)
        if inputHasEnded { connection.closeWhenDrained() }
        return awaitQuery()
      }
      signer?.sign(&message, now: server.loop.now)
      send(message)
      sent = (sent.messages + 1, sent.octets + message.count)
    }
  }

  private func endTransfer(isWhole: Bool) {
    guard let zone = transfer?.zone else { return }
    transfer = nil
    signer = nil
    if isWhole {
      server.operations.transfersOut.served += 1
    } else {
      server.operations.transfersOut.broken += 1
    }
    server.transferLog.served(
      zone, to: connection.peer, messages: sent.messages, octets: sent.octets, isWhole: isWhole)
  }

  private func send(_ message: [UInt8]) {
    connection.send([UInt8(message.count >> 8), UInt8(message.count & 0xFF)].span)
    connection.send(message.span)
  }

  func connectionDrained(_ connection: Connection) {
    if transfer != nil {
      continueTransfer()
      if transfer != nil { return }
    }
    connection.release()
  }
  func connectionInputEnded(_ connection: Connection) {
    if transfer == nil { connection.closeWhenDrained() } else { inputHasEnded = true }
  }
  func connectionReachedDeadline(_ connection: Connection) { connection.expire() }
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason) {
    server.streams.ended(self, connection.peer.address)
    endTransfer(isWhole: false)
    self.connection = nil
  }
}
