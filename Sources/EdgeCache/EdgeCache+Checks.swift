import HTTPCaching
import HTTPWire
import Primitives

// The steps before the look-up: what the request is for, and whether it may be answered at all.

extension EdgeCache {
  func readTarget(_ passage: inout Passage) -> Step {
    guard let target = RequestTarget(of: passage.request) else {
      return refuse(&passage, 400, .badRequestTarget, "The request target is not a path or URL.")
    }
    passage.target = target
    if passage.exchange.isFromCache {
      guard let tier = TierRequest(passage.request.fields) else {
        return refuse(
          &passage, 400, .badRequestTarget, "The request of another cache says nothing of itself.")
      }
      (passage.exchange.tierRequest, passage.exchange.viewerScheme) = (tier, tier.scheme)
    }
    return .host
  }

  func findDistribution(_ passage: inout Passage) -> Step {
    let hasHost = key.takeHost(passage.request, passage.target)
    if hasHost, let covers = passage.exchange.coversHost, !covers(key.host.span) {
      return refuse(&passage, 421, .misdirected, "This connection's certificate is not for this host name.")
    }
    guard hasHost, let distribution = routes.find(key) else {
      return refuse(&passage, 403, .unknownHost, "No distribution is configured for this host name.")
    }
    (passage.distribution, passage.exchange.distribution) = (distribution, distribution)
    guard distribution.isEnabled else {
      return refuse(&passage, 403, .distributionDisabled, "The distribution for this host name is disabled.")
    }
    // Who the viewer is and what it may has been looked at where it asked.
    return passage.exchange.isFromCache || passage.exchange.preload != nil ? .behavior : .body
  }

  /// Where the body is not read, the connection cannot go on.
  func refuseBody(_ passage: inout Passage) -> Step {
    guard passage.request.announcesBody else { return .country }
    if passage.request.method == .get {
      passage.exchange.isKeepAlive = false
      return refuse(&passage, 403, .bodyNotAllowed, "A GET request must not have a body.")
    }
    // RFC 9110 section 10.1.1
    if let index = passage.request.fields.first(.expect),
      !passage.request.fields.value(index).equalsIgnoringCase("100-continue")
    {
      passage.exchange.isKeepAlive = false
      return refuse(
        &passage, 417, .expectationFailed, "The edge meets no expectation but 100-continue.")
    }
    return .country
  }

  func checkCountry(_ passage: inout Passage) -> Step {
    guard let distribution = passage.distribution else { return .done }
    if distribution.geoRestriction.admits(passage.exchange.viewerLocation.country) {
      return distribution.webACL == nil ? .behavior : .webACL
    }
    return refuse(
      &passage, 403, .countryNotAdmitted, "This distribution is not available in the viewer's country.")
  }

  /// The default root object goes in first: the behaviour is that of the object served.
  func chooseBehavior(_ passage: inout Passage) -> Step {
    guard let distribution = passage.distribution else { return .done }
    key.takePath(passage.request, passage.target, rootObject: distribution.rootObject)
    let behavior = key.behavior(in: distribution)
    (passage.behavior, passage.exchange.behavior) = (behavior, behavior)
    let tierRequest = passage.exchange.tierRequest
    passage.exchange.series =
      tierRequest?.role == .originShield ? behavior.shieldSeries : behavior.series
    return tierRequest == nil && passage.exchange.preload == nil ? .viewerProtocol : .key
  }

  func applyViewerProtocolPolicy(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, passage.exchange.viewerScheme == .http else { return .method }
    switch behavior.viewerProtocolPolicy {
    case .allowAll: return .method
    case .httpsOnly:
      return refuse(&passage, 403, .httpsRequired, "This distribution answers over HTTPS only.")
    case .redirectToHTTPS: return redirect(&passage)
    }
  }

  func checkMethod(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior, behavior.allows(passage.request.method) else {
      return refuse(&passage, 403, .methodNotAllowed, "The request method is not allowed for this path.")
    }
    return behavior.signatures == nil ? .key : .signature
  }

  func checkSignature(_ passage: inout Passage) -> Step {
    guard let verifier = passage.behavior?.signatures,
      let refusal = signatureRefusal(
        passage.request, passage.target, passage.exchange, verifier, now: passage.now)
    else { return .key }
    return refuse(
      &passage, 403, ResultReason(refusal), "The request is not signed for this content, or no longer.")
  }

  func buildKey(_ passage: inout Passage) -> Step {
    guard let behavior = passage.behavior else { return .done }
    key.build(passage.request, passage.target, behavior, for: passage.exchange, hash: keyHash)
    if passage.exchange.preload != nil { takeStaticKey(passage.exchange) }
    if !behavior.caches(passage.request.method) {
      passage.exchange.reason = .methodNotCached
      return .fetch
    }
    if behavior.isCachingDisabled {
      passage.exchange.reason = .cachingDisabled
      return .fetch
    }
    return .lookUp
  }
}

extension RequestHead {
  /// Whether a body follows the head (RFC 9112 section 6.3).
  var announcesBody: Bool {
    if fields.contains(.transferEncoding) { return true }
    guard let index = fields.first(.contentLength) else { return false }
    return fields.value(index).decimal != 0
  }
}
