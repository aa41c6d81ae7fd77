import Primitives
import SignedURLs

import enum HTTPWire.FieldName
import struct HTTPWire.Fields
import struct HTTPWire.RequestHead

/// A `CacheBehavior` with all names resolved and all text as bytes. Belongs to one cache.
final class CompiledBehavior {
  struct Header {
    var name: [UInt8]
    var known: FieldName
    /// The edge makes it; what the viewer sends under this name does not count.
    var generated: GeneratedHeader?
  }

  let pattern: PathPattern
  /// As configured.
  let pathPattern: String
  /// Where no rule says otherwise.
  private let defaultTarget: CompiledTarget
  private let originRules: [CompiledOriginRule]
  let distributionID: [UInt8]
  /// The field whose members are tags, lower case; empty for none.
  let cacheTagHeader: [UInt8]
  /// `/` and the default root object; empty for none.
  let rootObject: [UInt8]
  let viewerProtocolPolicy: CacheBehavior.ViewerProtocolPolicy
  let semantics: CacheSemantics
  let writesCacheStatus: Bool
  let cachesOptions: Bool
  private let allowedMethods: CacheBehavior.Methods
  let minTTL: Int64
  let defaultTTL: Int64
  let maxTTL: Int64
  let isCachingDisabled: Bool
  let headers: [Header]
  let cookies: NameSelection
  let queryStrings: NameSelection
  /// What goes to the origin: what is keyed, and what the origin request policy adds.
  let forwarding: OriginForwarding
  let forwardedCookies: NameSelection
  let forwardedQueryStrings: NameSelection
  let responseHeaders: CompiledResponseHeaders?
  let errorPages: ErrorPages
  /// Nil: whoever asks is answered.
  let signatures: SignatureVerifier?
  let gzip: Bool
  let br: Bool
  let compresses: Bool
  /// Places in `Figures`.
  let series: Int
  /// Of what a regional cache answers as an Origin Shield.
  let shieldSeries: Int
  let originSeries: Int

  init(
    _ behavior: CacheBehavior, of distribution: Distribution, at tier: CacheTier, figures: inout Figures
  ) {
    (pattern, pathPattern) = (PathPattern(behavior.pathPattern), behavior.pathPattern)
    defaultTarget = CompiledTarget(behavior.targetOriginID, in: distribution)
    originRules = behavior.originRules.map {
      CompiledOriginRule($0, target: CompiledTarget($0.targetOriginID, in: distribution))
    }
    distributionID = Array(distribution.id.utf8)
    cacheTagHeader = Array(distribution.cacheTagHeader.lowercased().utf8)
    rootObject =
      distribution.defaultRootObject.isEmpty ? [] : Array(("/" + distribution.defaultRootObject).utf8)
    viewerProtocolPolicy = behavior.viewerProtocolPolicy
    semantics = behavior.semantics
    writesCacheStatus = behavior.writesCacheStatus ?? semantics.writesCacheStatus
    allowedMethods = behavior.allowedMethods
    cachesOptions = behavior.cachedMethods != .getHead
    let policy = behavior.cachePolicy
    (minTTL, defaultTTL, maxTTL) = (policy.minTTL, policy.defaultTTL, policy.maxTTL)
    isCachingDisabled = policy.isDisabled
    headers = policy.headers.map { name in
      let bytes = Array(name.lowercased().utf8)
      return Header(name: bytes, known: FieldName(bytes.span), generated: GeneratedHeader(name))
    }
    cookies = NameSelection(policy.cookies)
    queryStrings = NameSelection(policy.queryStrings)
    let request = behavior.originRequestPolicy
    forwarding = OriginForwarding(request, keyed: policy.headers)
    forwardedCookies = NameSelection(policy.cookies.union(request?.cookies ?? .none))
    forwardedQueryStrings = NameSelection(policy.queryStrings.union(request?.queryStrings ?? .none))
    responseHeaders = behavior.responseHeadersPolicy.map(CompiledResponseHeaders.init)
    errorPages = ErrorPages(distribution.customErrorResponses)
    (gzip, br) = (policy.enableAcceptEncodingGzip, policy.enableAcceptEncodingBrotli)
    compresses = behavior.compress
    let publicKeys = behavior.trustedKeyGroups.flatMap(\.keys)
    let keys = publicKeys.map { ($0.id, SignatureKey(der: $0.der)) }
    signatures =
      behavior.trustedKeyGroups.isEmpty
      ? nil
      : SignatureVerifier(Dictionary(keys, uniquingKeysWith: { first, _ in first }).compactMapValues { $0 })
    switch tier {
    case .edge:
      series = figures.index(distribution: distribution.id, behavior: behavior.pathPattern)
      shieldSeries = series
    case .regional:
      series = figures.index(
        distribution: distribution.id, behavior: behavior.pathPattern, tier: .regional)
      shieldSeries = figures.index(
        distribution: distribution.id, behavior: behavior.pathPattern, tier: .originShield)
    }
    originSeries = figures.originIndex(distribution: distribution.id)
  }

  /// Requests of one key part by what viewers send.
  var choosesOrigin: Bool { !originRules.isEmpty }

  func target(for fields: borrowing Fields) -> CompiledTarget {
    for rule in originRules where rule.holds(fields) { return rule.target }
    return defaultTarget
  }

  var forwardsCookies: Bool { !forwardedCookies.isNone }

  /// Concurrent requests wait for one fetch, unless responses may be personal.
  var collapses: Bool { !forwardsCookies && !isCachingDisabled }

  func allows(_ method: RequestHead.Method) -> Bool {
    switch method {
    case .get, .head: true
    case .options: allowedMethods != .getHead
    case .put, .post, .patch, .delete: allowedMethods == .all
    case .other: allowedMethods == .all && semantics.isTransparent
    }
  }

  /// Seconds an error of the origin is held whatever it says.
  func errorCachingMinTTL(_ status: UInt16) -> Int64 {
    semantics.imposesTTLs ? errorPages.cachingMinTTL(of: status) : 0
  }

  /// Whether a response to `method` may be answered from the store. OPTIONS has a key of its own.
  func caches(_ method: RequestHead.Method) -> Bool {
    method == .get || method == .head || (method == .options && cachesOptions)
  }

  /// Whether a viewer's conditions are the origin's to judge: no copy of ours is at stake. With cookies forwarded they
  /// are not supported.
  func forwardsConditions(_ method: RequestHead.Method) -> Bool {
    if !caches(method) { return true }
    return isCachingDisabled && !forwardsCookies
  }

  func keys(_ name: Span<UInt8>) -> Bool {
    for header in headers where header.name.span.equalsIgnoringCase(name) { return true }
    return false
  }

  func keysField(_ name: FieldName) -> Bool {
    for header in headers where header.known == name { return true }
    return false
  }
}
