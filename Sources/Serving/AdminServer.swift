import EventLoop
import Foundation
import HTTPWire
import Primitives

/// The operator's HTTP interface: `/metrics` for Prometheus, `/status` in JSON.
final class AdminServer {
  private let listener: StreamListener

  /// `inspect` brings the lab's state together, from all workers, and hands it on.
  init(on loop: EventLoop, socket: Socket, inspect: @escaping (@escaping (LabStatus) -> Void) -> Void) {
    listener = StreamListener(on: loop, socket: socket) { accepted in
      _ = HTTPServerConnection(on: loop, accepted: accepted, responder: AdminResponder(inspect: inspect)) {
        _ in
      }
    }
  }
}

private final class AdminResponder: HTTPResponder {
  private let inspect: (@escaping (LabStatus) -> Void) -> Void

  init(inspect: @escaping (@escaping (LabStatus) -> Void) -> Void) { self.inspect = inspect }

  func respond(on connection: HTTPServerConnection) {
    let target = String(decoding: connection.request.target, as: UTF8.self)
    guard connection.request.method == .get || connection.request.method == .head else {
      return answer(
        405, "text/plain", "The admin interface answers GET.\n", ["Allow": "GET, HEAD"], on: connection)
    }
    switch target.prefix(while: { $0 != "?" }) {
    case "/metrics":
      inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, "text/plain; version=0.0.4; charset=utf-8", status.prometheusText, on: connection)
      }
    case "/status":
      inspect { [weak connection] status in
        guard let connection else { return }
        self.answer(200, "application/json", status.json, on: connection)
      }
    default:
      answer(404, "text/plain", "Here: /metrics (Prometheus) and /status (JSON).\n", on: connection)
    }
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

  func received(body: Span<UInt8>, on connection: HTTPServerConnection) {}
  func bodyEnded(on connection: HTTPServerConnection) {}
  func drained(on connection: HTTPServerConnection) {}
  func refused(on connection: HTTPServerConnection, bytesSent: Int) {}
  func aborted(on connection: HTTPServerConnection) {}
}
