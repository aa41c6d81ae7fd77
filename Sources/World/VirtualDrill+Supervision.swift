import Simulation

// The conditions of a drill.

extension VirtualDrill {
  func look(_ count: Int) {
    let now = time(elapsed)
    guard now <= drill.duration else { return }
    guard supervision.goesOn(timeline, users?.figures, at: now) else { return stop() }
    queue(look: count + 1)
  }

  private func queue(look count: Int) {
    schedule(.look(count), after: nanoseconds(Simulation.Limits.lookInterval * count) - elapsed)
  }

  /// Whether the event may come about.
  func mayBegin(_ event: Int) -> Bool {
    guard supervision.breach == nil else { return false }
    if supervision.mayBegin(event, timeline, users?.figures, at: time(elapsed)) { return true }
    stop()
    return false
  }

  /// Lifts what has been brought about; where that is nothing, the drill is over.
  private func stop() {
    guard timeline.events.contains(where: { $0 != nil }) else { return end = elapsed }
    for action in drill.lifting({ timeline.events[$0] != nil }) { carryOut(action) }
  }
}
