import Simulation

extension DrillReport {
  /// What a server of bounded capacity had to do: before the first event, until the last, after that, and over time.
  package struct Capacity: Codable, Hashable, Sendable {
    /// Over a stretch of time, on average.
    package struct Load: Codable, Hashable, Sendable {
      package var requestsPerSecond: Double
      /// What all of them asked for, as a share of what it can do: above 1 it cannot serve them.
      package var offered: Double
      /// The share of it that was in use.
      package var inUse: Double
      /// How many waited at a time.
      package var waiting: Double
      /// How long one did, in seconds.
      package var waitSeconds: Double
      /// How long one did at most.
      package var longestWaitSeconds: Double
      /// The share that was answered 503.
      package var refused: Double

      init(_ bin: ServerLoad.Bin, servers: Int, seconds: Double) {
        let capacity = Double(servers) * seconds
        requestsPerSecond = Users.rounded(Double(bin.requests) / seconds)
        (offered, inUse) = (Users.rounded(bin.offered / capacity), Users.rounded(bin.done / capacity))
        // J. D. C. Little, "A proof for the queuing formula L = lambda W", Operations Research 9(3), 1961.
        waiting = Users.rounded(bin.waited / seconds)
        (waitSeconds, refused) = (Users.rounded(bin.meanWait), Users.rounded(bin.refusedShare))
        longestWaitSeconds = Users.rounded(bin.longestWait)
      }
    }

    package var name: String
    /// `pop` or `origin`
    package var kind: String
    /// Requests that it works on at the same time.
    package var servers: Int
    /// Nil: the drill has no such time.
    package var before: Load?
    package var during: Load?
    package var after: Load?
    /// Of each bin of `Users`.
    package var course: [Load]

    /// Those that were asked anything, in the order of the drill; nil: none is bounded.
    static func list(_ drill: Drill, _ users: UserFigures) -> [Capacity]? {
      guard !users.loads.isEmpty else { return nil }
      return users.loads.filter { $0.bins.contains { $0.requests > 0 } }.map { load in
        func of(_ bins: [Int]) -> Load? {
          guard !bins.isEmpty else { return nil }
          return Load(
            load.total(bins), servers: load.servers, seconds: bins.reduce(0) { $0 + users.seconds(ofBin: $1) }
          )
        }
        func part(_ part: Measure.Part) -> Load? { of(drill.bins(part, of: users)) }
        return Capacity(
          name: load.name, kind: load.kind.rawValue, servers: load.servers, before: part(.before),
          during: part(.during), after: part(.after), course: load.bins.indices.compactMap { of([$0]) })
      }
    }

    /// Its times by their names.
    var parts: [(name: String, load: Load)] {
      [("before", before), ("during", during), ("after", after)].compactMap { name, load in
        load.map { (name, $0) }
      }
    }
  }

  static let capacityHeader = [
    "Capacity of", "When", "Requests/s", "Offered", "In use", "Waiting", "Wait", "At most", "Refused",
  ]

  /// A row for each server and time.
  var capacityRows: [[String]] {
    func percent(_ share: Double) -> String { "\(Self.text(share * 100)) %" }
    func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }
    return (capacity ?? []).flatMap { server in
      server.parts.map { name, load in
        [
          server.name, name, Self.text(load.requestsPerSecond), percent(load.offered), percent(load.inUse),
          Self.text(load.waiting), milliseconds(load.waitSeconds), milliseconds(load.longestWaitSeconds),
          percent(load.refused),
        ]
      }
    }
  }

  var capacityLines: [String] {
    capacity == nil
      ? []
      : [""]
        + TextTable.lines(
          Self.capacityHeader.map { $0.uppercased() }, capacityRows, rightAligned: Set(2...8))
  }
}
