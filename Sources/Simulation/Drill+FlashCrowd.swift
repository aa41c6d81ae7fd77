extension Drill {
  /// Demand that rises in a line, stays, and falls exponentially, for a few objects, the most popular ones.
  package struct FlashCrowd: Hashable, Sendable {
    /// How many times the usual demand there is at its height.
    package var factor: Double
    package var objects: Int
    package var ramp: Duration
    package var hold: Duration
    /// In which it falls to 1/e.
    package var decay: Duration

    package init(factor: Double, objects: Int, ramp: Duration, hold: Duration, decay: Duration) {
      (self.factor, self.objects, self.ramp) = (factor, objects, ramp)
      (self.hold, self.decay) = (hold, decay)
    }
  }
}
