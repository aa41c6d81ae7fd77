import Simulation

/// What is wrong with the servers of a lab on purpose, by their names; who is well is not in it.
struct LabFaults: Sendable {
  /// Of built-in origins.
  var origins: [String: ServerFault] = [:]
  /// Of points of presence, on their way to viewers: their caches know nothing of it.
  var pops: [String: ServerFault] = [:]
}
