import EdgeCache
import EventLoop
import Primitives

extension EdgeServer: StaticLoadingPlace {
  var now: Instant { loop.now }

  func start(_ fetch: Fetch) { origins.start(fetch) }

  func later(_ work: @escaping () -> Void) { loop.later(work) }

  func wakeLoading(at time: Instant?) {
    loadingTimer = time.map { time in
      let wait = max(1_000_000, time.nanosecondsSinceEpoch - loop.now.nanosecondsSinceEpoch)
      return Timer(on: loop, after: .nanoseconds(wait)) { [unowned self] in statics.pump() }
    }
  }

  var staticContentStatus: [StaticContentStatus] {
    statics.progress.map { StaticContentStatus(distribution: $0.distribution, pop: id, $0.1) }
  }
}
