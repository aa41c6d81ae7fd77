import HTTPCaching
import Primitives

// How old a stored response is, and what may be done with it for that.

extension StoredResponse {
  var responseTime: Instant { facts.pointee.responseTime }
  var freshUntil: Instant { facts.pointee.freshUntil }
  /// Seconds lived before `responseTime` (RFC 9111 section 4.2.3).
  var initialAge: Int64 { Int64(facts.pointee.initialAge) }

  /// `current_age` of RFC 9111 section 4.2.3.
  func age(at now: Instant) -> Int64 {
    initialAge + max(0, (now.nanosecondsSinceEpoch &- responseTime.nanosecondsSinceEpoch) / 1_000_000_000)
  }

  func isFresh(at now: Instant) -> Bool { now < freshUntil }

  /// Seconds it stays fresh; below zero, how long it has been stale.
  func secondsLeft(at now: Instant) -> Int64 {
    let (left, overflow) = freshUntil.nanosecondsSinceEpoch.subtractingReportingOverflow(
      now.nanosecondsSinceEpoch)
    return overflow ? .max : left / 1_000_000_000
  }

  func isUsableWhileRevalidated(at now: Instant) -> Bool {
    isUsable(at: now, for: facts.pointee.staleWhileRevalidate)
  }

  /// Whether it may be served in place of an error status of the origin.
  func isUsableOnError(at now: Instant) -> Bool {
    isFresh(at: now) || isUsable(at: now, for: facts.pointee.staleIfError)
  }

  /// Whether it may be served where the origin gives no answer.
  func isUsableUnreached(at now: Instant) -> Bool {
    isFresh(at: now) || isUsable(at: now, for: facts.pointee.staleIfUnreachable)
  }

  private func isUsable(at now: Instant, for stale: UInt32) -> Bool {
    stale > 0 && now < freshUntil.advanced(bySeconds: Int64(stale))
  }

  /// After a failure of the origin: served as it is until then, without asking.
  var heldUntil: Instant { facts.pointee.extras?.heldUntil ?? .distantPast }

  func hold(until end: Instant) {
    let extras = facts.pointee.extras ?? StoredExtras()
    extras.heldUntil = end
    facts.pointee.extras = extras
  }
}
