import CLibevent
import CSystem
import Glibc
import Primitives
import TLS

/// What a connection tells the one who speaks a protocol over it. All calls come on the loop's thread.
package protocol ConnectionHandler: AnyObject {
  /// An outgoing connection is established, or the TLS handshake of an accepted one is done.
  func connectionOpened(_ connection: Connection)
  /// Uses what it can of `input` and returns how many bytes that was; the rest comes again with what follows it.
  func connection(_ connection: Connection, received input: Span<UInt8>) -> Int
  /// The peer has sent its last byte; it may still be reading.
  func connectionInputEnded(_ connection: Connection)
  /// All output is written: time for more. Queue it with `send`; `flush` is not needed here.
  func connectionDrained(_ connection: Connection)
  /// The time limit has passed and is lifted; what that means is in the handler's hands.
  func connectionReachedDeadline(_ connection: Connection)
  /// The connection is gone. Nothing is called after this.
  func connectionEnded(_ connection: Connection, _ reason: Connection.EndReason)
}

/// A TCP connection with buffered output and back-pressure both ways, on raw libevent events.
///
/// Input is read into the loop's buffer and handed on from there; only what the handler cannot use yet is kept, so an
/// idle connection holds no buffer. Output is gathered, head and body, into one system call: `send` queues, `flush`
/// writes, and everything queued while the handler is being called is flushed when it returns.
///
/// With TLS a `TLSChannel` stands where the socket's system calls are; all else is the same.
package final class Connection {
  package enum EndReason: Sendable { case closed, deadline, failed(SystemError) }

  /// Output that may wait on a slow reader before its source should pause.
  package static let outputHighWater = 128 * 1024

  /// Unsafe, for it is asked for the time with every byte that moves, and to keep it alive for that takes longer. A loop lets go
  /// of its connections before it ends, and nothing is called on them without it.
  package unowned(unsafe) let loop: EventLoop
  package let peer: SocketAddress
  /// Bytes queued and not yet taken by the kernel.
  @exclusivity(unchecked) package private(set) var outputCount = 0  // these are read or replaced at once
  /// Bytes queued since the connection was opened.
  @exclusivity(unchecked) package private(set) var queuedCount = 0
  @exclusivity(unchecked) package private(set) var isOpen = true
  /// Bytes read that the handler has not used.
  package var inputCount: Int { input.count }
  var slot = 0
  /// In ticks of the loop.
  private(set) var deadline = Int64.max
  /// What moves the deadline on with every byte read or written; 0 where nothing does.
  private var idleTicks: Int64 = 0

  private enum Ending { case none, whenDrained, lingeringWhenDrained, discardingInput }

  private let descriptor: Int32
  /// Whoever speaks a protocol here; the handler of a handshake may name the next.
  @exclusivity(unchecked) package var handler: (any ConnectionHandler)?
  private var readEvent: Event?
  private var writeEvent: Event?
  private var tls: TLSChannel?
  // Used by one call at a time, none of which hands them out: without the run-time check of that, which costs a look
  // into a thread-local set for each use.
  @exclusivity(unchecked) private var input: [UInt8] = []
  @exclusivity(unchecked) private var staging: [UInt8] = []
  @exclusivity(unchecked) private var parts: [Part] = []
  private var firstPart = 0
  private var ending = Ending.none
  /// TCP is; TLS may not be yet.
  private var isEstablished: Bool
  private var isConnected: Bool
  private var isReading = false
  /// Input is kept back from the handler.
  @exclusivity(unchecked) package private(set) var isHeld = false
  private var isDelivering = false
  private var isFlushing = false
  private var hasReadAll = false
  private var isWaitingToWrite = false

  /// A run of output: of `bytes`, of a file, or of `staging` if there is neither.
  private struct Part {
    var bytes: SharedBytes?
    var file: OpenFile?
    var start: Int
    var end: Int

    var isStaged: Bool { bytes == nil && file == nil }
  }

  /// Takes over an accepted connection.
  package init(on loop: EventLoop, accepted: AcceptedSocket, handler: any ConnectionHandler) {
    (self.loop, self.handler, peer) = (loop, handler, accepted.peer)
    (descriptor, isEstablished, isConnected) = (accepted.descriptor, true, true)
    start()
    setReading(true)
  }

  /// Takes over an accepted connection that begins with a TLS handshake; `connectionOpened` or `connectionEnded`
  /// follows, and a time limit should be set until then. On an error `accepted` is closed.
  package init(
    on loop: EventLoop, accepted: AcceptedSocket, tls context: TLSContext, handler: any ConnectionHandler
  ) throws(SystemError) {
    (self.loop, self.handler, peer) = (loop, handler, accepted.peer)
    (descriptor, isEstablished, isConnected) = (accepted.descriptor, true, false)
    tls = TLSChannel(on: loop, descriptor: descriptor, context: context)
    guard tls != nil else {
      accepted.close()
      throw SystemError(code: ENOMEM, call: "tls \(accepted.peer)")
    }
    start()
    readEvent?.add()
  }

  /// Begins to connect; `connectionOpened` or `connectionEnded` follows. Without `source` the system chooses the address
  /// it comes from.
  package init(
    on loop: EventLoop, to address: SocketAddress, from source: IPAddress? = nil,
    handler: any ConnectionHandler
  ) throws(SystemError) {
    var system = address.system
    let result: Int32
    if let source {
      var local = SocketAddress(source, port: 0).system
      result = csystem_tcp_connect(&system, &local)
    } else {
      result = csystem_tcp_connect(&system, nil)
    }
    descriptor = try SystemError.check(result, "connect \(address)")
    (self.loop, self.handler, peer) = (loop, handler, address)
    (isEstablished, isConnected) = (false, false)
    start()
    waitToWrite()
  }

  /// Begins to connect with TLS, to a server that goes by one of `names`. Where its certificate is not taken, the
  /// connection ends with EKEYREJECTED.
  package convenience init(
    on loop: EventLoop, to address: SocketAddress, tls context: TLSClientContext, names: [String],
    handler: any ConnectionHandler
  ) throws(SystemError) {
    try self.init(on: loop, to: address, handler: handler)
    tls = TLSChannel(on: loop, descriptor: descriptor, context: context, names: names)
    guard tls == nil else { return }
    self.handler = nil
    close()
    throw SystemError(code: ENOMEM, call: "tls \(address)")
  }

  private func start() {
    readEvent = Event(on: loop, descriptor: descriptor, flags: EV_READ | EV_PERSIST) { [unowned self] _ in
      readable()
    }
    writeEvent = Event(on: loop, descriptor: descriptor, flags: EV_WRITE) { [unowned self] _ in writable() }
    loop.add(self)
  }

  // MARK: TLS

  /// What the TLS handshake agreed on; nil without TLS.
  package var agreement: TLSAgreement? { tls?.agreement }

  private func shakeHands(_ tls: TLSChannel) {
    switch tls.handshake() {
    case .needsInput: break
    case .needsRoom: waitToWrite()
    case .failed:
      let fault = tls.certificateFault
      let call = fault.map { "tls \(peer): \($0)" } ?? "tls \(peer)"
      end(.failed(SystemError(code: fault == nil ? EPROTO : EKEYREJECTED, call: call)))
    case .done:
      (isConnected, isReading) = (true, true)
      handler?.connectionOpened(self)
      if isOpen { flush() }
      // A request may have come with the last of the handshake.
      if isOpen { readPending() }
    }
  }

  /// TLS may have read more from the socket than was wanted of it, and the socket will not tell again.
  private func readPending() {
    if isReading, tls?.hasPending == true { readEvent?.activate() }
  }

  // MARK: Time

  /// The handler hears of it when for `seconds` not a byte has moved in or out.
  package func limit(idleSeconds seconds: Int64) {
    idleTicks = seconds * Limits.ticksPerSecond
    touch()
  }

  /// The handler hears of it in `seconds`, whatever moves until then.
  package func limit(totalSeconds seconds: Int64) {
    idleTicks = 0
    deadline = loop.tick + 1 + seconds * Limits.ticksPerSecond
  }

  package func liftTimeLimit() { (deadline, idleTicks) = (.max, 0) }

  private func touch() { if idleTicks > 0 { deadline = loop.tick &+ 1 &+ idleTicks } }

  func reachDeadline() {
    if ending == .discardingInput { return end(.closed) }
    liftTimeLimit()
    handler?.connectionReachedDeadline(self)
  }

  // MARK: Output

  /// Queues a copy of `bytes`.
  package func send(_ bytes: Span<UInt8>) {
    guard isOpen, !bytes.isEmpty else { return }
    let start = staging.count
    bytes.withUnsafeBufferPointer { staging.append(contentsOf: $0) }
    if parts.count > firstPart, parts[parts.count - 1].isStaged {
      parts[parts.count - 1].end = staging.count
    } else {
      parts.append(Part(bytes: nil, start: start, end: staging.count))
    }
    outputCount += bytes.count
    queuedCount += bytes.count
  }

  /// Queues bytes without copying them.
  package func send(_ bytes: SharedBytes) {
    guard isOpen, !bytes.isEmpty else { return }
    parts.append(Part(bytes: bytes, start: 0, end: bytes.count))
    outputCount += bytes.count
    queuedCount += bytes.count
  }

  /// Queues octets of a file; without TLS they never come into the memory of this process. False: they cannot be read.
  package func send(_ range: Range<Int>, of file: OpenFile) -> Bool {
    guard isOpen, !range.isEmpty else { return true }
    if tls != nil {
      guard let bytes = file.read(range) else { return false }
      send(bytes)
      return true
    }
    parts.append(Part(file: file, start: range.lowerBound, end: range.upperBound))
    outputCount += range.count
    queuedCount += range.count
    return true
  }

  /// Writes what the kernel will take; the rest follows when it can.
  package func flush() {
    guard isOpen, isConnected, !isFlushing, !isWaitingToWrite else { return }
    isFlushing = true
    defer { isFlushing = false }
    // A fast reader could keep one connection writing for ever: after a few rounds the others get their turn.
    for _ in 0..<8 {
      while outputCount > 0 {
        let written = writeParts()
        if written == -Int64(EAGAIN) { return waitToWrite() }
        if written == -Int64(EINTR) { continue }
        if written < 0 { return end(.failed(SystemError(code: Int32(-written), call: "write \(peer)"))) }
        advance(by: Int(written))
      }
      if ending != .none { return finishOutput() }
      handler?.connectionDrained(self)
      if outputCount == 0, ending == .none || !isOpen { return }
    }
    waitToWrite()
  }

  private func writeParts() -> Int64 {
    if let file = parts[firstPart].file { return writeFile(file, parts[firstPart]) }
    let (count, precedesFile) = memoryParts()
    return staging.withUnsafeBytes { staging in
      withUnsafeTemporaryAllocation(of: iovec.self, capacity: count) { vector in
        for index in 0..<count {
          let part = parts[firstPart + index]
          let source = part.bytes?.unsafeBytes ?? staging
          vector[index] = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: source.baseAddress! + part.start),
            iov_len: part.end - part.start)
        }
        if let tls { return tls.write(UnsafeBufferPointer(vector)) }
        return csystem_write_vector(descriptor, vector.baseAddress, Int32(count), precedesFile ? 1 : 0)
      }
    }
  }

  /// How many parts from the first on are written now, and whether one of a file is to join them in a segment.
  private func memoryParts() -> (count: Int, precedesFile: Bool) {
    let most = min(parts.count - firstPart, Limits.writeParts)
    let isLarge = outputCount > Limits.jointOutputBytes && tls == nil
    // A head, say.
    if isLarge, parts[firstPart].isStaged { return (1, false) }
    for count in 1..<max(1, most) where parts[firstPart + count].file != nil { return (count, !isLarge) }
    return (most, false)
  }

  private func writeFile(_ file: OpenFile, _ part: Part) -> Int64 {
    let sent = csystem_send_file(descriptor, file.descriptor, Int64(part.start), part.end - part.start)
    return sent == 0 ? -Int64(EIO) : sent  // the file has become shorter
  }

  private func advance(by written: Int) {
    touch()
    outputCount -= written
    var left = written
    while left > 0 {
      let size = parts[firstPart].end - parts[firstPart].start
      guard left >= size else {
        parts[firstPart].start += left
        return
      }
      left -= size
      (parts[firstPart].bytes, parts[firstPart].file) = (nil, nil)
      firstPart += 1
    }
    guard firstPart == parts.count else { return }
    parts.removeAll(keepingCapacity: true)
    firstPart = 0
    staging.removeAll(keepingCapacity: staging.capacity <= Limits.keptStagingBytes)
  }

  private func waitToWrite() {
    isWaitingToWrite = true
    writeEvent?.add()
  }

  private func writable() {
    isWaitingToWrite = false
    if !isConnected {
      if let tls, isEstablished { return shakeHands(tls) }
      let error = -csystem_pending_error(descriptor)
      if error != 0 { return end(.failed(SystemError(code: error, call: "connect \(peer)"))) }
      isEstablished = true
      if let tls {
        readEvent?.add()
        return shakeHands(tls)
      }
      isConnected = true
      setReading(true)
      handler?.connectionOpened(self)
    }
    flush()
  }

  // MARK: Input

  /// Keeps input back from the handler, until `release`: an answer is in the making and the next request must wait.
  package func hold() { isHeld = true }

  /// Hands on what was held.
  package func release() {
    isHeld = false
    guard isOpen, !isDelivering else { return }
    deliver()
    if isOpen { flush() }
  }

  /// Back-pressure on the peer: nothing is read until reading is resumed.
  package func setReading(_ wanted: Bool) {
    guard isOpen, isConnected, !hasReadAll, wanted != isReading else { return }
    isReading = wanted
    if wanted { readEvent?.add() } else { readEvent?.remove() }
    if wanted { readPending() }
  }

  private func readable() {
    if let tls, !isConnected { return shakeHands(tls) }
    let count =
      tls?.read(into: loop.readBuffer)
      ?? csystem_read(descriptor, loop.readBuffer.baseAddress, Limits.readBytes)
    if count == -Int64(EAGAIN) || count == -Int64(EINTR) { return }
    if count < 0 { return end(.failed(SystemError(code: Int32(-count), call: "read \(peer)"))) }
    if ending == .discardingInput { return count == 0 ? end(.closed) : () }
    touch()
    if count == 0 {
      setReading(false)
      hasReadAll = true
      handler?.connectionInputEnded(self)
    } else {
      receive(Int(count))
      if count == Limits.readBytes { readPending() }
    }
    if isOpen { flush() }
  }

  /// Hands on `count` bytes of the loop's buffer, straight from there if nothing is waiting before them.
  private func receive(_ count: Int) {
    let bytes = Span<UInt8>(_unsafeBytes: loop.readBuffer[..<count])
    var used = 0
    if input.isEmpty, !isHeld {
      isDelivering = true
      while used < count, isOpen, !isHeld {
        let more = handler?.connection(self, received: bytes.extracting(used...)) ?? 0
        if more == 0 { break }
        used += more
      }
      isDelivering = false
    }
    guard isOpen, used < count else { return }
    bytes.extracting(used...).withUnsafeBufferPointer { input.append(contentsOf: $0) }
    deliver()
  }

  private func deliver() {
    guard !isDelivering, !input.isEmpty, !isHeld else { return limitInput() }
    isDelivering = true
    // Moved out while the handler sees it, so that the handler may call anything here.
    var bytes: [UInt8] = []
    swap(&bytes, &input)
    var used = 0
    while used < bytes.count, isOpen, !isHeld {
      let more = handler?.connection(self, received: bytes.span.extracting(used...)) ?? 0
      if more == 0 { break }
      used += more
    }
    isDelivering = false
    guard isOpen else { return }
    if used < bytes.count {
      bytes.removeFirst(used)
      swap(&bytes, &input)
    }
    limitInput()
  }

  /// Reads on while little is waiting, so that a peer that goes away is noticed; no further once much is.
  private func limitInput() { setReading(input.count < Limits.readBytes) }

  // MARK: The end

  /// Closes at once; what is queued is lost.
  package func close() { end(.closed) }

  /// Closes at once, and the peer gets a reset (RFC 9293 section 3.10.4), as from a process that was killed.
  package func reset() { end(.closed, closing: csystem_reset) }

  /// Closes once everything queued is written. `lingering`: the peer may still be sending, and closing on unread
  /// input would reset the connection and take the answer with it (RFC 9112 section 9.6), so input is read and thrown
  /// away for a moment.
  package func closeWhenDrained(lingering: Bool = false) {
    guard isOpen, ending == .none else { return }
    ending = lingering ? .lingeringWhenDrained : .whenDrained
    if outputCount == 0, !isFlushing { finishOutput() }
  }

  private func finishOutput() {
    guard ending == .lingeringWhenDrained, !hasReadAll else { return end(.closed) }
    ending = .discardingInput
    tls?.shutDownSending()
    _ = csystem_shutdown_send(descriptor)
    input = []
    setReading(true)
    limit(totalSeconds: Limits.lingerSeconds)
  }

  /// Ends the connection as a deadline would: for handlers that have nothing left to say.
  package func expire() { end(.deadline) }

  private func end(_ reason: EndReason, closing close: (Int32) -> Int32 = csystem_close) {
    guard isOpen else { return }
    isOpen = false
    (readEvent, writeEvent) = (nil, nil)
    tls?.shutDownSending()
    _ = close(descriptor)
    (parts, staging, input) = ([], [], [])
    let handler = self.handler
    self.handler = nil
    loop.remove(self)
    handler?.connectionEnded(self, reason)
  }
}
