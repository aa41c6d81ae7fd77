import EdgeCache

extension LabStatus {
  /// What the ratios are made of.
  private struct Tally {
    var (hits, misses, errors) = (0, 0, 0)
    var ofStatic = 0
    /// Hit and RefreshHit, and Miss of methods that are cached.
    var (fromCache, fromCacheBytes, cacheable, cacheableBytes) = (0, 0, 0, 0)
    var missBytes = 0

    /// `own`: only what the cache had itself counts as a hit.
    mutating func add(_ count: RequestCount, own: Bool) {
      switch count.result {
      case "Hit", "RefreshHit":
        let (above, aboveBytes) = own ? (count.fromAbove, count.fromAboveBytes) : (0, 0)
        if count.result == "Hit" { hits += count.requests - above }
        ofStatic += count.ofStatic
        misses += above
        missBytes += aboveBytes
        fromCache += count.requests - above
        fromCacheBytes += count.bytes - aboveBytes
      case "Miss":
        misses += count.requests
        missBytes += count.bytes
      case "Error", "LimitExceeded", "CapacityExceeded":
        errors += count.requests
        return
      default: return
      }
      cacheable += count.requests - count.uncacheable
      cacheableBytes += count.bytes - count.uncacheableBytes
    }
  }

  /// The ratios of the whole lab, and of each distribution, behaviour and PoP, computed from `requests`. Where there are
  /// regional caches also those of each tier: what its own caches had, of what they were asked.
  func computedHitRatios() -> [HitRatio] {
    var ratios: [HitRatio] = []
    var tallies: [Tally] = []
    func add(
      _ count: RequestCount, _ distribution: String?, _ behavior: String?, _ pop: String?,
      tier: String? = nil
    ) {
      var index = ratios.firstIndex {
        $0.distribution == distribution && $0.behavior == behavior && $0.pop == pop && $0.tier == tier
      }
      if index == nil {
        ratios.append(
          HitRatio(
            distribution: distribution, behavior: behavior, pop: pop, tier: tier, requests: 0, bytes: 0))
        tallies.append(Tally())
        index = ratios.count - 1
      }
      ratios[index!].requests += count.requests
      ratios[index!].bytes += count.bytes
      tallies[index!].add(count, own: tier != nil)
    }
    for count in requests { add(count, nil, nil, nil) }
    for count in requests { add(count, count.distribution, nil, nil) }
    for count in requests { add(count, count.distribution, count.behavior, nil) }
    for count in requests { add(count, nil, nil, count.pop) }
    if !tierRequests.isEmpty {
      let all = requests + tierRequests
      for role in CacheTier.Role.allCases {
        for count in all where count.tier == role.rawValue { add(count, nil, nil, nil, tier: count.tier) }
      }
      for count in tierRequests { add(count, nil, nil, count.pop, tier: count.tier) }
    }
    func share(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
    for (index, tally) in tallies.enumerated() {
      let (requests, bytes) = (ratios[index].requests, ratios[index].bytes)
      ratios[index].byRequests = share(tally.fromCache, of: tally.cacheable)
      ratios[index].byBytes = share(tally.fromCacheBytes, of: tally.cacheableBytes)
      ratios[index].hits = share(tally.hits, of: requests)
      if !staticContent.isEmpty || tallies[0].ofStatic > 0 {
        ratios[index].staticHits = share(tally.ofStatic, of: requests)
        ratios[index].dynamicHits = share(tally.hits - tally.ofStatic, of: requests)
      }
      ratios[index].misses = share(tally.misses, of: requests)
      ratios[index].errors = share(tally.errors, of: requests)
      ratios[index].bytesNotFromMisses = share(bytes - tally.missBytes, of: bytes)
    }
    return ratios
  }
}
