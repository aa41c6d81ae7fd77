import HTTPCaching
import HTTPWire
import Primitives

extension EdgeCache {
  /// Answers `exchange` with a complete response: from the store, or made here.
  func answer(
    _ exchange: Exchange, _ response: StoredResponse, _ result: ResultType, _ reason: ResultReason,
    now: Instant
  ) {
    (exchange.result, exchange.reason, exchange.phase) = (result, reason, .responding)
    if isNotModified(exchange, response, now: now) {
      exchange.status = 304
      (exchange.body, exchange.framing) = (nil, .none)
      writeHead(of: exchange, response.notModifiedHead, response, now: now)
    } else {
      send(response, to: exchange, now: now)
    }
  }

  /// The whole of a response, or what a range request gets of it.
  private func send(
    _ response: StoredResponse, to exchange: Exchange, firstViewerLines: [UInt8] = [], now: Instant
  ) {
    switch ranges(of: exchange, response, now: now) {
    case .whole:
      exchange.status = response.status
      setBody(of: exchange, to: response)
      writeHead(of: exchange, response.head, response, firstViewerLines: firstViewerLines, now: now)
    case .one(let range): send(range, of: response, to: exchange, firstViewerLines, now: now)
    case .several(let ranges): send(ranges, of: response, to: exchange, firstViewerLines, now: now)
    case .unsatisfiable:
      let page = GeneratedPage.unsatisfiable(length: response.body?.expectedCount ?? 0, now: now)
      (exchange.status, exchange.result, exchange.reason) = (page.status, .error, .rangeNotSatisfiable)
      exchange.fetch = nil
      setBody(of: exchange, to: page)
      writeHead(of: exchange, page.head, page, now: now)
    }
  }

  /// Answers the exchange whose fetch brought `response`; the body may still be on its way.
  func passOn(_ response: StoredResponse, to exchange: Exchange, now: Instant) {
    exchange.phase = .responding
    exchange.result = response.status >= 400 ? .error : .miss
    if response.status >= 400 {
      exchange.reason = .originStatus
    } else if exchange.fetch?.context.stale != nil {
      exchange.reason = .replaced
    } else if exchange.reason == .collapsed {
      exchange.reason = .notStored  // the viewer it had waited with has gone
    }
    send(response, to: exchange, firstViewerLines: response.firstViewerLines, now: now)
  }

  /// Answers a request that found `fetch` under way, or waited on it.
  func join(_ exchange: Exchange, _ fetch: Fetch, _ response: StoredResponse, now: Instant) {
    let isError = response.status >= 400
    answer(exchange, response, isError ? .error : .hit, isError ? .originStatus : .collapsed, now: now)
    guard exchange.body != nil, exchange.body === response.body, !response.isBodyComplete else {
      exchange.fetch = nil
      return
    }
    exchange.fetch = fetch
    if !fetch.exchanges.contains(where: { $0 === exchange }) { fetch.exchanges.append(exchange) }
  }

  /// Viewers' conditions are not supported where cookies are forwarded.
  private func isNotModified(_ exchange: Exchange, _ response: StoredResponse, now: Instant) -> Bool {
    guard response.status == 200, !response.notModifiedHead.isEmpty, !response.forwardsCookies,
      exchange.request.method == .get || exchange.request.method == .head,
      exchange.request.fields.contains(.ifNoneMatch) || exchange.request.fields.contains(.ifModifiedSince)
    else { return false }
    let head = response.head
    let entityTag = response.entityTag ?? 0..<0
    return Preconditions.isNotModified(
      exchange.request.fields, entityTag: head.span.extracting(entityTag),
      lastModified: response.lastModifiedSeconds, now: now)
  }

  private func setBody(of exchange: Exchange, to response: StoredResponse) {
    guard exchange.request.method != .head, let body = response.body else {
      (exchange.body, exchange.framing) = (nil, .none)
      return
    }
    exchange.body = body
    if let length = body.expectedCount {
      exchange.framing = .length(length)
    } else if exchange.request.minorVersion > 0 {
      exchange.framing = .chunked
    } else {
      (exchange.framing, exchange.isKeepAlive) = (.close, false)
    }
  }

  /// Writes the head of a 206: the stored fields but those that describe all of the content, then `lines`.
  func writePartialHead(
    of exchange: Exchange, _ response: StoredResponse, without left: FieldName = .contentLength,
    _ firstViewerLines: [UInt8], now: Instant, lines: (inout [UInt8]) -> Void
  ) {
    var head = exchange.head
    exchange.head = []
    head.append(statusLine: 206)
    response.appendFieldLines(to: &head) { $0 != .contentLength && $0 != .contentRange && $0 != left }
    lines(&head)
    exchange.head = head
    writeHead(of: exchange, [], response, firstViewerLines: firstViewerLines, now: now)
  }

  /// Writes the head: what is stored, the lines that differ from answer to answer, and the blank line.
  private func writeHead(
    of exchange: Exchange, _ stored: [UInt8], _ response: StoredResponse, firstViewerLines: [UInt8] = [],
    now: Instant
  ) {
    // Taken out of the exchange while it grows: one access to the property in place of one for each line.
    var head = exchange.head
    exchange.head = []
    let (result, minorVersion) = (exchange.result, exchange.request.minorVersion)
    head.append(contentsOf: stored)
    head.append(contentsOf: firstViewerLines)
    if exchange.framing == .chunked { head.append("Transfer-Encoding: chunked\r\n") }
    if !exchange.isKeepAlive {
      head.append("Connection: close\r\n")
    } else if minorVersion == 0 {
      head.append("Connection: keep-alive\r\n")
    }
    if result == .hit || response.hasAge || exchange.reason == .errorHeld || exchange.reason == .staleOnError
    {
      head.append(fieldLine: "Age", decimal: Int(response.age(at: now)))
    }
    identity.endHead(&head, result, minorVersion: minorVersion)
    exchange.head = head
  }
}
