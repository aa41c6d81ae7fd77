import Testing

@testable import Serving

@Suite struct StreamLimitsTests {
  @Test("RFC 7766 section 6.2.3: the busier, the less patient")
  func idleTime() {
    var limits = StreamLimits()
    limits.connections = 100
    #expect((0...50).allSatisfy { limits.idleSeconds(open: $0) == Limits.dnsIdleSeconds })
    let falling = (50...100).map { limits.idleSeconds(open: $0) }
    #expect(falling == falling.sorted(by: >))
    #expect(falling.last == 1)
    limits.idleSeconds = 100
    #expect(limits.idleSeconds(open: 50) == 100 && limits.idleSeconds(open: 100) == 1)
    limits.connections = 1
    #expect(limits.idleSeconds(open: 1) >= 1)
    #expect(limits.idleSeconds(open: 1000) >= 1)
  }

  @Test func theOldestIsTheOneNotUsedForLongest() {
    var list = RecencyList<String>()
    #expect(list.oldest == nil)
    let (a, b, c) = (list.insert("a"), list.insert("b"), list.insert("c"))
    list.use(a)
    #expect(list.oldest == "b")
    list.use(c)
    #expect(list.oldest == "b")
    list.remove(b)
    #expect(list.oldest == "a")
    let d = list.insert("d")
    list.use(a)
    list.remove(c)
    #expect(list.oldest == "d")
    list.remove(d)
    list.remove(a)
    #expect(list.oldest == nil && list.count == 0)
  }
}
