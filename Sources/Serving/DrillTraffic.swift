import EventLoop
import Simulation

/// Begins what a drill's places ask for, each at its times. A loop that comes late to it begins all that is due.
final class DrillTraffic {
  enum Kind { case query, request }

  private struct Stream {
    let kind: Kind
    var pace: Pace
    let begin: () -> Void
    var timer: Timer?
  }

  private let loop: EventLoop
  /// Nanoseconds of the monotonic clock.
  private let start: Int64
  private var streams: [Stream] = []

  init(on loop: EventLoop, start: Int64) { (self.loop, self.start) = (loop, start) }

  /// Times are nanoseconds from the start.
  func add(_ kind: Kind, phase: Int64, interval: Int64, end: Int64, _ begin: @escaping () -> Void) {
    let pace = Pace(phase: phase, interval: interval, end: end, patience: Limits.drillLateness)
    streams.append(Stream(kind: kind, pace: pace, begin: begin))
    wait(streams.count - 1)
  }

  private var elapsed: Int64 { MonotonicClock.nanoseconds - start }

  private func wait(_ number: Int) {
    streams[number].timer = streams[number].pace.next.map { next in
      Timer(on: loop, after: .nanoseconds(max(0, next - elapsed))) { [unowned self] in
        begin(number, at: elapsed)
        wait(number)
      }
    }
  }

  private func begin(_ number: Int, at elapsed: Int64) {
    for _ in 0..<streams[number].pace.due(at: elapsed) { streams[number].begin() }
  }

  /// Begins what is due still, and no more. Timers go off a little early: what is due in that time is begun, too.
  func end() {
    let elapsed = elapsed + Limits.timerEarliness
    for number in streams.indices {
      begin(number, at: elapsed)
      streams[number].timer = nil
    }
  }

  /// Nil: all that was due has been begun.
  var shortfall: Shortfall? {
    var sum = Shortfall()
    for stream in streams {
      switch stream.kind {
      case .query:
        sum.queries += stream.pace.missed
        sum.dueQueries += stream.pace.total
      case .request:
        sum.requests += stream.pace.missed
        sum.dueRequests += stream.pace.total
      }
    }
    return sum.isNone ? nil : sum
  }
}
