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
      exchange.status = response.status
      setBody(of: exchange, to: response)
      writeHead(of: exchange, response.head, response, now: now)
    }
  }

  /// Answers the exchange whose fetch brought `response`; the body may still be on its way.
  func passOn(_ response: StoredResponse, to exchange: Exchange, now: Instant) {
    (exchange.status, exchange.phase) = (response.status, .responding)
    exchange.result = response.status >= 400 ? .error : .miss
    if response.status >= 400 {
      exchange.reason = .originStatus
    } else if exchange.fetch?.context.stale != nil {
      exchange.reason = .replaced
    } else if exchange.reason == .collapsed {
      exchange.reason = .notStored  // the viewer it had waited with has gone
    }
    setBody(of: exchange, to: response)
    writeHead(of: exchange, response.head, response, firstViewerLines: response.firstViewerLines, now: now)
  }

  /// Answers a request that found `fetch` under way, or waited on it.
  func join(_ exchange: Exchange, _ fetch: Fetch, _ response: StoredResponse, now: Instant) {
    let isError = response.status >= 400
    answer(exchange, response, isError ? .error : .hit, isError ? .originStatus : .collapsed, now: now)
    guard exchange.body != nil, !response.isBodyComplete else {
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
