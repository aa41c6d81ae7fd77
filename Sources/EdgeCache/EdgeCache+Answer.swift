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
    if let page = exchange.errorPage { (exchange.result, exchange.reason) = (.error, page.reason) }
    if isNotModified(exchange, response, now: now) {
      exchange.status = 304
      (exchange.body, exchange.framing) = (nil, .none)
      writeHead(of: exchange, response, now: now)
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
      exchange.status = exchange.status(for: response)
      setBody(of: exchange, to: response)
      writeHead(of: exchange, response, firstViewerLines: firstViewerLines, now: now)
    case .one(let range): send(range, of: response, to: exchange, firstViewerLines, now: now)
    case .several(let ranges): send(ranges, of: response, to: exchange, firstViewerLines, now: now)
    case .unsatisfiable:
      let page = GeneratedPage.unsatisfiable(length: response.body?.expectedCount ?? 0, now: now)
      (exchange.status, exchange.result, exchange.reason) = (page.status, .error, .rangeNotSatisfiable)
      exchange.fetch = nil
      setBody(of: exchange, to: page)
      writeHead(of: exchange, page, now: now)
    }
  }

  /// Answers the exchange whose fetch brought `response`; the body may still be on its way.
  func passOn(_ response: StoredResponse, to exchange: Exchange, now: Instant) {
    exchange.phase = .responding
    let upper = exchange.fetch?.answer
    exchange.result = response.status >= 400 ? .error : exchange.fetch?.result ?? .miss
    exchange.layer = upper?.layer
    if response.status >= 400 {
      exchange.reason = upper?.failure?.reason ?? .originStatus
    } else if let upper, let reason = upper.result == .refreshHit ? upper.reason : upper.hitReason {
      exchange.reason = reason
    } else if exchange.fetch?.context.stale != nil {
      exchange.reason = .replaced
    } else if exchange.reason == .collapsed {
      exchange.reason = .notStored  // the viewer it had waited with has gone
    }
    if let page = exchange.errorPage { (exchange.result, exchange.reason) = (.error, page.reason) }
    send(response, to: exchange, firstViewerLines: response.firstViewerLines, now: now)
  }

  /// Answers a request that found `fetch` under way, or waited on it.
  func join(_ exchange: Exchange, _ fetch: Fetch, _ response: StoredResponse, now: Instant) {
    let isError = response.status >= 400
    answer(exchange, response, isError ? .error : .hit, isError ? .originStatus : .collapsed, now: now)
    guard let body = exchange.body?.blocks, body === response.body?.blocks, !body.isComplete else {
      exchange.fetch = nil
      return
    }
    exchange.fetch = fetch
    if !fetch.exchanges.contains(where: { $0 === exchange }) { fetch.exchanges.append(exchange) }
  }

  /// Viewers' conditions are not supported where cookies are forwarded.
  private func isNotModified(_ exchange: Exchange, _ response: StoredResponse, now: Instant) -> Bool {
    guard response.status == 200, exchange.errorPage == nil, response.hasValidator,
      !response.forwardsCookies || exchange.isFromCache,
      exchange.request.method == .get || exchange.request.method == .head,
      exchange.request.fields.contains(.ifNoneMatch) || exchange.request.fields.contains(.ifModifiedSince)
    else { return false }
    let entityTag = response.entityTag ?? 0..<0
    return Preconditions.isNotModified(
      exchange.request.fields, entityTag: response.head.extracting(entityTag),
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
    appendStored(response, for: exchange, without: left, to: &head)
    lines(&head)
    endHead(&head, of: exchange, response, firstViewerLines, now: now)
    exchange.head = head
  }

  /// Writes the head: what is stored, the lines that differ from answer to answer, and the blank line.
  private func writeHead(
    of exchange: Exchange, _ response: StoredResponse, firstViewerLines: [UInt8] = [], now: Instant
  ) {
    // Taken out of the exchange while it grows: one access to the property in place of one for each line.
    var head = exchange.head
    exchange.head = []
    appendStored(response, for: exchange, to: &head)
    endHead(&head, of: exchange, response, firstViewerLines, now: now)
    exchange.head = head
  }

  private func endHead(
    _ head: inout [UInt8], of exchange: Exchange, _ response: StoredResponse, _ firstViewerLines: [UInt8],
    now: Instant
  ) {
    let (result, minorVersion) = (exchange.result, exchange.request.minorVersion)
    head.append(contentsOf: firstViewerLines)
    if exchange.framing == .chunked { head.append("Transfer-Encoding: chunked\r\n") }
    if !exchange.isKeepAlive {
      head.append("Connection: close\r\n")
    } else if minorVersion == 0 {
      head.append("Connection: keep-alive\r\n")
    }
    if result == .hit || result == .refreshHit && exchange.isFromCache || response.hasAge
      || exchange.reason == .errorHeld || exchange.reason == .staleOnError
    {
      head.append(fieldLine: "Age", decimal: Int(response.age(at: now)))
    }
    if exchange.behavior?.writesCacheStatus == true {
      appendCacheStatus(to: &head, of: exchange, response, now: now)
    }
    if exchange.isFromCache { appendTierAnswer(to: &head, of: exchange, response, now: now) }
    identity.endHead(&head, result, minorVersion: minorVersion)
    if exchange.isFromCache { return }
    if exchange.behavior?.responseHeaders != nil { appendServerTiming(to: &head, of: exchange, now: now) }
  }

  /// What is stored, as the response headers policy of the behaviour leaves it.
  private func appendStored(
    _ response: StoredResponse, for exchange: Exchange, without left: FieldName? = nil,
    to head: inout [UInt8]
  ) {
    let isNotModified = exchange.status == 304 && response.status == 200
    guard let policy = exchange.behavior?.responseHeaders, !exchange.isFromCache else {
      if isNotModified { return response.appendNotModifiedHead(to: &head) }
      return append(response.head, of: response, exchange, without: left, to: &head)
    }
    let heads = response.heads(under: policy)
    guard let cors = policy.cors, let origin = exchange.request.fields.first(.origin) else {
      let own = isNotModified ? heads.notModifiedHead : heads.head
      return append(own.span, of: response, exchange, without: left, to: &head)
    }
    let own = isNotModified ? heads.corsNotModifiedHead : heads.corsHead
    append(own.span, of: response, exchange, without: left, to: &head)
    if !heads.leavesCORSToOrigin { cors.append(for: exchange.request, originIndex: origin, to: &head) }
  }

  /// The head of an error page says what the viewer is to be told, not how the page was found; that of a part leaves
  /// out what describes all of the content.
  private func append(
    _ stored: Span<UInt8>, of response: StoredResponse, _ exchange: Exchange, without left: FieldName?,
    to head: inout [UInt8]
  ) {
    let isPart = exchange.status == 206 && response.status == 200
    guard isPart || (exchange.errorPage != nil && exchange.status != response.status) else {
      return head.append(span: stored)
    }
    head.append(statusLine: exchange.status)
    HeadLines.forEach(in: stored) { name, line in
      if name.isEmpty { return }
      let known = FieldName(name)
      if isPart, known == .contentLength || known == .contentRange || known == left { return }
      head.append(span: line)
    }
  }
}

extension Exchange {
  /// An error page that was found has the status the distribution says; one that was not, its own.
  fileprivate func status(for response: StoredResponse) -> UInt16 {
    guard let errorPage, response.status < 400 else { return response.status }
    return errorPage.responseCode
  }
}
