import EdgeCache
import EventLoop
import Glibc
import HTTPWire
import Primitives
import TLS

/// Carries out a PoP's fetches: finds the origin, keeps connections to it alive, tries again where that is safe, and
/// tells the cache what came.
final class OriginClient {
  unowned let edge: EdgeServer
  /// Where built-in origins listen, by name.
  var builtIn: [String: SocketAddress] {
    // With a new configuration; the files of trusted certificates are read again.
    didSet { contexts = [:] }
  }
  private let resolver: NameResolver
  private var idle: [OriginEndpoint: [OriginConnection]] = [:]
  private var contexts: [OriginEndpoint.Trust: TLSClientContext] = [:]
  private var active: [ObjectIdentifier: Attempt] = [:]
  private(set) var connectionCount = 0
  private var lastLoggedSecond: Int64 = 0
  private var unloggedFailures = 0

  /// A fetch under way: on a connection, or waiting for its origin's address.
  private struct Attempt {
    let fetch: Fetch
    /// Called when a request body can be taken.
    let onReady: () -> Void
    var left: Int
    /// `ResponseCompletionTimeout`
    var completion: Timer?
    var endpoint: OriginEndpoint?
    var connection: OriginConnection?
  }

  init(edge: EdgeServer, builtIn: [String: SocketAddress]) {
    (self.edge, self.builtIn) = (edge, builtIn)
    resolver = NameResolver(on: edge.loop)
  }

  // MARK: Fetches

  func start(_ fetch: Fetch, onReady: @escaping () -> Void = {}) {
    active[ObjectIdentifier(fetch)] = Attempt(
      fetch: fetch, onReady: onReady, left: fetch.origin.connectionAttempts)
    if let seconds = fetch.origin.responseCompletionTimeout {
      active[ObjectIdentifier(fetch)]?.completion = Timer(on: edge.loop, after: .seconds(seconds)) {
        [unowned self] in
        active[ObjectIdentifier(fetch)]?.connection?.abandon()
        fail(fetch, .completionTimeout)
      }
    }
    let name = fetch.origin.domainName
    // Inside the process nobody can listen in: a built-in origin is asked over plain HTTP.
    if let address = builtIn[name] { return connect(fetch, to: OriginEndpoint(address: address)) }
    if let literal = IPAddress(name) { return connect(fetch, to: endpoint(of: fetch, at: literal)) }
    resolver.resolve(name) { [weak self] address in
      guard let self, active[ObjectIdentifier(fetch)] != nil else { return }
      guard let address else { return fail(fetch, .nameNotResolved) }
      connect(fetch, to: endpoint(of: fetch, at: address))
    }
  }

  private func endpoint(of fetch: Fetch, at address: IPAddress) -> OriginEndpoint {
    let port = fetch.usesTLS ? fetch.origin.httpsPort : fetch.origin.httpPort
    return OriginEndpoint(
      address: SocketAddress(address, port: port), tls: fetch.usesTLS ? OriginEndpoint.TLS(fetch) : nil)
  }

  /// Ends every connection: they call back here, so none may outlive the client.
  func close() {
    let connections = idle.values.flatMap { $0 } + active.values.compactMap(\.connection)
    (idle, active) = ([:], [:])
    for connection in connections { connection.abandon() }
  }

  /// Nobody is left who wants the response.
  func cancel(_ fetch: Fetch) {
    active.removeValue(forKey: ObjectIdentifier(fetch))?.connection?.abandon()
  }

  private func connect(_ fetch: Fetch, to endpoint: OriginEndpoint) {
    guard let attempt = active[ObjectIdentifier(fetch)] else { return }
    let connection: OriginConnection
    // A kept connection costs no attempt: that the origin has closed it meanwhile says nothing about the origin.
    if fetch.isRetryable, let kept = idle[endpoint]?.popLast() {
      connection = kept
    } else {
      guard connectionCount < Limits.originConnections else { return fail(fetch, .busy) }
      active[ObjectIdentifier(fetch)]?.left -= 1
      active[ObjectIdentifier(fetch)]?.endpoint = endpoint
      do throws(SystemError) {
        var tls: TLSClientContext?
        if let trust = endpoint.tls?.trust { tls = try context(of: trust) }
        connection = try OriginConnection(client: self, endpoint: endpoint, tls: tls)
      } catch {
        return retryOrFail(fetch, error.code == EKEYREJECTED ? .untrustedCertificate : .connectRefused)
      }
      connectionCount += 1
    }
    active[ObjectIdentifier(fetch)]?.endpoint = endpoint
    active[ObjectIdentifier(fetch)]?.connection = connection
    connection.send(fetch)
    attempt.onReady()
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

  private func retryOrFail(_ fetch: Fetch, _ failure: OriginFailure) {
    guard fetch.mayRetry(after: failure), let attempt = active[ObjectIdentifier(fetch)], attempt.left > 0,
      let endpoint = attempt.endpoint
    else { return fail(fetch, failure) }
    active[ObjectIdentifier(fetch)]?.connection = nil
    connect(fetch, to: endpoint)
  }

  private func fail(_ fetch: Fetch, _ failure: OriginFailure, fault: HTTPError.Reason? = nil) {
    logFailure(fetch, failure, fault)
    active[ObjectIdentifier(fetch)] = nil
    for next in edge.cache.fail(fetch, failure, now: edge.loop.now) { start(next) }
  }

  /// One line a second for each PoP, with the number of those left out.
  private func logFailure(_ fetch: Fetch, _ failure: OriginFailure, _ fault: HTTPError.Reason?) {
    let second = edge.loop.now.secondsSinceEpoch
    guard second != lastLoggedSecond else { return unloggedFailures += 1 }
    let cause = fault.map { "\(failure): \($0)" } ?? "\(failure)"
    let more = unloggedFailures > 0 ? ", and \(unloggedFailures) failures before it" : ""
    edge.log.warning(
      "\(edge.pop.id): origin \(fetch.origin.id) (\(fetch.origin.domainName)) failed: \(cause)\(more)")
    (lastLoggedSecond, unloggedFailures) = (second, 0)
  }

  // MARK: Request bodies

  func upload(_ bytes: Span<UInt8>, to fetch: Fetch, from viewer: any UploadSource) {
    active[ObjectIdentifier(fetch)]?.connection?.upload(bytes, from: viewer)
  }

  func endUpload(to fetch: Fetch) { active[ObjectIdentifier(fetch)]?.connection?.endUpload() }

  // MARK: From connections

  func received(_ head: ResponseHead, for fetch: Fetch) {
    for next in edge.cache.receive(head, for: fetch, now: edge.loop.now) { start(next) }
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
    active[ObjectIdentifier(fetch)] = nil
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
    guard active[ObjectIdentifier(fetch)] != nil else { return }
    isFresh ? retryOrFail(fetch, failure) : fail(fetch, failure, fault: fault)
  }

  func ended(_ connection: OriginConnection) {
    connectionCount -= 1
    idle[connection.endpoint]?.removeAll { $0 === connection }
  }
}
