/// How many TCP connections of DNS clients one worker holds, and how long it waits for them (RFC 7766 section 6.2).
package struct StreamLimits: Sendable, Equatable {
  /// Connections of one worker. When they are all taken, the one that has not asked for the longest time makes room.
  package var connections = Limits.connections
  /// Of those, connections from one IPv4 address or IPv6 /64; more are refused.
  package var perSource = Limits.connections / 4

  /// Seconds a connection may go without a whole query while there is room for others.
  package var idleSeconds = Limits.dnsIdleSeconds

  package init() {}

  /// Seconds a connection may go without a whole query while `open` are open. Until half of them are taken that is
  /// `idleSeconds`; from there on it falls to one second.
  func idleSeconds(open: Int) -> Int64 {
    let half = connections / 2
    guard open > half else { return idleSeconds }
    let left = Int64(max(0, connections - open)) * (idleSeconds - 1) / Int64(max(1, connections - half))
    return 1 + left
  }
}
