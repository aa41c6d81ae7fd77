import EventLoop
import HTTPWire
import Health
import Primitives
import Simulation

/// What the admin interface shows and changes.
protocol AdminBackend: AnyObject {
  /// Brings the lab's state together, from all threads, and hands it on.
  func inspect(_ completion: @escaping (LabStatus) -> Void)
  func ask(_ question: HealthQuestion, _ completion: @escaping (HealthAnswer) -> Void)
  /// Of the built-in origins that have one.
  var originFaults: [String: ServerFault] { get }
  /// False if there is no such origin.
  func setFault(_ fault: ServerFault, of origin: String) -> Bool
  func invalidate(
    _ batch: InvalidationBatch, of distribution: String?
  ) throws(InvalidationBatch.Refused) -> InvalidationStatus
  /// Loads static content again; nil: of all distributions, in all points of presence.
  func preload(_ distribution: String?, pop: String?) throws(InvalidationBatch.Refused)
  /// All that are known, the newest last.
  var invalidationStatus: [InvalidationStatus] { get }
}

/// The operator's HTTP interface.
///
///     GET    /metrics                      Prometheus
///     GET    /status                       the lab, JSON
///     GET    /origins                      origins and targets of load balancers, JSON
///     GET    /health-checks                every health check, JSON
///     GET    /health-checks/ID             one, with each checker's view and its history
///     POST   /health-checks/ID?force=down&for=5m          up, down or obey
///     POST   /health-checks/ID?alarm=ALARM                OK, ALARM or INSUFFICIENT_DATA
///     POST   /health-checks/ID?routing-control=off        on or off
///     GET    /faults                       faults of built-in origins, JSON
///     POST   /faults/ORIGIN?hang&delay=200ms
///     DELETE /faults/ORIGIN
///     GET    /preload                      how much of the static content there is, JSON
///     POST   /preload/DISTRIBUTION?pop=ID  loads it again; both may be left out
///     GET    /invalidations                all that are known, JSON
///     GET    /invalidations/ID
///     POST   /invalidations/DISTRIBUTION   an InvalidationBatch of the CloudFront API, JSON; the id may be left out where
///                                          there is one distribution only
final class AdminServer {
  private let listener: StreamListener

  init(on loop: EventLoop, socket: Socket, backend: any AdminBackend) {
    listener = StreamListener(on: loop, socket: socket) { [unowned backend] accepted in
      _ = HTTPServerConnection(on: loop, accepted: accepted, responder: AdminResponder(backend: backend)) {
        _ in
      }
    }
  }
}

private final class AdminResponder: HTTPResponder {
  private unowned let backend: any AdminBackend
  /// Of the request, where it is read.
  private var body: [UInt8] = []

  init(backend: any AdminBackend) { self.backend = backend }

  func respond(on connection: HTTPServerConnection) {
    body = []
    let readsBody =
      connection.request.bodyFraming != .none && connection.request.target.starts(with: Self.batchPath)
    if readsBody { connection.acceptBody() } else { answer(connection) }
  }

  private static let batchPath = Array("/invalidations".utf8)

  func received(body bytes: Span<UInt8>, on connection: HTTPServerConnection) {
    guard body.count + bytes.count <= Limits.adminBodyBytes else { return connection.abort() }
    body.append(span: bytes)
  }

  func bodyEnded(on connection: HTTPServerConnection) {
    if connection.request.target.starts(with: Self.batchPath) { answer(connection) }
  }

  private func answer(_ connection: HTTPServerConnection) {
    let target = String(decoding: connection.request.target, as: UTF8.self)
    let path = String(target.prefix { $0 != "?" })
    let words = target.dropFirst(path.count + 1).split(separator: "&").map {
      String($0).percentDecoded ?? String($0)
    }
    let parts = path.split(separator: "/").map { String($0).percentDecoded ?? String($0) }
    let method = connection.request.method
    let isRead = method == .get || method == .head
    // A page that some browser shows must not change the lab.
    if !isRead, connection.request.fields.contains(.origin) {
      return answer(
        403, "text/plain", "The admin interface takes no changes from web pages.\n", on: connection)
    }
    switch (parts.count, parts.first) {
    case (1, "metrics") where isRead:
      backend.inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, "text/plain; version=0.0.4; charset=utf-8", status.prometheusText, on: connection)
      }
    case (1, "status") where isRead:
      backend.inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, "application/json", status.json, on: connection)
      }
    case (1, "origins") where isRead:
      backend.inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, HealthCheckStatus.json(status.originServers), on: connection)
      }
    case (1, "health-checks") where isRead: ask(.list, on: connection)
    case (2, "health-checks") where isRead: ask(.status(id: parts[1]), on: connection)
    case (2, "health-checks") where method == .post: change(parts[1], words, on: connection)
    case (1, "faults") where isRead:
      answer(200, HealthCheckStatus.json(backend.originFaults.mapValues(\.words)), on: connection)
    case (2, "faults") where method == .post || method == .delete:
      setFault(of: parts[1], method == .post ? words : nil, on: connection)
    case (1, "invalidations") where isRead:
      answer(200, HealthCheckStatus.json(backend.invalidationStatus), on: connection)
    case (2, "invalidations") where isRead: showInvalidation(parts[1], on: connection)
    case (1, "invalidations") where method == .post: invalidate(nil, on: connection)
    case (2, "invalidations") where method == .post: invalidate(parts[1], on: connection)
    case (1, "preload") where isRead:
      backend.inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, HealthCheckStatus.json(status.staticContent), on: connection)
      }
    case (1, "preload") where method == .post: preload(nil, words, on: connection)
    case (2, "preload") where method == .post: preload(parts[1], words, on: connection)
    case (1, "preload"), (2, "preload"):
      answer(
        405, "text/plain", "\(path) answers GET and POST.\n", ["Allow": "GET, HEAD, POST"], on: connection)
    case (1, "metrics"), (1, "status"), (1, "origins"), (1, "health-checks"), (1, "faults"):
      answer(405, "text/plain", "\(path) answers GET.\n", ["Allow": "GET, HEAD"], on: connection)
    case (2, "health-checks"), (1, "invalidations"), (2, "invalidations"):
      answer(
        405, "text/plain", "\(path) answers GET and POST.\n", ["Allow": "GET, HEAD, POST"], on: connection)
    case (2, "faults"):
      answer(
        405, "text/plain", "\(path) answers POST and DELETE.\n", ["Allow": "POST, DELETE"], on: connection)
    default:
      answer(
        404, "text/plain",
        "Here: /metrics (Prometheus), /status, /origins, /health-checks, /health-checks/ID, /faults, /preload and /invalidations (JSON).\n",
        on: connection)
    }
  }

  // MARK: Health checks

  private func change(_ id: String, _ words: [String], on connection: HTTPServerConnection) {
    do throws(HealthQuestion.Refused) {
      ask(try HealthQuestion(id: id, words: words), on: connection)
    } catch {
      answer(400, "text/plain", "\(error)\n", on: connection)
    }
  }

  private func ask(_ question: HealthQuestion, on connection: HTTPServerConnection) {
    backend.ask(question) { [weak connection] reply in
      guard let connection else { return }
      switch reply {
      case .list(let checks): self.answer(200, HealthCheckStatus.json(checks), on: connection)
      case .one(let check): self.answer(200, HealthCheckStatus.json(check), on: connection)
      case .refused(let status, let why): self.answer(status, "text/plain", "\(why)\n", on: connection)
      }
    }
  }

  // MARK: Faults

  /// Without words it is over.
  private func setFault(of origin: String, _ words: [String]?, on connection: HTTPServerConnection) {
    do throws(ServerFault.Refused) {
      guard backend.setFault(try words.map(ServerFault.init(words:)) ?? ServerFault(), of: origin) else {
        return answer(404, "text/plain", "there is no built-in origin \(origin)\n", on: connection)
      }
      answer(200, HealthCheckStatus.json(backend.originFaults.mapValues(\.words)), on: connection)
    } catch {
      answer(400, "text/plain", "\(error)\n", on: connection)
    }
  }

  // MARK: Invalidations

  private func showInvalidation(_ id: String, on connection: HTTPServerConnection) {
    guard let status = backend.invalidationStatus.first(where: { $0.id == id }) else {
      return answer(
        404, "text/plain", "NoSuchInvalidation: there is no invalidation '\(id)'\n", on: connection)
    }
    answer(200, HealthCheckStatus.json(status), on: connection)
  }

  private func invalidate(_ distribution: String?, on connection: HTTPServerConnection) {
    do throws(InvalidationBatch.Refused) {
      let made = try backend.invalidate(try InvalidationBatch(json: body), of: distribution)
      answer(201, HealthCheckStatus.json(made), on: connection)
    } catch {
      answer(error.status, "text/plain", "\(error.text)\n", on: connection)
    }
  }

  // MARK: Static content

  private func preload(_ distribution: String?, _ words: [String], on connection: HTTPServerConnection) {
    guard words.allSatisfy({ $0.hasPrefix("pop=") }) else {
      return answer(400, "text/plain", "expected pop=ID, or nothing\n", on: connection)
    }
    do throws(InvalidationBatch.Refused) {
      try backend.preload(distribution, pop: words.last.map { String($0.dropFirst(4)) })
      answer(202, "application/json", "{}\n", on: connection)
    } catch {
      answer(error.status, "text/plain", "\(error.text)\n", on: connection)
    }
  }

  // MARK: The answer

  private func answer(_ status: UInt16, _ json: String, on connection: HTTPServerConnection) {
    answer(status, "application/json", json, on: connection)
  }

  private func answer(
    _ status: UInt16, _ type: String, _ text: String, _ extra: KeyValuePairs<String, String> = [:],
    on connection: HTTPServerConnection
  ) {
    let body = Array(text.utf8)
    var head = ResponseHead(status: status, extra)
    let keepAlive = connection.request.isKeepAlive
    head.fields.append("Content-Type", type)
    head.fields.append("Content-Length", String(body.count))
    head.fields.append("Cache-Control", "no-store")
    if !keepAlive { head.fields.append("Connection", "close") }
    var bytes: [UInt8] = []
    head.encode(into: &bytes)
    connection.connection.send(bytes.span)
    if connection.request.method != .head { connection.connection.send(body.span) }
    connection.finishResponse(keepAlive: keepAlive)
    connection.connection.flush()
  }

  func drained(on connection: HTTPServerConnection) {}
  func refused(on connection: HTTPServerConnection, bytesSent: Int) {}
  func aborted(on connection: HTTPServerConnection) {}
}

extension HealthQuestion {
  struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// Reads `force=down` with or without `for=5m`, `alarm=OK`, `routing-control=on`.
  init(id: String, words: [String]) throws(Refused) {
    var values: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      values[parts[0]] = parts.count > 1 ? parts[1] : ""
    }
    func refuse(_ key: String, _ expected: String) -> Refused {
      Refused(description: "\(key) is '\(values[key] ?? "")'; expected \(expected)")
    }
    let period = values.removeValue(forKey: "for")
    guard values.count == 1, let (key, value) = values.first, period == nil || key == "force" else {
      throw Refused(
        description:
          "expected one of force=up|down|obey (and for=5m with it), alarm=OK|ALARM|INSUFFICIENT_DATA, routing-control=on|off"
      )
    }
    switch key {
    case "force":
      guard let status = ForcedStatus(rawValue: value) else { throw refuse(key, "up, down or obey") }
      let duration = period.flatMap { Duration(text: $0) }
      guard period == nil || duration != nil else {
        throw Refused(description: "for is '\(period ?? "")'; expected a time such as 5m")
      }
      self = .force(id: id, status, for: duration)
    case "alarm":
      guard let state = AlarmState(rawValue: value) else {
        throw refuse(key, "OK, ALARM or INSUFFICIENT_DATA")
      }
      self = .alarm(id: id, state)
    case "routing-control":
      guard value == "on" || value == "off" else { throw refuse(key, "on or off") }
      self = .routingControl(id: id, isOn: value == "on")
    default: throw Refused(description: "'\(key)' is unknown; expected force, alarm or routing-control")
    }
  }
}
