import HTTPCaching
import HTTPWire
import Primitives

// Answers that the edge makes up: error pages, refusals, redirects.

extension EdgeCache {
  /// The page is an object like any other: the first behaviour that matches its path, a key, a copy or a fetch.
  func chooseErrorPage(_ passage: inout Passage) -> Step {
    guard let page = passage.exchange.errorPage, let distribution = passage.exchange.distribution,
      let target = RequestTarget(of: page.request)
    else { return .done }
    (passage.request, passage.target, passage.stale) = (page.request, target, nil)
    key.takePath(page.request, target, rootObject: distribution.rootObject)
    passage.behavior = key.behavior(in: distribution)
    return .key
  }

  /// Whether the distribution has a page in place of the error `status`; it is then the exchange's. A page that fails
  /// is not replaced in its turn.
  func takesErrorPage(_ exchange: Exchange, _ status: UInt16, _ reason: ResultReason) -> Bool {
    guard exchange.errorPage == nil, !exchange.isFromCache, exchange.preload == nil,
      let page = exchange.distribution?.errorPages.page(for: status)
    else {
      return false
    }
    exchange.errorPage = ErrorPage(page, for: exchange.request, reason)
    return true
  }

  /// Takes the steps for the error page that `exchange` has been given. Returns the fetch to start, if one is needed;
  /// else the exchange is answered, or waits.
  func beginErrorPage(_ exchange: Exchange, now: Instant) -> Fetch? {
    exchange.fetch = nil
    var passage = Passage(exchange: exchange, request: exchange.request, now: now)
    var step = Step.errorPage
    while step != .done { step = take(step, &passage) }
    return passage.fetch
  }

  func refuse(
    _ passage: inout Passage, _ status: UInt16, _ reason: ResultReason, _ sentence: StaticString
  ) -> Step {
    if takesErrorPage(passage.exchange, status, reason) { return .errorPage }
    let page = refusals.page(status, sentence, now: passage.now)
    answer(passage.exchange, page, .error, reason, now: passage.now)
    return .done
  }

  /// GET and HEAD: 301. Other methods must not become GET: 307, which HTTP/1.0 does not know.
  func redirect(_ passage: inout Passage) -> Step {
    let exchange = passage.exchange
    let isSafe = exchange.request.method == .get || exchange.request.method == .head
    guard isSafe || exchange.request.minorVersion > 0 else {
      return refuse(&passage, 403, .httpsRequired, "This distribution answers over HTTPS only.")
    }
    let location = key.httpsURL(exchange.request, passage.target)
    let page = GeneratedPage.redirect(isSafe ? 301 : 307, to: location, now: passage.now)
    answer(exchange, page, .redirect, .redirectToHTTPS, now: passage.now)
    return .done
  }
}
