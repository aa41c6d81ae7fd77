/// What a report came of: the same four give the same report, octet for octet.
package struct RunIdentity: Codable, Hashable, Sendable {
  package var seed: UInt64
  /// Of all files that were read.
  package var configuration: String
  /// Of the tables of places and latencies.
  package var data: String
  /// Of edgesim.
  package var version: String

  package init(seed: UInt64, configuration: String, data: String, version: String) {
    (self.seed, self.configuration, self.data, self.version) = (seed, configuration, data, version)
  }

  /// A line for people.
  package var text: String {
    "seed \(seed), configuration \(configuration), data \(data), edgesim \(version)"
  }
}
