import Simulation

/// Drills drawn at random, run one by one, and made small where they break something: each seed by itself, so that they can be run
/// in any order and on any number of processors.
package struct Swarm: Sendable {
  /// What came of a seed that broke something.
  package struct Failure: Sendable {
    package var seed: UInt64
    /// The smallest drill found that breaks the same rule.
    package var drill: Drill
    /// What that breaks.
    package var violation: Violation
    /// Events of the drill that was drawn.
    package var drawnEvents: Int
  }

  private let ground: SwarmGround
  private let site: @Sendable (Drill) -> VirtualSite
  private let parts: WorldParts

  /// `site` is the lab that a drill is run in.
  package init(_ ground: SwarmGround, in site: @escaping @Sendable (Drill) -> VirtualSite) {
    self.init(ground, in: site, parts: WorldParts())
  }

  init(_ ground: SwarmGround, in site: @escaping @Sendable (Drill) -> VirtualSite, parts: WorldParts) {
    (self.ground, self.site, self.parts) = (ground, site, parts)
  }

  /// The drill of a seed.
  package func drill(_ seed: UInt64) -> Drill {
    var draw = SwarmDraw(ground, seed: seed)
    return draw.drill()
  }

  /// What the drill of a seed breaks first; nil: nothing.
  package func run(_ seed: UInt64) -> Violation? { violations(of: drill(seed), seed).first }

  /// The smallest drill that can be found that breaks the same rule.
  package func shrink(_ seed: UInt64, _ first: Violation, runs: Int = DrillShrinking.usualRuns) -> Failure {
    let drill = drill(seed)
    var shrinking = DrillShrinking(runs: runs) { violations(of: $0, seed).first { $0.rule == first.rule } }
    let (small, violation) = shrinking.shrink(drill, first)
    return Failure(seed: seed, drill: small, violation: violation, drawnEvents: drill.events.count)
  }

  func violations(of drill: Drill, _ seed: UInt64) -> [Violation] {
    VirtualDrill.run(drill, at: site(drill), seed: seed, parts: parts).violations
  }
}
