import EdgeCache
import HTTPWire
import Primitives
import Simulation

/// A point of presence on the virtual clock: its `EdgeCache`, and fetches carried out as `OriginClient` does it with sockets.
class VirtualEdge {
  let cache: EdgeCache
  /// Of the point of presence, or the region of the regional cache.
  let id: String
  let number: Int
  unowned let clock: VirtualDrill
  /// What it was asked and has sent, counted from outside.
  @exclusivity(unchecked) var asked = Account()
  private var active: [Int: Attempt] = [:]
  private var numbers: [ObjectIdentifier: Int] = [:]
  private var next = 0
  /// Of each origin it has asked: until when its connection stays open.
  private var connectedUntil: [String: Int64] = [:]
  private(set) lazy var statics = StaticLoading(edge: self)
  /// Counts the times it was to be woken at: only the last counts.
  fileprivate var wakes = 0
  /// What is wrong with its way to viewers; its cache knows nothing of it.
  var fault: ServerFault? { didSet { isFaulty = fault != nil } }
  private(set) var isFaulty = false
  /// Nanoseconds that its clock is ahead, or (below zero) behind.
  var clockOffset: Int64 = 0

  /// A fetch that is under way.
  private final class Attempt {
    let fetch: Fetch
    /// What an origin reads of it; nil: it goes to another cache.
    let request: RequestHead?
    /// The request of a recording that it is for.
    let cause: LoggedOrigin.Cause?
    /// Attempts to connect that are left.
    var left: Int
    /// Counts tries: what was to happen to an earlier one means nothing.
    var turn = 0

    init(_ fetch: Fetch, _ request: RequestHead?, _ cause: LoggedOrigin.Cause?, attempts: Int) {
      (self.fetch, self.request, self.cause, left) = (fetch, request, cause, attempts)
    }
  }

  /// What becomes of a fetch, when its time has come.
  enum Step: Sendable {
    /// With this status, if a fault has it so.
    case answer(status: UInt16?)
    /// It has come to another cache.
    case deliver
    case fail(OriginFailure)
  }

  init(_ cache: EdgeCache, number: Int, clock: VirtualDrill) {
    (self.cache, self.number, self.clock) = (cache, number, clock)
    let points = clock.site.pointsOfPresence
    id = number < points.count ? points[number].id : clock.site.regionalCaches[number - points.count].id
  }

  /// By its own clock.
  var now: Instant { clockOffset == 0 ? clock.now : clock.now.advanced(byNanoseconds: clockOffset) }

  /// What its cache has counted.
  var figures: Figures { cache.figures }

  /// A viewer's request comes.
  final func admit(_ exchange: Exchange) -> Fetch? {
    clock.audit.admit(exchange)
    return begin(exchange)
  }

  /// Begins to answer a request. What is to be fetched for it is handed out, to be started.
  func begin(_ exchange: Exchange) -> Fetch? { cache.begin(exchange, now: now) }

  /// The same request again, in short; false: it must take its steps.
  func hitAgain(_ hit: borrowing RepeatableHit) -> Bool { cache.hitAgain(hit, now: now) }

  /// The viewer has the answer, or goes.
  @discardableResult
  func close(_ exchange: Exchange) -> ResultType {
    let hasAnswer = exchange.phase == .responding
    let result = hasAnswer ? exchange.result : .error
    let octets = hasAnswer ? exchange.head.count + exchange.bodyOffset : 0
    asked.add(result, bytes: octets)
    clock.audit.close(exchange, at: self)
    if hasAnswer {
      cache.end(exchange, bytesSent: octets, now: now)
    } else if let fetch = cache.abandon(exchange, bytesSent: 0, now: now) {
      cancel(fetch)
    }
    return result
  }

  /// Whether somebody works on a fetch that it has begun.
  func isUnderWay(_ fetch: Fetch) -> Bool {
    numbers[ObjectIdentifier(fetch)] != nil || clock.tiers.carries(fetch)
  }

  func invalidate(_ paths: [InvalidationPath], in distribution: String) {
    cache.invalidate(paths, in: distribution)
  }

  /// Has the fetch carried out: by `askCache`, or `ask`.
  func start(_ fetch: Fetch) { clock.tiers.start(fetch, of: cache) }

  /// The fetch is for another cache. Connections between caches stay open: it takes one round trip, before which nothing is known
  /// there, and after which what is answered is here at once.
  func askCache(_ fetch: Fetch) {
    guard let tier = fetch.upperTier else { return }
    let isCutOff = clock.partitions.divide(id, fromCache: tier.region)
    let trip = clock.distances?.roundTrip(from: number, toCache: tier.region) ?? 0
    guard isCutOff || trip > 0 else { return clock.tiers.deliver(fetch, of: cache) }
    let next = open(Attempt(fetch, nil, clock.cause, attempts: 0))
    if isCutOff {
      let connectTimeout = Int64(fetch.origin.connectionTimeout) * 1_000_000_000
      schedule(.fail(.connectTimeout), next, 0, after: connectTimeout)
    } else {
      schedule(.deliver, next, 0, after: trip)
    }
  }

  /// Its number among those under way.
  private func open(_ attempt: Attempt) -> Int {
    next += 1
    active[next] = attempt
    numbers[ObjectIdentifier(attempt.fetch)] = next
    return next
  }

  /// Asks the origin.
  func ask(_ fetch: Fetch) {
    var request = RequestHead()
    var parser = RequestParser()
    let octets = fetch.requestHead
    guard (try? parser.parse(octets.span, into: &request)) != nil else { return end(fetch, .invalidResponse) }
    let attempts = fetch.origin.connectionAttempts
    let next = open(Attempt(fetch, request, clock.cause, attempts: attempts))
    if let seconds = fetch.origin.responseCompletionTimeout {
      // Of the fetch as a whole, whatever its tries do.
      clock.schedule(
        .fetch(edge: number, fetch: next, turn: .max, .fail(.completionTimeout)),
        after: Int64(seconds) * 1_000_000_000)
    }
    attempt(next)
  }

  private func attempt(_ fetch: Int) {
    guard let attempt = active[fetch], let target = attempt.request?.target else { return }
    attempt.left -= 1
    attempt.turn += 1
    let origin = attempt.fetch.origin
    guard attempt.cause != nil || clock.origins.has(origin.domainName) else {
      return take(.fail(.nameNotResolved), fetch, attempt.turn)
    }
    if clock.partitions.divide(id, fromOrigin: origin.domainName) {
      let connectTimeout = Int64(origin.connectionTimeout) * 1_000_000_000
      return schedule(.fail(.connectTimeout), fetch, attempt.turn, after: connectTimeout)
    }
    let readTimeout = Int64(origin.readTimeout) * 1_000_000_000
    let trip = clock.distances?.roundTrip(from: number, toOrigin: origin.domainName) ?? 0
    let fate = clock.origins.receive(target.span, origin.domainName, at: clock.elapsed)
    if case .refused = fate { return schedule(.fail(.connectRefused), fetch, attempt.turn, after: trip) }
    let sent = connect(origin, trip)
    switch fate {
    case .reset: schedule(.fail(.reset), fetch, attempt.turn, after: sent + trip)
    case .answer(let delay, let status) where trip + delay < readTimeout:
      schedule(.answer(status: status), fetch, attempt.turn, after: sent + trip + delay)
    case .refused, .silence, .answer:
      schedule(.fail(.readTimeout), fetch, attempt.turn, after: sent + readTimeout)
    }
  }

  /// The nanoseconds until a request can be sent to an origin: none where a connection is open, which it stays for the keep-alive
  /// time-out after a request, else a round trip.
  private func connect(_ origin: Origin, _ trip: Int64) -> Int64 {
    guard trip > 0 else { return 0 }
    let isOpen = connectedUntil[origin.domainName] ?? .min > clock.elapsed
    connectedUntil[origin.domainName] = clock.elapsed + Int64(origin.keepaliveTimeout) * 1_000_000_000
    return isOpen ? 0 : trip
  }

  private func schedule(_ step: Step, _ fetch: Int, _ turn: Int, after nanoseconds: Int64) {
    // What needs no time still comes after the call that began it, as from a socket.
    clock.schedule(.fetch(edge: number, fetch: fetch, turn: turn, step), after: nanoseconds)
  }

  /// The origin stopped listening: what was open ends.
  func reset(_ origin: String) {
    connectedUntil[origin] = nil
    for (number, attempt) in active.sorted(by: { $0.key < $1.key })
    where attempt.request != nil && attempt.fetch.origin.domainName == origin {
      take(.fail(.reset), number, attempt.turn)
    }
  }

  func take(_ step: Step, _ number: Int, _ turn: Int) {
    guard let attempt = active[number], turn == attempt.turn || turn == .max else { return }
    // What caches begin to fetch because of this is for the same request.
    let outer = clock.cause
    clock.cause = attempt.cause
    defer { clock.cause = outer }
    switch step {
    case .deliver:
      forget(number)
      clock.tiers.deliver(attempt.fetch, of: cache)
    case .fail(let failure):
      if turn != .max, attempt.left > 0, attempt.fetch.mayRetry(after: failure) {
        return self.attempt(number)
      }
      forget(number)
      end(attempt.fetch, failure)
    case .answer(let status):
      forget(number)
      guard let request = attempt.request else { return }
      let origin = attempt.fetch.origin
      let recorded = attempt.cause.flatMap { cause in
        clock.users?.demand.recorded.map { RecordedAnswer(logged: $0.logged, origin: origin, cause: cause) }
      }
      let (head, size) = clock.origins.answer(
        request, of: origin.domainName, status: status, now: clock.now, recorded: recorded)
      clock.audit.received(head, for: request, at: self)
      receive(head, size: size, for: attempt.fetch)
    }
  }

  /// An origin has answered, with so many octets behind the head.
  func receive(_ head: ResponseHead, size: Int, for fetch: Fetch) {
    for next in cache.receive(head, for: fetch, now: now) { start(next) }
    if size > 0 { cache.receive(byteCount: size, for: fetch, now: now) }
    cache.finish(fetch, now: now)
  }

  /// It loses all it has stored.
  func empty(_ configuration: EdgeConfiguration) {
    for distribution in configuration.distributions {
      invalidate([.prefix("/")], in: distribution.id)
    }
  }

  /// Nobody wants the response any more.
  func cancel(_ fetch: Fetch) { clock.tiers.cancel(fetch) }

  /// The origin need not answer.
  func leave(_ fetch: Fetch) {
    if let number = numbers[ObjectIdentifier(fetch)] { forget(number) }
  }

  private func forget(_ number: Int) {
    guard let attempt = active.removeValue(forKey: number) else { return }
    numbers[ObjectIdentifier(attempt.fetch)] = nil
  }

  private func end(_ fetch: Fetch, _ failure: OriginFailure) {
    for next in cache.fail(fetch, failure, now: now) { start(next) }
  }
}

extension VirtualEdge: StaticLoadingPlace {
  /// Static content is loaded as long as the run goes on.
  var isDraining: Bool { false }

  func later(_ work: @escaping () -> Void) { clock.later(work) }

  func wakeLoading(at time: Instant?) {
    wakes += 1
    guard let time else { return }
    let wait = max(1_000_000, time.nanosecondsSinceEpoch - now.nanosecondsSinceEpoch)
    clock.schedule(.load(edge: number, wake: wakes), after: wait)
  }

  /// The time has come.
  func load(wake: Int) { if wake == wakes { statics.pump() } }
}
