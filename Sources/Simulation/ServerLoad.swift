/// What servers of bounded capacity had to do, by the bins of `UserFigures`.
package struct ServerLoad: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    case pointOfPresence = "pop"
    case origin
  }

  /// Within one bin.
  package struct Bin: Hashable, Sendable {
    package var requests = 0
    /// Of them, how many were answered 503, for they would have waited too long.
    package var refused = 0
    /// Seconds of work that all of them asked for.
    package var offered = 0.0
    /// Seconds of work that was done; of several servers, together.
    package var done = 0.0
    /// Seconds that those who were not refused wait for their turn, together.
    package var waited = 0.0
    /// Seconds that one of them waits at most.
    package var longestWait = 0.0

    package init() {}

    package static func + (a: Bin, b: Bin) -> Bin {
      var sum = a
      sum.requests += b.requests
      sum.refused += b.refused
      sum.offered += b.offered
      sum.done += b.done
      sum.waited += b.waited
      sum.longestWait = max(sum.longestWait, b.longestWait)
      return sum
    }

    /// Seconds that one of those who were not refused waits; 0 if there were none.
    package var meanWait: Double { requests == refused ? 0 : waited / Double(requests - refused) }

    /// The share that was answered 503; 0 if nobody came.
    package var refusedShare: Double { requests == 0 ? 0 : Double(refused) / Double(requests) }
  }

  package var name: String
  package var kind: Kind
  /// Requests that are worked on at the same time.
  package var servers: Int
  package var bins: [Bin]

  package init(name: String, kind: Kind, servers: Int, bins: Int) {
    (self.name, self.kind, self.servers) = (name, kind, servers)
    self.bins = [Bin](repeating: Bin(), count: bins)
  }
}
