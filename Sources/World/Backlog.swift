/// What has queued up at an origin while it did not answer, and how fast it works that off: a fluid queue, first come, first
/// served, that every new request joins at its end.
struct Backlog {
  /// Requests that wait.
  private(set) var waiting: Double
  let requestsPerSecond: Double
  /// Nanoseconds of the run.
  private var at: Int64

  init(waiting: Int, requestsPerSecond: Double, at: Int64) {
    (self.waiting, self.requestsPerSecond, self.at) = (Double(waiting), requestsPerSecond, at)
  }

  /// Nanoseconds that a request would wait at `now`.
  mutating func delay(at now: Int64) -> Int64 {
    waiting = max(0, waiting - requestsPerSecond * Double(now - at) / 1e9)
    at = now
    return Int64(waiting / requestsPerSecond * 1e9)
  }

  /// One more waits.
  mutating func join() { waiting += 1 }
}
