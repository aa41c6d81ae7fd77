import Primitives
import Testing

@testable import Eviction

/// Every policy against itself as arrays, request for request.
@Suite("Policies as the blackboard has them")
struct PlainPolicyTests {
  @Test(arguments: UInt64(1)...10)
  func agree(seed: UInt64) {
    compare(PlainFIFO.self, seed) { FIFO(capacity: $0) }
    compare(PlainLRU.self, seed) { LRU(capacity: $0) }
    compare(PlainMRU.self, seed) { MRU(capacity: $0) }
    compare(PlainClock.self, seed) { Clock(capacity: $0) }
    compare(PlainSIEVE.self, seed) { SIEVE(capacity: $0) }
    compare(PlainSLRU.self, seed) { SLRU(capacity: $0) }
    compare(PlainTwoQ.self, seed) { TwoQ(capacity: $0) }
    compare(PlainS3FIFO.self, seed) { S3FIFO(capacity: $0) }
    compare(PlainQDLP.self, seed) { QDLP(capacity: $0) }
    compare(PlainLFU.self, seed) { LFU(capacity: $0) }
    compare(PlainLFUDA.self, seed) { LFUDA(capacity: $0) }
    compare(PlainLRUK.self, seed) { LRUK(capacity: $0) }
    compare(PlainGDSF.self, seed) { GDSF(capacity: $0) }
    compare(PlainBelady.self, seed) { Belady(capacity: $0) }
  }

  @Test(arguments: UInt64(1)...6)
  func adaptivePoliciesAgree(seed: UInt64) {
    compare(PlainARC.self, seed) { ARC(capacity: $0) }
    compare(PlainLeCaR.self, seed) { LeCaR(capacity: $0, seed: 1) }
    compare(PlainLIRS.self, seed) { LIRS(capacity: $0, matchesLibCacheSim: false) }
    // Without sizes, and with more than one place in the queue, the original does not lose count.
    if seed == 2 { compare(PlainLIRS.self, seed, scale: 10) { LIRS(capacity: $0) } }
  }

  @Test(arguments: UInt64(1)...6)
  func sampledPoliciesAgree(seed: UInt64) {
    compare(PlainRandom.self, seed) { RandomReplacement(capacity: $0, seed: 1) }
    compare(PlainHyperbolic.self, seed) { Hyperbolic(capacity: $0, seed: 1) }
    compare(PlainBeladySize.self, seed) { BeladySize(capacity: $0, seed: 1) }
    compare(PlainLHD.self, seed) { LHD(capacity: $0, seed: 1) }
  }

  @Test("LHD past its fittings, at which the unit of age becomes shorter, then longer, and more are drawn")
  func fittedLHD() {
    var random = SplitMix64(seed: 9)
    var cache = Replay(policy: LHD(capacity: 600, touchesPerFitting: 250, seed: 1))
    var plain = PlainLHD(capacity: 600)
    plain.touchesPerFitting = 250
    var number = 0
    var hits = 0
    var shortest = plain.model.shift
    while plain.model.fittings < 52 {
      shortest = min(shortest, plain.model.shift)
      if plain.model.fittings == 7, plain.capacity == 600 {
        cache.resize(to: 20_000)
        plain.resize(to: 20_000)
      }
      number += 1
      let objects = plain.capacity / 6
      let request = CacheRequest(
        id: UInt64(min(random.below(objects), random.below(objects))), size: 1 + random.below(30),
        number: number)
      let isHit = cache.request(request)
      hits += isHit ? 1 : 0
      guard isHit == plain.request(request), cache.policy.occupied == plain.occupied else {
        Issue.record("request \(number), after \(plain.model.fittings) fittings: not as the plain one")
        return
      }
    }
    #expect(hits > number / 10 && shortest == 1 && plain.model.shift > 1)
  }

  @Test(arguments: UInt64(1)...4)
  func filteredPoliciesAgree(seed: UInt64) throws {
    // Its window is empty in small caches.
    compare(PlainWTinyLFU.self, seed, scale: 10) { WTinyLFU(capacity: $0) }
    let adaptSize = try PolicySpecification(parsing: "adaptsize:interval=300")
    compare(PlainAdaptSize.self, seed) { adaptSize.makePolicyForTests(capacity: $0) }
  }

  @Test(arguments: UInt64(1)...6)
  func admissionFiltersAgree(seed: UInt64) throws {
    func filtered<Policy: PlainPolicy, Filter: PlainFilter>(
      _ plain: PlainFiltered<Policy, Filter>.Type, _ text: String
    ) throws {
      let specification = try PolicySpecification(parsing: text)
      compare(plain, seed) { specification.makePolicyForTests(capacity: $0) }
    }
    try filtered(PlainFiltered<PlainLRU, PlainSecondHit>.self, "lru+secondhit")
    try filtered(PlainFiltered<PlainARC, PlainSecondHit>.self, "arc+secondhit")
    try filtered(PlainFiltered<PlainLRU, PlainGenerations>.self, "lru+bloom:objects=30:error=0.000001")
    try filtered(PlainFiltered<PlainLRU, PlainChance>.self, "lru+prob:p=0.9:x=0.02")
    try filtered(PlainFiltered<PlainS3FIFO, PlainChance>.self, "s3fifo+prob:p=0.9:x=0.02")
    try filtered(PlainFiltered<PlainGDSF, PlainLimit>.self, "gdsf+size:max=12+secondhit")
    try filtered(PlainFiltered<PlainLRU, PlainTinyLFU>.self, "lru+tinylfu:objects=40")
    // Of several that leave at once the plain one does not know the order.
    if seed % 2 == 0 {
      try filtered(PlainFiltered<PlainSIEVE, PlainTinyLFU>.self, "sieve+tinylfu:objects=40")
    }
  }

  @Test(arguments: UInt64(1)...6)
  func chosenContentAgrees(seed: UInt64) throws {
    let specifications = try PolicySpecification.list(parsing: "static,split:static=0.3:policy=sieve")
    func make(_ number: Int) -> (Int) -> AnyPolicy {
      { specifications[number].makePolicyForTests(capacity: $0, content: PlainTraining.content) }
    }
    compare(PlainStatic.self, seed, make(0))
    compare(PlainSplit.self, seed, make(1))
  }

  /// Random requests, even seeds with one size for all, odd ones with a size for each request; now and then an object
  /// is taken away, and some are never asked for again.
  ///
  /// - Parameter scale: of the cache and the number of objects.
  func compare<Policy: EvictionPolicy, Plain: PlainPolicy>(
    _: Plain.Type, _ seed: UInt64, scale: Int = 1, _ make: (Int) -> Policy
  ) {
    var random = SplitMix64(seed: seed)
    let capacity = scale * (seed % 2 == 0 ? 20 + random.below(40) : 100 + random.below(900))
    var cache = Replay(policy: make(capacity))
    var plain = Plain(capacity: capacity)
    var hits = 0
    for number in 1...2500 + 500 * scale {
      let id = UInt64(min(random.below(120 * scale), random.below(120 * scale)))
      if random.below(30) == 0 {
        cache.remove(id)
        plain.remove(id)
        continue
      }
      let size = seed % 2 == 0 ? 1 : 1 + random.below(30)
      let next = random.below(10) == 0 ? CacheRequest.never : number + 1 + random.below(200)
      let request = CacheRequest(id: id, size: size, number: number, next: next)
      let isHit = cache.request(request)
      hits += isHit ? 1 : 0
      guard isHit == plain.request(request), cache.policy.occupied == plain.occupied else {
        Issue.record("\(Policy.self), seed \(seed), request \(number): not as the plain one")
        return
      }
    }
    #expect(hits > 100, "\(Policy.self), seed \(seed)")
  }
}
