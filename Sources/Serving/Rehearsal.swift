import Configuration
import EventLoop
import Simulation

/// What a lab knows of the drill it is started for.
struct Rehearsal {
  let drill: Drill
  let original: LabConfiguration
  let tell: (@Sendable (String) -> Void)?
  var publication = Publication()
  /// Invalidations so far.
  var invalidations = 0
  var driver: Mailbox<DriverMessage>?
  private(set) var result: Result<Timeline, SystemError>?
  /// Files with a fault that are to be offered to the lab, and the one that its reload under way was offered.
  private var offers: [String] = []
  private var offered: String?
  /// Why nothing can be said of the drill.
  private var fault: String?

  init(drill: Drill, original: LabConfiguration, tell: (@Sendable (String) -> Void)?) {
    (self.drill, self.original, self.tell) = (drill, original, tell)
  }

  // MARK: What is to be refused

  /// The next reload, or one after it, is to find this file in place of the zone or distribution that it stands for.
  mutating func offer(_ file: String) { offers.append(file) }

  var hasOffers: Bool { !offers.isEmpty }

  /// What the reload that begins now finds.
  mutating func takeOffer() -> String? {
    offered = offers.isEmpty ? nil : offers.removeFirst()
    return offered
  }

  /// The reload has found no fault: what came after the offer is not what the drill is about.
  mutating func isTakenOver() {
    guard let offered else { return }
    fault = "\(offered) was to be refused, and was taken over: nothing is wrong in it any more"
  }

  mutating func end(_ result: Result<Timeline, SystemError>) {
    self.result = result.map { timeline in
      var timeline = timeline
      timeline.fault = fault ?? timeline.fault
      return timeline
    }
  }
}
