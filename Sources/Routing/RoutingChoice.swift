import Zones

/// What a routing policy chose, and why.
package struct RoutingChoice: Sendable, BitwiseCopyable, Equatable {
  /// Index among the candidates of the group.
  package let candidate: Int
  package let reason: Reason

  package enum Reason: Sendable, BitwiseCopyable, Equatable {
    /// The only record there is.
    case simple
    /// Drawn by weight, out of the sum of weights that were in.
    case weight(Int, of: Int)
    /// Drawn out of so many, all of weight zero.
    case zeroWeight(of: Int)
    case lowestLatency(milliseconds: Int)
    /// cn-north-1 wins for clients in China, whatever the latency.
    case inChina
    /// The smallest location that holds the client.
    case location(GeographicLocation)
    case nearest(BiasedDistance)
    case failover(FailoverRole)
    /// One of so many records that are returned together.
    case multivalue(of: Int)
    /// The longest CIDR block that holds the client's prefix.
    case block(prefixLength: Int)
    /// No block holds it: the default location `*`.
    case defaultLocation
    /// Where the client is is not known: the first record of the group that is in.
    case unmappedClient
  }

  package init(_ candidate: Int, _ reason: Reason) { (self.candidate, self.reason) = (candidate, reason) }
}
