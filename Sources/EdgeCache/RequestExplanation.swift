/// What `EdgeCache.begin` found out about a request, step by step: taken while it worked, not worked out again.
package struct RequestExplanation: Hashable, Sendable, Encodable {
  /// A step of `EdgeCache.begin` in the order they were taken, and what it found.
  package struct Step: Hashable, Sendable, Encodable {
    package var name: String
    package var finding: String
  }

  package struct Candidate: Hashable, Sendable, Encodable {
    package var pathPattern: String
    package var matches: Bool
    package var isChosen: Bool
  }

  package struct KeyPart: Hashable, Sendable, Encodable {
    package var name: String
    /// Nil: the request has none, which is not the same as an empty one.
    package var value: String?
  }

  package struct Answer: Hashable, Sendable, Encodable {
    package var status: UInt16
    package var result: String
    package var reason: String
    package var head: String

    /// Nil while the exchange waits.
    package init?(_ exchange: Exchange) {
      guard exchange.phase == .responding else { return nil }
      (status, result, reason) = (exchange.status, "\(exchange.result.text)", exchange.reason.rawValue)
      head = String(decoding: exchange.head, as: UTF8.self)
    }
  }

  package var steps: [Step] = []
  /// Its id; nil: no distribution has the host.
  package var distribution: String?
  /// In the order they are tried, those behind the chosen one too.
  package var behaviors: [Candidate] = []
  /// The path the patterns were compared with.
  package var matchedPath = ""
  /// What the key was read back from the key itself.
  package var key: [KeyPart] = []
  /// What is answered without the origin; nil where it must be asked.
  package var answer: Answer?
}

/// A request to an origin, as it would be sent.
package struct OriginRequestExplanation: Hashable, Sendable, Encodable {
  package var origin: String
  package var domainName: String
  package var port: UInt16
  package var usesTLS: Bool
  /// The group it is a member of.
  package var originGroup: String?
  package var isSecondary: Bool
  /// For the page of a custom error response.
  package var isErrorPage: Bool
  /// The cache that asks, where it is not the one that the viewer asked: `regional cache us-east-1`.
  package var tier: String?
  /// Request line and fields.
  package var head: String

  package init(_ fetch: Fetch, askedBy cache: EdgeCache) {
    if case .regional(let region) = cache.tier {
      tier = UpperTier(role: fetch.initiator?.tierRequest?.role ?? .regional, region: region).description
    }
    origin = fetch.origin.id
    domainName = fetch.origin.domainName
    usesTLS = fetch.usesTLS
    port = fetch.usesTLS ? fetch.origin.httpsPort : fetch.origin.httpPort
    originGroup = fetch.context.target.group?.id
    isSecondary = fetch.context.isFromSecondary
    isErrorPage = fetch.isForErrorPage
    head = String(decoding: fetch.requestHead, as: UTF8.self)
  }
}
