import Simulation

/// Servers that each work on one request at a time, in the order in which requests come; the others wait for the first that is
/// free. Who would wait too long is turned away. With one server, Poisson arrivals and equal work it is the queue M/D/1.
///
/// Times are nanoseconds of the run.
struct ServiceQueue: Sendable {
  /// The longest that a request waits.
  private let patience: Int64
  /// When each server is free: a heap, the earliest first.
  private var freeAt: [Int64]
  /// What it has done since its load was last taken, but for the work that is `done`.
  private var load = ServerLoad.Bin()
  /// Work that was accepted since then, and that was left then.
  private var accepted: Int64 = 0
  private var left: Int64 = 0

  init(servers: Int = 1, patience: Int64 = .max) {
    freeAt = [Int64](repeating: 0, count: max(1, servers))
    self.patience = patience
  }

  /// A request that keeps a server busy for `service` comes: how long it waits for one; nil: it is turned away.
  mutating func wait(for service: Int64, at now: Int64) -> Int64? {
    let begin = max(now, freeAt[0])
    load.requests += 1
    load.offered += Double(service) / 1e9
    guard begin - now <= patience else {
      load.refused += 1
      return nil
    }
    let wait = Double(begin - now) / 1e9
    load.waited += wait
    load.longestWait = max(load.longestWait, wait)
    accepted += service
    sink(begin + service)
    return begin - now
  }

  /// What came since this was last asked, and what was done of it until `now`.
  mutating func takeLoad(at now: Int64) -> ServerLoad.Bin {
    let before = left + accepted
    left = freeAt.reduce(0) { $0 + max(0, $1 - now) }
    defer { (load, accepted) = (ServerLoad.Bin(), 0) }
    load.done = Double(before - left) / 1e9
    return load
  }

  /// In place of the first.
  private mutating func sink(_ time: Int64) {
    var hole = 0
    while case let left = 2 * hole + 1, left < freeAt.count {
      let child = left + 1 < freeAt.count && freeAt[left + 1] < freeAt[left] ? left + 1 : left
      guard freeAt[child] < time else { break }
      freeAt[hole] = freeAt[child]
      hole = child
    }
    freeAt[hole] = time
  }
}
