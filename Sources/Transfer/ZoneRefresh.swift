import DNSWire
import Primitives

/// When a secondary asks which primary for what, and how long it may serve what it has (RFC 1034 section 4.3.5, RFC 1996):
/// a state machine for one zone. It says what to do; a shell does it and tells what came of it.
///
/// A round asks the primaries one after another for their SOA record, until one has a newer serial and the zone is
/// transferred from there. If none has and one at least has ours, the zone is confirmed. REFRESH later comes the next
/// round, RETRY later if this one failed. The zone expires EXPIRE after it was confirmed last.
package struct ZoneRefresh: Sendable {
  package typealias Primary = TransferPolicy.Primary

  package enum Event: Sendable, Equatable {
    /// Nothing but the time: `nextDue` has come.
    case due
    /// The primary that was asked has this serial.
    case serial(UInt32)
    /// The query or the transfer under way failed.
    case failed
    /// The zone has come.
    case transferred(ZoneTimers)
    /// A NOTIFY that may be believed, and the serial in it if there is one.
    case notified(primary: Int, serial: UInt32?)
  }

  package enum Action: Sendable, Equatable {
    /// Ask for the SOA record over UDP. Whatever was under way is over, as it is with the next two.
    case query(Primary)
    /// Ask for the zone over TCP.
    case transfer(Primary)
    /// It takes too long.
    case abandon
    /// A primary has the zone we have: it is good for another EXPIRE, also if it had expired.
    case confirm
    /// No longer serve the zone.
    case expire
  }

  private enum Phase: Equatable {
    case resting
    case querying(attempt: Int)
    case transferring
  }

  package private(set) var primaries: [Primary]
  /// Of the zone we have, nil for none.
  package private(set) var timers: ZoneTimers?
  /// When a primary confirmed the zone.
  package private(set) var confirmed: Instant
  package private(set) var hasExpired = false
  private var phase = Phase.resting
  /// When the phase ends.
  private var phaseEnd: Instant
  /// The primary being asked, and how many of this round were asked before it.
  private var current = 0
  private var asked = 0
  /// A primary of this round has our serial.
  private var isConfirmedInRound = false
  /// The primary that sent NOTIFY while a round was under way.
  private var notifier: Int?
  private var failedRounds = 0

  /// Begins at `now` with a round, whatever is there: what was kept from an earlier life are the zone's timers and when
  /// it was confirmed. A time that is yet to come is none (the clock was wrong).
  package init(
    primaries: [Primary], kept: (timers: ZoneTimers, confirmed: Instant)? = nil, now: Instant
  ) {
    precondition(!primaries.isEmpty, "a secondary has a primary")
    (self.primaries, timers) = (primaries, kept?.timers)
    confirmed = min(kept?.confirmed ?? now, now)
    phaseEnd = now
    if let expiry, expiry <= now { hasExpired = true }
  }

  /// When the zone is no longer good, unless a primary confirms it; nil: there is none.
  package var expiry: Instant? { timers.map { confirmed.advanced(bySeconds: $0.expireSeconds) } }

  /// When to say that it is `due`.
  package var nextDue: Instant {
    guard let expiry, !hasExpired else { return phaseEnd }
    return min(expiry, phaseEnd)
  }

  /// The primary that is being asked, nil at rest.
  package var primary: Primary? { phase == .resting ? nil : primaries[current] }

  /// Goes on with other primaries: a round begins.
  package mutating func follow(_ primaries: [Primary], now: Instant) {
    precondition(!primaries.isEmpty, "a secondary has a primary")
    self.primaries = primaries
    (phase, phaseEnd, current, notifier) = (.resting, now, 0, nil)
  }

  /// Says what is to be done now. An event that answers nothing is passed over. `draw` spreads what many secondaries do.
  package mutating func handle(_ event: Event, now: Instant, draw: UInt64) -> [Action] {
    var actions: [Action] = []
    switch event {
    case .due: if phaseEnd <= now { endPhase(now, draw, &actions) }
    case .serial(let serial): if case .querying = phase { compare(serial, now, draw, &actions) }
    case .failed: if phase != .resting { askNext(now, draw, &actions) }
    case .transferred(let timers):
      guard phase == .transferring else { break }
      (self.timers, confirmed, hasExpired, failedRounds) = (timers, now, false, 0)
      rest(now, timers.refreshSeconds, draw, &actions)
    case .notified(let primary, let serial): heed(primary, serial, now, &actions)
    }
    if let expiry, !hasExpired, expiry <= now {
      hasExpired = true
      actions.append(.expire)
    }
    return actions
  }

  /// A NOTIFY of the serial we have is no news (RFC 1996 section 3.7); one in the middle of a round starts another
  /// after it.
  private mutating func heed(
    _ primary: Int, _ serial: UInt32?, _ now: Instant, _ actions: inout [Action]
  ) {
    guard primaries.indices.contains(primary) else { return }
    if let serial, serial == timers?.serial, !hasExpired { return }
    guard phase == .resting else { return notifier = primary }
    begin(with: primary, now, &actions)
  }

  private mutating func endPhase(_ now: Instant, _ draw: UInt64, _ actions: inout [Action]) {
    switch phase {
    case .resting: begin(with: 0, now, &actions)
    case .querying(let attempt) where attempt < TransferLimits.queryAttempts:
      query(attempt: attempt + 1, now, &actions)
    case .querying, .transferring:
      actions.append(.abandon)
      askNext(now, draw, &actions)
    }
  }

  private mutating func begin(with primary: Int, _ now: Instant, _ actions: inout [Action]) {
    (current, asked, isConfirmedInRound, notifier) = (primary, 0, false, nil)
    query(attempt: 1, now, &actions)
  }

  private mutating func query(attempt: Int, _ now: Instant, _ actions: inout [Action]) {
    phase = .querying(attempt: attempt)
    phaseEnd = now.advanced(bySeconds: TransferLimits.querySeconds)
    actions.append(.query(primaries[current]))
  }

  private mutating func compare(
    _ serial: UInt32, _ now: Instant, _ draw: UInt64, _ actions: inout [Action]
  ) {
    if serial == timers?.serial {
      isConfirmedInRound = true
      return askNext(now, draw, &actions)
    }
    // What has expired protects nothing: then an older zone is better than none.
    guard wantedAfter.map({ SerialNumber(serial).isAfter(SerialNumber($0)) }) ?? true else {
      return askNext(now, draw, &actions)
    }
    phase = .transferring
    phaseEnd = now.advanced(bySeconds: TransferLimits.transferSeconds)
    actions.append(.transfer(primaries[current]))
  }

  /// The serial that a transferred zone must follow, nil for any.
  package var wantedAfter: UInt32? { hasExpired ? nil : timers?.serial }

  /// The next primary's turn; behind the last one the round ends.
  private mutating func askNext(_ now: Instant, _ draw: UInt64, _ actions: inout [Action]) {
    asked += 1
    if asked < primaries.count {
      current = (current + 1) % primaries.count
      return query(attempt: 1, now, &actions)
    }
    if isConfirmedInRound, let timers {
      (confirmed, hasExpired, failedRounds) = (now, false, 0)
      actions.append(.confirm)
      return rest(now, timers.refreshSeconds, draw, &actions)
    }
    failedRounds += 1
    rest(now, timers?.retrySeconds ?? firstRetry, draw, &actions)
  }

  private var firstRetry: Int64 {
    let doublings = Int64(min(failedRounds - 1, 20))
    return min(TransferLimits.firstRetrySeconds << doublings, TransferLimits.lastRetrySeconds)
  }

  /// Nothing to do for `seconds`, less up to a quarter so that secondaries do not all come at once.
  private mutating func rest(
    _ now: Instant, _ seconds: Int64, _ draw: UInt64, _ actions: inout [Action]
  ) {
    phase = .resting
    let early = Int64(draw % UInt64(seconds * 250_000_000 + 1))
    phaseEnd = now.advanced(bySeconds: seconds)
    phaseEnd.nanosecondsSinceEpoch -= early
    if let notifier { begin(with: notifier, now, &actions) }
  }
}
