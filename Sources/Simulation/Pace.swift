/// Things that are to be begun at even intervals whatever becomes of those before (an open loop), by somebody who may be late for
/// it: he begins all that is due, and leaves out what is too late. Times are nanoseconds.
package struct Pace: Sendable {
  /// From the start to the first, and between two.
  private let phase: Int64
  private let interval: Int64
  /// How late one may be begun.
  private let patience: Int64
  /// Begun or left out.
  private var done = 0
  /// How many there are until the end.
  package let total: Int
  /// Left out until now.
  package private(set) var missed = 0

  /// The last comes at `end` at the latest. `interval` is above zero.
  package init(phase: Int64, interval: Int64, end: Int64, patience: Int64) {
    (self.phase, self.interval, self.patience) = (phase, interval, patience)
    total = Self.count(by: end, phase, interval)
  }

  /// When the next is due; nil: that was the last.
  package var next: Int64? { done < total ? phase + interval * Int64(done) : nil }

  /// How many are to be begun now, `elapsed` after the start.
  package mutating func due(at elapsed: Int64) -> Int {
    let tooLate = min(total, Self.count(by: elapsed - patience, phase, interval))
    if tooLate > done {
      missed += tooLate - done
      done = tooLate
    }
    let now = max(done, min(total, Self.count(by: elapsed, phase, interval)))
    defer { done = now }
    return now - done
  }

  private static func count(by elapsed: Int64, _ phase: Int64, _ interval: Int64) -> Int {
    elapsed < phase ? 0 : Int((elapsed - phase) / interval) + 1
  }
}
