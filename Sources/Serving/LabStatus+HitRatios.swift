extension LabStatus {
  /// What the ratios are made of.
  private struct Tally {
    var (hits, misses, errors) = (0, 0, 0)
    /// Hit and RefreshHit, and Miss of methods that are cached.
    var (fromCache, fromCacheBytes, cacheable, cacheableBytes) = (0, 0, 0, 0)
    var missBytes = 0

    mutating func add(_ count: RequestCount) {
      switch count.result {
      case "Hit", "RefreshHit":
        if count.result == "Hit" { hits += count.requests }
        fromCache += count.requests
        fromCacheBytes += count.bytes
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

  /// The ratios of the whole lab, and of each distribution, behaviour and PoP, computed from `requests`.
  func computedHitRatios() -> [HitRatio] {
    var ratios: [HitRatio] = []
    var tallies: [Tally] = []
    func add(_ count: RequestCount, _ distribution: String?, _ behavior: String?, _ pop: String?) {
      var index = ratios.firstIndex {
        $0.distribution == distribution && $0.behavior == behavior && $0.pop == pop
      }
      if index == nil {
        ratios.append(
          HitRatio(distribution: distribution, behavior: behavior, pop: pop, requests: 0, bytes: 0))
        tallies.append(Tally())
        index = ratios.count - 1
      }
      ratios[index!].requests += count.requests
      ratios[index!].bytes += count.bytes
      tallies[index!].add(count)
    }
    for count in requests { add(count, nil, nil, nil) }
    for count in requests { add(count, count.distribution, nil, nil) }
    for count in requests { add(count, count.distribution, count.behavior, nil) }
    for count in requests { add(count, nil, nil, count.pop) }
    func share(_ part: Int, of whole: Int) -> Double? { whole > 0 ? Double(part) / Double(whole) : nil }
    for (index, tally) in tallies.enumerated() {
      let (requests, bytes) = (ratios[index].requests, ratios[index].bytes)
      ratios[index].byRequests = share(tally.fromCache, of: tally.cacheable)
      ratios[index].byBytes = share(tally.fromCacheBytes, of: tally.cacheableBytes)
      ratios[index].hits = share(tally.hits, of: requests)
      ratios[index].misses = share(tally.misses, of: requests)
      ratios[index].errors = share(tally.errors, of: requests)
      ratios[index].bytesNotFromMisses = share(bytes - tally.missBytes, of: bytes)
    }
    return ratios
  }
}
