/// What the sources leave open, or what one may want to see otherwise.
package struct RoutingSettings: Sendable, BitwiseCopyable {
  /// What answers when no record of a group is healthy.
  package enum Fallback: Sendable, BitwiseCopyable {
    /// All count as healthy, as in Route 53: an answer is never empty because of health.
    case failOpen
    /// None does: the answer is empty. Not Route 53; for contrast.
    case failClosed
  }

  package var fallback = Fallback.failOpen
  package var geoproximity = GeoproximityRouting.Formula.current

  package init() {}
}
