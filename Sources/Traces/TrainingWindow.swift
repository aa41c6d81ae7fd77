import Eviction

/// What is asked for while caches warm up, from which a static one is filled.
package struct TrainingWindow {
  package private(set) var content = StaticContent()
  private let warmUp: ReplayDivision.WarmUp
  private let ignoresSizes: Bool
  private var counted = 0
  private var start: Int?

  package init(_ warmUp: ReplayDivision.WarmUp, ignoresSizes: Bool) {
    (self.warmUp, self.ignoresSizes) = (warmUp, ignoresSizes)
  }

  package mutating func count(_ batch: [Request]) {
    for request in batch {
      let start = start ?? request.time
      self.start = start
      switch warmUp {
      case .none: return
      case .requests(let requests): if counted >= requests { return }
      case .seconds(let seconds): if request.time - start >= seconds { return }
      }
      counted += 1
      content.add(request.id, size: ignoresSizes ? 1 : request.size)
    }
  }
}
