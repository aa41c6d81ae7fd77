import Eviction
import Testing

@testable import Traces

@Suite("Static caches are filled from the warm-up")
struct TrainingWindowTests {
  /// Object 1 is asked for most at first, object 2 later.
  static let requests = [1, 1, 1, 2, 3, 2, 2, 2, 2, 2].enumerated().map {
    Request(id: UInt64($0.element), size: 10, time: 100 + $0.offset)
  }

  @Test(
    "what is asked for in it is what is chosen",
    arguments: [
      (ReplayDivision.WarmUp.requests(4), 1), (.seconds(4), 1), (.requests(10), 2), (.seconds(60), 2),
    ] as [(ReplayDivision.WarmUp, UInt64)])
  func chosen(warmUp: ReplayDivision.WarmUp, id: UInt64) throws {
    var window = TrainingWindow(warmUp, ignoresSizes: true)
    window.count(Array(Self.requests[..<5]))
    window.count(Array(Self.requests[5...]))
    var cache = try PolicySpecification(parsing: "static").replayCache(
      capacity: 1, seed: 1, ReplayRules(ignoresSizes: true), content: window.content)
    cache.replay(Self.requests, in: 0..<Self.requests.count, number: 1)
    #expect(cache.takeFigures().misses == Self.requests.count { $0.id != id })
  }

  @Test func withoutWarmUpNothing() {
    var window = TrainingWindow(.none, ignoresSizes: false)
    window.count(Self.requests)
    #expect(window.content.isEmpty)
  }
}
