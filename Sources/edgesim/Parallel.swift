import Dispatch
import Synchronization

/// Independent tasks on all processors.
enum Parallel {
  /// The results of tasks 0 ..< `count` in their order, whichever ended first. `tell` is called after each, by one thread at a
  /// time, with the number of those that are done.
  static func map<Result: Sendable>(
    _ count: Int, threads: Int, tell: @Sendable (Int) -> Void = { _ in }, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let state = Mutex((next: 0, done: 0, results: [Result?](repeating: nil, count: count)))
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
      while true {
        let task = state.withLock { state in
          state.next += 1
          return state.next - 1
        }
        guard task < count else { return }
        let result = body(task)
        state.withLock { state in
          state.results[task] = result
          state.done += 1
          tell(state.done)
        }
      }
    }
    return state.withLock { $0.results.compactMap(\.self) }
  }
}
