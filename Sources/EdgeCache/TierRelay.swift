import HTTPWire
import Primitives

/// A fetch of one cache as an exchange of the next (see `TierChain`).
final class TierRelay {
  let fetch: Fetch
  private let lower: EdgeCache
  private let upper: EdgeCache
  private unowned let chain: TierChain
  private let exchange = Exchange()
  private var hasHead = false
  private var isPumping = false
  private var isOver = false

  init(_ fetch: Fetch, of lower: EdgeCache, to upper: EdgeCache, in chain: TierChain) {
    (self.fetch, self.lower, self.upper, self.chain) = (fetch, lower, upper, chain)
    exchange.isFromCache = true
    exchange.isForErrorPage = fetch.isForErrorPage
    exchange.onProgress = { [unowned self] in pump() }
    exchange.onInterim = { [unowned self] in passOn(interim: $0) }
    fetch.onWantsMore = { [weak self] in self?.pump() }
  }

  func begin() {
    var parser = RequestParser()
    let octets = fetch.requestHead
    guard (try? parser.parse(octets.span, into: &exchange.request)) != nil else {
      preconditionFailure("a cache has written a request that is none")
    }
    if let next = upper.begin(exchange, now: chain.now) { chain.start(next, of: upper) }
    pump()
  }

  func abandon() {
    isOver = true
    if let next = upper.abandon(exchange, bytesSent: exchange.bodyOffset, now: chain.now) {
      chain.cancel(next)
    }
  }

  /// Hands on what is there.
  private func pump() {
    guard exchange.phase == .responding, !isPumping, !isOver else { return }
    isPumping = true
    defer { isPumping = false }
    if !hasHead {
      hasHead = true
      for next in lower.receive(responseHead(exchange.head), for: fetch, now: chain.now) {
        chain.start(next, of: lower)
      }
    }
    while !isOver, lower.wantsMore(fetch) {
      switch next() {
      case .handedOn: continue
      case .awaited: return
      case .complete: return end()
      case .failed: return fail()
      }
    }
  }

  private enum Progress { case handedOn, awaited, complete, failed }

  private func next() -> Progress {
    if upper.bodies == .counted { return nextCounted() }
    switch exchange.content {
    case .bytes(let bytes):
      lower.receive(bytes.span, for: fetch, now: chain.now)
      if !isOver { exchange.sent(bytes.count) }
      return .handedOn
    case .awaited: return .awaited
    case .complete: return .complete
    // Caches that are asked without a connection have no file.
    case .failed, .cold: return .failed
    }
  }

  private func nextCounted() -> Progress {
    guard let body = exchange.body else { return .complete }
    let end = min(exchange.bodyEnd ?? body.count, body.count)
    if end > exchange.bodyOffset {
      lower.receive(byteCount: end - exchange.bodyOffset, for: fetch, now: chain.now)
      if !isOver { exchange.advance(to: end) }
      return .handedOn
    }
    if body.isFailed { return .failed }
    return body.isComplete || exchange.bodyEnd == end ? .complete : .awaited
  }

  private func end() {
    isOver = true
    chain.ended(self)
    upper.end(exchange, bytesSent: exchange.head.count + exchange.bodyOffset, now: chain.now)
    lower.finish(fetch, now: chain.now)
  }

  private func fail() {
    isOver = true
    chain.ended(self)
    _ = upper.abandon(exchange, bytesSent: exchange.head.count + exchange.bodyOffset, now: chain.now)
    for next in lower.fail(fetch, .truncatedBody, now: chain.now) { chain.start(next, of: lower) }
  }

  private func passOn(interim octets: [UInt8]) {
    _ = lower.receive(interim: responseHead(octets), for: fetch)
  }

  private func responseHead(_ octets: [UInt8]) -> ResponseHead {
    var head = ResponseHead()
    var parser = ResponseParser()
    guard (try? parser.parse(octets.span, into: &head)) != nil else {
      preconditionFailure("a cache has written a response that is none")
    }
    return head
  }
}
