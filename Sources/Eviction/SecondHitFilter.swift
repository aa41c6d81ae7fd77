/// From the second miss on, so that what is asked for once never writes to the cache.
///
/// Maggs, Sitaraman, "Algorithmic nuggets in content delivery", ACM SIGCOMM Computer Communication Review 45(3), 2015.
/// Ids are remembered exactly and for ever, as by what libCacheSim calls its Bloom filter: memory grows with the trace.
/// `BloomFilter` does it in bounded memory.
struct SecondHitFilter: AdmissionFilter {
  private var seen = SlotTable()

  mutating func admits(_ request: CacheRequest, victim: UInt64?) -> Bool {
    guard seen.slot(of: request.id) == nil else { return true }
    seen.insert(request.id, at: seen.takeSlot())
    return false
  }
}
