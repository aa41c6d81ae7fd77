import Authority
import DNSWire
import EventLoop
import Health
import Primitives
import RateLimiting
import TLS
import Transfer

/// One worker's share of the authoritative server: a UDP socket and a TCP listener on each address, and listeners for
/// TLS.
final class DNSServer {
  let loop: EventLoop
  private var answerer: DNSAnswerer
  /// What happened beside answers; connections are counted in `streams`.
  var operations = DNSOperations()
  var transferLog: TransferLog
  private(set) var catalog: Catalog
  private(set) var transfers: TransferPolicy
  private var tls: TLSContext?
  /// The statuses of health checks now.
  var health = HealthSnapshot()
  private var datagrams: [DatagramServer] = []
  private var listeners: [StreamListener] = []
  let streams: DNSStreams
  private let log: QueryLog?
  let inbox: NotifyInbox?
  private var limiter: DNSRateLimiter?
  /// Someone wants to know of every answer. Off, that costs the answer one test.
  private let isObserved: Bool

  init(
    on loop: EventLoop, _ setup: DNSSetup, catalog: Catalog, transfers: TransferPolicy, tls: TLSContext?,
    seed: UInt64
  ) {
    (self.loop, self.catalog, self.transfers, self.tls) = (loop, catalog, transfers, tls)
    inbox = setup.inbox
    streams = DNSStreams(limits: setup.options.streams)
    answerer = DNSAnswerer(settings: setup.options.answers, seed: seed)
    transferLog = TransferLog(setup.log)
    if let writer = setup.queryLog, let options = setup.options.queryLog {
      log = QueryLog(on: loop, writer: writer, options, catalog: catalog)
    } else {
      log = nil
    }
    if let settings = setup.options.rateLimit {
      limiter = DNSRateLimiter(settings, workers: setup.workers, seed: seed)
    }
    isObserved = setup.queryLog != nil || setup.options.rateLimit != nil
    datagrams = setup.sockets.datagram.map { socket in
      DatagramServer(on: loop, socket: socket, replyBytes: Limits.datagramReplyBytes) {
        [unowned self] batch in answer(batch)
      }
    }
    listeners = setup.sockets.stream.map { socket in
      StreamListener(on: loop, socket: socket) { [unowned self] accepted in
        streams.accept(accepted, server: self)
      }
    }
    listeners += setup.sockets.tls.map { socket in
      StreamListener(on: loop, socket: socket) { [unowned self] accepted in
        if let tls = self.tls { streams.accept(accepted, tls: tls, server: self) } else { accepted.close() }
      }
    }
  }

  func reload(_ catalog: Catalog, _ transfers: TransferPolicy, _ tls: TLSContext?) {
    answerer.figures.fold(zones: self.catalog)
    self.catalog = catalog
    self.transfers = transfers
    self.tls = tls
    log?.follow(catalog)
  }

  /// What has been asked so far, by zone name.
  func report() -> [DNSCount] { answerer.figures.counts(zones: catalog) }

  /// Answers a batch of datagrams.
  private func answer(_ batch: borrowing DatagramBatch) {
    if isObserved || !transfers.isEmpty {
      batch.answer { datagram, peer, reply in answer(datagram, from: peer, over: .udp, into: &reply) }
    } else {
      withCatalog { catalog in answerer.answer(batch, catalog, health, now: loop.coarseNow) }
    }
  }

  /// What it did beside that.
  func reportedOperations() -> DNSOperations {
    var sum = operations
    streams.report(to: &sum)
    return sum
  }

  /// Answers one message into `reply`; returns the octets to send, 0 for none.
  func answer(
    _ query: Span<UInt8>, from client: IPAddress, over transport: Transport,
    into reply: inout MutableSpan<UInt8>
  ) -> Int {
    var response = respond(to: query, from: client, over: transport, into: &reply)
    // What the responder cannot do: verify a signature, hear a primary, know a secondary.
    if response.code == .notAuthoritative, !transfers.isEmpty {
      let other =
        answerNotify(query, unsigned: response, from: client, over: transport, into: &reply)
        ?? answerSigned(query, unsigned: response, from: client, over: transport, into: &reply)
      if let other { response = other }
    } else if response.isRefusedIncremental, transport == .udp, !transfers.grants.isEmpty,
      let serial = answerIncremental(query, unsigned: response, from: client, into: &reply)
    {
      response = serial
    }
    guard response.count > 0 else { return 0 }
    answerer.figures.add(response, transport)
    return isObserved ? observe(response, to: query, from: client, over: transport, &reply) : response.count
  }

  func respond(
    to query: Span<UInt8>, from client: IPAddress, over transport: Transport,
    into reply: inout MutableSpan<UInt8>
  ) -> Response {
    withCatalog { catalog in
      answerer.respond(
        to: query, from: client, over: transport, catalog, health, now: loop.coarseNow, into: &reply)
    }
  }

  /// Lent, not retained: all workers share the catalog, and a reference count would be a line they all write.
  /// `self.catalog` keeps it alive; only `reload` on this same thread replaces it.
  private func withCatalog<Result>(_ body: (borrowing Catalog) -> Result) -> Result {
    Unmanaged.passUnretained(catalog)._withUnsafeGuaranteedRef(body)
  }

  /// Limits and logs an answer; returns the octets that are to be sent.
  private func observe(
    _ response: Response, to query: Span<UInt8>, from client: IPAddress, over transport: Transport,
    _ reply: inout MutableSpan<UInt8>
  ) -> Int {
    let now = loop.now
    var fate = QueryLogLine.Fate.sent
    var count = response.count
    if transport == .udp, limiter != nil {
      (fate, count) = limiter!.limit(response, to: query, from: client, catalog: catalog, now: now, &reply)
      switch fate {
      case .sent: break
      case .dropped: operations.rateLimited.dropped &+= 1
      case .truncated: operations.rateLimited.slipped &+= 1
      }
    }
    log?.add(
      query, response, from: client, over: transport, fate: fate, explanation: answerer.explanation, at: now)
    return count
  }

  /// Answers the datagrams that have arrived and takes no more of anything.
  func drain() {
    datagrams.forEach { $0.close() }
    listeners.forEach { $0.close() }
    datagrams = []
    listeners = []
    log?.flush()
  }
}

/// What a worker's DNS server listens on.
struct DNSSockets: Sendable {
  var datagram: [Socket] = []
  var stream: [Socket] = []
  var tls: [Socket] = []
}
