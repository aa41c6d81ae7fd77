import Configuration
import EdgeCache
import EventLoop
import Glibc
import HTTPWire
import Health
import Primitives
import TLS

/// Carries out a PoP's fetches: finds the origin, keeps connections to it alive, tries again where that is safe, and
/// tells the cache what came.
///
/// ```
///  start ──▶ choose a target ──▶ look its address up ──▶ connect ──▶ received … completed
///                  ▲                                        │
///                  ╰──────── a failure, attempts left ──────╯──▶ fail
/// ```
final class OriginClient {
  unowned let edge: EdgeServer
  /// Where built-in origins listen, by name.
  private var builtIn: [String: SocketAddress] = [:]
  /// Load balancers, by name.
  private var groups: [String: TargetGroup] = [:]
  /// The numbers of the targets' health checks.
  private var checkNumbers: [String: Int] = [:]
  /// The workers of regional caches, by region.
  private var regionalCaches: [String: Mailbox<WorkerMessage>] = [:]
  private let resolver: NameResolver
  private var idle: [OriginEndpoint: [OriginConnection]] = [:]
  private var contexts: [OriginEndpoint.Trust: TLSClientContext] = [:]
  private var active: [ObjectIdentifier: OriginAttempt] = [:]
  private(set) var tallies: [OriginTally.Place: OriginTally] = [:]
  /// Connections, those kept included.
  private var open: [OriginEndpoint: Int] = [:]
  private var connectionCount = 0
  weak var witness: (any FetchWitness)?
  private var lastLoggedSecond: Int64 = 0
  private var unloggedFailures = 0

  init(edge: EdgeServer) {
    self.edge = edge
    resolver = NameResolver(on: edge.loop)
  }

  /// A new configuration. The files of trusted certificates are read again; what is known of targets stays.
  func apply(_ shared: WorkerPlan.Shared, seed: UInt64) {
    (builtIn, checkNumbers, contexts) = (shared.originAddresses, shared.targetChecks, [:])
    regionalCaches = shared.regionalCaches
    let former = groups
    groups = [:]
    for settings in shared.balancers {
      let seed = KeyedHash(seed: seed)(Array(settings.name.utf8).span)
      groups[settings.name] = former[settings.name] ?? TargetGroup(settings, seed: seed)
      groups[settings.name]?.reload(settings)
    }
    follow(shared.health)
  }

  func follow(_ health: HealthSnapshot) {
    for group in groups.values { group.follow(health, numbers: checkNumbers, at: edge.loop.now) }
  }

  // MARK: Fetches

  func start(_ fetch: Fetch, onReady: @escaping () -> Void = {}) {
    let group = fetch.upperTier == nil ? groups[fetch.origin.domainName] : nil
    let attempt = OriginAttempt(fetch, group: group, at: edge.loop.now, onReady: onReady)
    active[ObjectIdentifier(fetch)] = attempt
    if let seconds = fetch.origin.responseCompletionTimeout, fetch.upperTier == nil {
      attempt.completion = Timer(on: edge.loop, after: .seconds(seconds)) { [unowned self, unowned attempt] in
        attempt.connection?.abandon()
        fail(attempt, .completionTimeout)
      }
    }
    choose(attempt)
  }

  /// Ends every connection: they call back here, so none may outlive the client.
  func close() {
    let connections = idle.values.flatMap { $0 } + active.values.compactMap(\.connection)
    (idle, active) = ([:], [:])
    for connection in connections { connection.abandon() }
  }

  /// Nobody is left who wants the response.
  func cancel(_ fetch: Fetch) {
    guard let attempt = active.removeValue(forKey: ObjectIdentifier(fetch)) else { return }
    end(attempt)
    attempt.connection?.abandon()
  }

  private func choose(_ attempt: OriginAttempt) {
    if let tier = attempt.fetch.upperTier {
      return connect(attempt, to: OriginEndpoint(place: .regionalCache(tier.region)))
    }
    guard let group = attempt.group else {
      return locate(HostAndPort(host: attempt.fetch.origin.domainName), for: attempt)
    }
    let head = attempt.fetch.requestHead
    guard let target = group.choose(for: head.span, tried: attempt.tried, at: edge.loop.now),
      let place = group.place(of: target)
    else { return fail(attempt, .busy) }
    attempt.target = target
    group.begin(target)
    locate(place, for: attempt)
  }

  private func locate(_ place: HostAndPort, for attempt: OriginAttempt) {
    // Inside the process nobody can listen in: a built-in origin is asked over plain HTTP.
    if let address = builtIn[place.host] {
      return connect(attempt, to: OriginEndpoint(place: .address(address)))
    }
    func ask(at address: IPAddress) {
      let fetch = attempt.fetch
      let port = place.port ?? (fetch.usesTLS ? fetch.origin.httpsPort : fetch.origin.httpPort)
      connect(
        attempt,
        to: OriginEndpoint(
          place: .address(SocketAddress(address, port: port)),
          tls: fetch.usesTLS ? OriginEndpoint.TLS(fetch) : nil))
    }
    if let literal = IPAddress(place.host) { return ask(at: literal) }
    resolver.resolve(place.host) { [weak self] address in
      guard let self, active[ObjectIdentifier(attempt.fetch)] === attempt else { return }
      guard let address else {
        attempt.left -= 1
        return retryOrFail(attempt, .nameNotResolved)
      }
      ask(at: address)
    }
  }

  /// On a connection that was kept, unless one `mustBeNew`; the origin may be about to close it, so only what may be sent
  /// again goes there.
  private func connect(_ attempt: OriginAttempt, to endpoint: OriginEndpoint, mustBeNew: Bool = false) {
    let connection: OriginConnection
    attempt.endpoint = endpoint
    attempt.isKept = false
    attempt.left -= 1
    if !mustBeNew, attempt.fetch.isRepeatable, let kept = idle[endpoint]?.popLast() {
      connection = kept
      attempt.isKept = true
    } else {
      guard makeRoom(for: endpoint, of: attempt.fetch) else { return retryOrFail(attempt, .busy) }
      do throws(SystemError) {
        var tls: TLSClientContext?
        if let trust = endpoint.tls?.trust { tls = try context(of: trust) }
        connection = try OriginConnection(client: self, endpoint: endpoint, tls: tls)
      } catch {
        return retryOrFail(attempt, error.code == EKEYREJECTED ? .untrustedCertificate : .connectRefused)
      }
      connectionCount += 1
      open[endpoint, default: 0] += 1
    }
    attempt.connection = connection
    attempt.sentAt = edge.loop.now
    tally(attempt) {
      $0.requests += 1
      $0.inFlight += 1
      if attempt.isKept { $0.reuses += 1 } else { $0.connects += 1 }
    }
    connection.send(attempt.fetch)
    attempt.onReady()
  }

  /// Whether one more connection may be opened. Those kept of the same endpoint make room.
  private func makeRoom(for endpoint: OriginEndpoint, of fetch: Fetch) -> Bool {
    let limit = fetch.upperTier == nil ? fetch.origin.connectionLimit : Limits.originConnections
    while open[endpoint, default: 0] >= limit || connectionCount >= Limits.originConnections {
      guard let oldest = idle[endpoint]?.first else { return false }
      oldest.close()
    }
    return true
  }

  /// Nobody is trusted by a file that cannot be read any more.
  private func context(of trust: OriginEndpoint.Trust) throws(SystemError) -> TLSClientContext {
    if let context = contexts[trust] { return context }
    do throws(TLSError) {
      let context = try trust.context()
      contexts[trust] = context
      return context
    } catch {
      throw SystemError(code: EKEYREJECTED, call: "\(error)")
    }
  }

  /// Where there are several servers, another. That one has closed a kept connection says nothing of it and costs no attempt:
  /// it is asked once more, on a new one (RFC 9112 section 9.3.1).
  private func retryOrFail(_ attempt: OriginAttempt, _ failure: OriginFailure) {
    if attempt.isKept, failure == .reset, let endpoint = attempt.endpoint {
      attempt.left += 1
      endRequest(attempt)
      return connect(attempt, to: endpoint, mustBeNew: true)
    }
    let isOfTarget = failure == .nameNotResolved || failure == .busy
    let mayRetry = attempt.fetch.mayRetry(after: failure) || (isOfTarget && attempt.group != nil)
    guard mayRetry, attempt.left > 0 else { return fail(attempt, failure) }
    if let target = attempt.target { attempt.tried.append(target) }
    end(attempt, hasFailed: true)
    choose(attempt)
  }

  private func fail(_ attempt: OriginAttempt, _ failure: OriginFailure, fault: HTTPError.Reason? = nil) {
    logFailure(attempt.fetch, failure, fault)
    if attempt.fetch.upperTier == nil { witness?.failed(attempt, failure, at: edge) }
    active[ObjectIdentifier(attempt.fetch)] = nil
    end(attempt, hasFailed: true)
    for next in edge.cache.fail(attempt.fetch, failure, now: edge.loop.now) { start(next) }
  }

  // MARK: Figures

  /// The attempt is at no server any more.
  private func end(_ attempt: OriginAttempt, hasFailed: Bool = false) {
    if hasFailed { tally(attempt) { $0.failures += 1 } }
    if let target = attempt.target { attempt.group?.end(target, took: attempt.took, at: edge.loop.now) }
    endRequest(attempt)
    attempt.target = nil
  }

  private func endRequest(_ attempt: OriginAttempt) {
    if attempt.sentAt != nil { tally(attempt) { $0.inFlight -= 1 } }
    (attempt.sentAt, attempt.took, attempt.connection) = (nil, nil, nil)
  }

  private func tally(_ attempt: OriginAttempt, _ count: (inout OriginTally) -> Void) {
    guard attempt.fetch.upperTier == nil else { return }
    let place = OriginTally.Place(origin: attempt.fetch.origin.domainName, target: attempt.target)
    count(&tallies[place, default: OriginTally()])
  }

  /// One line a second for each PoP, with the number of those left out.
  private func logFailure(_ fetch: Fetch, _ failure: OriginFailure, _ fault: HTTPError.Reason?) {
    let second = edge.loop.now.secondsSinceEpoch
    guard second != lastLoggedSecond else { return unloggedFailures += 1 }
    let cause = fault.map { "\(failure): \($0)" } ?? "\(failure)"
    let more = unloggedFailures > 0 ? ", and \(unloggedFailures) failures before it" : ""
    edge.log.warning(
      "\(edge.id): origin \(fetch.origin.id) (\(fetch.origin.domainName)) failed: \(cause)\(more)")
    (lastLoggedSecond, unloggedFailures) = (second, 0)
  }

  // MARK: Request bodies

  func upload(_ bytes: Span<UInt8>, to fetch: Fetch, from viewer: any UploadSource) {
    active[ObjectIdentifier(fetch)]?.connection?.upload(bytes, from: viewer)
  }

  func endUpload(to fetch: Fetch) { active[ObjectIdentifier(fetch)]?.connection?.endUpload() }

  // MARK: From connections

  /// Gives the other end of a connection to the regional cache.
  func join(_ accepted: AcceptedSocket, to region: String) {
    guard let worker = regionalCaches[region] else { return accepted.close() }
    worker.post(.join(regionalCache: region, accepted))
  }

  func received(_ head: ResponseHead, for fetch: Fetch) {
    guard let attempt = active[ObjectIdentifier(fetch)] else { return }
    if let sentAt = attempt.sentAt {
      let took = edge.loop.now.nanosecondsSinceEpoch - sentAt.nanosecondsSinceEpoch
      attempt.took = .nanoseconds(took)
      tally(attempt) {
        $0.responses += 1
        $0.responseNanoseconds += took
      }
    }
    let head = addingCookie(to: head, of: attempt)
    if fetch.upperTier == nil { witness?.received(head, for: attempt, at: edge) }
    for next in edge.cache.receive(head, for: fetch, now: edge.loop.now) {
      start(next)
    }
  }

  /// What the load balancer says to the client beside the target. `no-cache` keeps the cookie from all who get a stored
  /// copy. On a 304 and for HEAD the fields are those of a copy that others share.
  private func addingCookie(to head: ResponseHead, of attempt: OriginAttempt) -> ResponseHead {
    let request = attempt.fetch.requestHead
    guard let target = attempt.target, head.status != 304, attempt.fetch.method != .head,
      let cookie = attempt.group?.cookie(for: target, answering: request.span)
    else { return head }
    var head = head
    head.fields.append("Set-Cookie", cookie)
    head.fields.append("Cache-Control", "no-cache=\"Set-Cookie\"")
    return head
  }

  /// False if the origin must not have sent it.
  func received(interim head: ResponseHead, for fetch: Fetch) -> Bool {
    edge.cache.receive(interim: head, for: fetch)
  }

  func received(_ bytes: Span<UInt8>, for fetch: Fetch) {
    edge.cache.receive(bytes, for: fetch, now: edge.loop.now)
    // A viewer of a range has it, nobody wants the rest, and there is much of it.
    if fetch.isDiscarding, fetch.receivedBytes > Limits.discardedBytes { cancel(fetch) }
  }

  func completed(_ fetch: Fetch, on connection: OriginConnection, reusable: Bool) {
    if let attempt = active.removeValue(forKey: ObjectIdentifier(fetch)) { end(attempt) }
    if reusable, !edge.isDraining, idle[connection.endpoint, default: []].count < Limits.idleOriginConnections
    {
      connection.rest(seconds: fetch.origin.keepaliveTimeout)
      idle[connection.endpoint, default: []].append(connection)
    } else {
      connection.close()
    }
    edge.cache.finish(fetch, now: edge.loop.now)
  }

  /// `isFresh`: nothing of the response had come, so the request may be sent again (RFC 9110 section 9.2.2).
  func failed(_ fetch: Fetch, _ failure: OriginFailure, isFresh: Bool, fault: HTTPError.Reason?) {
    guard let attempt = active[ObjectIdentifier(fetch)] else { return }
    isFresh ? retryOrFail(attempt, failure) : fail(attempt, failure, fault: fault)
  }

  func ended(_ connection: OriginConnection) {
    connectionCount -= 1
    let left = open[connection.endpoint, default: 1] - 1
    open[connection.endpoint] = left > 0 ? left : nil
    idle[connection.endpoint]?.removeAll { $0 === connection }
  }
}
