import Geo
import HTTPWire
import Primitives

// Which cache is asked before the origin ("How CloudFront works with regional edge caches", "Use Amazon CloudFront
// Origin Shield" of the developer guide).

extension EdgeCache {
  /// The next cache on the way of a request to `origin`; nil: the origin itself.
  ///
  /// - Only what GET and HEAD may find in a cache goes through a regional cache: other methods and what is never cached
  ///   do not. With an Origin Shield everything goes through that.
  /// - Where an unsafe request makes copies invalid, it goes the way of the copies (RFC 9111 section 4.4: in the caches it
  ///   travels through): the next miss must not bring back what it has changed.
  /// - A bucket of Amazon S3 in the region of the regional cache is asked past it.
  /// - A regional cache chooses between the members of an origin group itself. Who fails over to a secondary asks past it.
  func upperTier(
    for exchange: Exchange, _ method: RequestHead.Method, _ behavior: CompiledBehavior,
    _ compiled: CompiledOrigin, isSecondary: Bool
  ) -> UpperTier? {
    let origin = compiled.origin
    switch tier {
    case .edge(let regionalCache):
      let mayInvalidate = behavior.semantics.invalidates && method.isUnsafe
      if let region = regionalCache, method == .get || method == .head || mayInvalidate,
        !behavior.isCachingDisabled, !isSecondary, compiled.s3Region != region
      {
        return UpperTier(role: .regional, region: region)
      }
      return origin.originShieldRegion.map { UpperTier(role: .originShield, region: $0) }
    case .regional(let own):
      guard exchange.tierRequest?.role != .originShield, let region = origin.originShieldRegion,
        region != own
      else { return nil }
      return UpperTier(role: .originShield, region: region)
    }
  }

  /// What `tier` is told about the request of `exchange`.
  func tierRequest(
    to tier: UpperTier, for exchange: Exchange, _ target: CompiledTarget, isSecondary: Bool
  ) -> TierRequest {
    let isChosenHere = tier.role == .originShield && target.secondary != nil
    return TierRequest(
      role: tier.role, scheme: exchange.viewerScheme,
      member: isChosenHere ? (isSecondary ? .secondary : .primary) : .any,
      refreshes: exchange.mustRefresh)
  }

  /// What a cache that asks is told beside the response. An expired copy that is held counts as fresh for so long.
  func appendTierAnswer(
    to head: inout [UInt8], of exchange: Exchange, _ response: StoredResponse, now: Instant
  ) {
    let isFromStore = exchange.result == .hit || exchange.reason == .errorHeld
    let own: CacheTier.Role? = isFromStore ? exchange.tierRequest?.role : nil
    var secondsLeft = response.hasLifetime ? response.secondsLeft(at: now) : nil
    if exchange.reason == .staleOnError, response.heldUntil > now {
      secondsLeft = response.heldUntil.seconds(since: now)
    }
    TierAnswer(
      result: exchange.result, reason: exchange.reason, layer: exchange.layer ?? own, secondsLeft: secondsLeft
    ).append(to: &head)
  }
}

extension Fetch {
  /// What the answer of another cache makes of a miss.
  var result: ResultType {
    switch answer?.result {
    case .hit: .hit
    case .refreshHit: .refreshHit
    default: .miss
    }
  }
}

extension TierAnswer {
  /// Why what it had is a hit for the cache that asked.
  var hitReason: ResultReason? {
    guard result == .hit else { return nil }
    return switch layer {
    case .regional: .regionalHit
    case .originShield: .originShieldHit
    case .edge, nil: nil
    }
  }
}

extension Origin {
  /// The region of the bucket, where the origin is one of Amazon S3: `BUCKET.s3.REGION.amazonaws.com`, and the older
  /// spellings. Websites of S3 are servers like others.
  package var s3Region: String? {
    var labels = domainName.lowercased().split(separator: ".")
    if labels.last == "cn" { labels.removeLast() }
    guard labels.suffix(2) == ["amazonaws", "com"] else { return nil }
    labels.removeLast(2)
    guard let last = labels.last else { return nil }
    if last == "s3" { return "us-east-1" }
    if last.hasPrefix("s3-"), let region = AWSRegion(code: last.dropFirst(3)) { return region.code }
    guard labels.dropLast().last == "s3" || labels.suffix(3).starts(with: ["s3", "dualstack"]) else {
      return nil
    }
    return AWSRegion(code: last)?.code
  }
}
